#!/bin/bash
# What try.sh does to the service, under systemd.
set -uo pipefail
log=/var/log/mail.log
failed=0

export TZ=UTC
began=$(($(date +%s) - 60)) # lines of long ago would be told as silence
line() { # line N: a delivery like many
	printf '%(%FT%T)T.%03dZ mx postfix/smtp[7]: 4A%06d: to=<u@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n' \
		$((began + $1 / 1000)) $(($1 % 1000)) "$1"
}
lines() { for ((i = $1; i < $2; i++)); do line "$i"; done >>$log; }
counted() { curl -s http://127.0.0.1:10451/metrics | sed -n 's/^tempfail_attempts_total{mta="postfix",status="sent"} //p'; }
expect() { # expect WHAT WANT COMMAND...: within 30 s
	local what=$1 want=$2 got
	shift 2
	for ((n = 0; n < 60; n++)); do
		got=$("$@" 2>&1)
		[[ $got == "$want" ]] && { echo "ok      $what: $got"; return; }
		sleep 0.5
	done
	echo "FAILED  $what: $got, not $want"
	failed=1
}
property() { systemctl show tempfail --property="$1" --value; }

ip link set lo up
install -m 640 -g adm /dev/null $log
lines 0 1000
# Drawn every 15 s otherwise.
mkdir -p /etc/systemd/system/tempfail.service.d
printf '[Service]\nEnvironment=TEMPFAIL_EVERY=1s\nWatchdogSec=5s\n' >/etc/systemd/system/tempfail.service.d/quick.conf
systemctl daemon-reload

systemctl start tempfail || { systemctl status --no-pager --full tempfail; journalctl --no-pager --unit=tempfail --output=cat | tail; echo failed; exit; }
expect 'started' active property ActiveState
expect 'user without a name' 0 bash -c '[[ $(ps -o uid= -p $(systemctl show tempfail --property=MainPID --value)) -gt 60000 ]]; echo $?'
expect 'counted at first' 1000 counted
expect 'status is the answer' 'Nothing to worry about: 1000 attempts, none failed.' property StatusText

echo 'top: 7' >>/etc/tempfail.yml && systemctl reload tempfail
echo 'tpo: 7' >>/etc/tempfail.yml && systemctl reload tempfail
expect 'a bad file shows' 1 bash -c 'curl -s http://127.0.0.1:10451/metrics | grep -c "^tempfail_config_last_reload_successful 0"'
sed -i '$d' /etc/tempfail.yml && systemctl reload tempfail
expect 'a good one too' 1 bash -c 'curl -s http://127.0.0.1:10451/metrics | grep -c "^tempfail_config_last_reload_successful 1"'

lines 1000 2000
asked=$(date +%s%N)
systemctl stop tempfail
echo "        stopping took $((($(date +%s%N) - asked) / 1000000)) ms"
expect 'stopped in good order' success property Result
lines 2000 3000
mv $log $log.1 && install -m 640 -g adm /dev/null $log && lines 3000 4000
systemctl start tempfail
expect 'after a stop, and rotation meanwhile' 4000 counted

systemctl kill --signal=KILL tempfail
lines 4000 5000
expect 'after a kill' 5000 counted
systemctl kill --signal=STOP tempfail
expect 'the watchdog saw it stand still' 2 property NRestarts
expect 'after the watchdog' 5000 counted

entries() { # the same by way of the journal
	local text
	for ((i = $1; i < $2; i++)); do
		text=$(line "$i")
		printf 'MESSAGE=%s\nSYSLOG_IDENTIFIER=postfix/smtp\nSYSLOG_FACILITY=2\nPRIORITY=6\n' "${text#*: }" | logger --journald
	done
}
echo 'journal: [SYSLOG_FACILITY=2]' >>/etc/tempfail.yml
systemctl restart tempfail
entries 5000 5300
expect 'from the journal' 5300 counted
systemctl kill --signal=KILL tempfail
entries 5300 5500
expect 'from the journal, after a kill' 5500 counted
pkill journalctl
entries 5500 5600
expect 'after its reader was killed' 5600 counted
systemctl kill --signal=KILL systemd-journald
sleep 1
entries 5600 5700
expect 'after the journal itself was killed' 5700 counted

[[ $failed == 0 ]] && { echo passed; exit; }
journalctl --no-pager --unit=tempfail --output=cat | tail -40
echo failed
