#!/bin/bash
# Runs tempfail.service under a systemd of its own, in an overlay of this
# machine that vanishes afterwards: it starts, is reloaded, stopped, killed and
# starved, and must have lost and doubled nothing. Needs root and systemd.
#
#   deploy/systemd/try.sh PROGRAM
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(readlink -f "${1:?the tempfail program}")

if [[ ${2:-} != inside ]]; then
	# A cgroup of its own: systemd makes others in it, which outlive it.
	groups=$(findmnt -fnt cgroup2 -o TARGET) || { echo "no cgroup2 is mounted; systemd has it at /sys/fs/cgroup"; exit 1; }
	group=$groups$(sed -n 's/^0:://p' /proc/self/cgroup)/tempfail-try.$$
	mkdir "$group"
	out=$(mktemp -d)
	vanish() {
		for ((n = 0; n < 50; n++)); do
			grep -q '^populated 1' "$group/cgroup.events" || break
			sleep 0.1
		done
		find "$group" -depth -type d -exec rmdir {} +
		rm -rf --one-file-system "$out"
	}
	trap vanish EXIT
	longest=150 ended=0
	bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" timeout -k 5 $longest unshare --net --fork --pid --mount --uts --ipc --cgroup --kill-child bash "$0" "$program" inside "$out" >"$out/boot.log" 2>&1 || ended=$?
	cat "$out/result" 2>/dev/null || tail -20 "$out/boot.log"
	if [[ $ended == 124 || $ended == 137 ]]; then
		echo "failed: it was not done within $longest s; try again when the machine is less busy"
		exit 1
	fi
	[[ -e $out/result ]] && tail -1 "$out/result" | grep -q '^passed$'
	exit
fi

out=$3
box=$out/box
mount() { command mount --no-mtab "$@"; } # which is in /run
mount --make-rprivate /
mkdir "$box" && mount -t tmpfs tmpfs "$box" && mkdir "$box/upper" "$box/work" "$box/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$box/upper,workdir=$box/work" "$box/root"
cd "$box/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
# A /dev of its own: systemd makes links in it.
mount -t tmpfs -o mode=755 tmpfs dev
cp -a /dev/{null,zero,full,random,urandom,tty} dev/
ln -s /proc/self/fd dev/fd
mkdir dev/pts dev/shm && mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts && ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir run/out && mount --bind "$out" run/out
install -m 755 "$program" usr/local/bin/tempfail
install -m 644 "$here/tempfail.service" "$here/tempfail.yml" etc/
mv etc/tempfail.service etc/systemd/system/
install -m 755 "$here/tried.sh" usr/local/bin/tried
for unit in systemd-udevd systemd-sysctl systemd-networkd systemd-tmpfiles-setup systemd-resolved; do
	ln -sf /dev/null "etc/systemd/system/$unit.service"
done
cat >etc/systemd/system/tried.service <<'UNIT'
[Service]
Type=oneshot
ExecStart=/usr/local/bin/tried
ExecStopPost=/bin/systemctl --no-block poweroff --force
StandardOutput=file:/run/out/result
StandardError=inherit
UNIT
cat >etc/systemd/system/tried.target <<'UNIT'
[Unit]
Requires=basic.target
Wants=tried.service dbus.service
After=basic.target
AllowIsolate=yes
UNIT
sed -i '1i [Unit]\nAfter=basic.target dbus.service\n' etc/systemd/system/tried.service
rm -f var/log/mail.log* && rm -rf var/lib/private/tempfail var/lib/tempfail
export container=other
# Not chroot: under one there are no user namespaces.
mkdir -p run/before && pivot_root . run/before
exec /lib/systemd/systemd --system --unit=tried.target --log-target=console --show-status=0
