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
	out=$(mktemp -d)
	timeout -k 5 150 unshare --net --fork --pid --mount --uts --ipc --cgroup --kill-child bash "$0" "$program" inside "$out" >"$out/boot.log" 2>&1 || true
	cat "$out/result" 2>/dev/null || { tail -20 "$out/boot.log"; exit 1; }
	tail -1 "$out/result" | grep -q '^passed$'
	exit
fi

out=$3
box=$out/box
mount --make-rprivate /
mkdir "$box" && mount -t tmpfs tmpfs "$box" && mkdir "$box/upper" "$box/work" "$box/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$box/upper,workdir=$box/work" "$box/root"
cd "$box/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
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
