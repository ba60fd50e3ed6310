#!/usr/bin/env bash
# Checks the dashboards against Grafana's own types, and draws them with
# Grafana's own panels from a real Prometheus:
#
#	dashboards/check/check.sh [DIR]    # pictures go to DIR; ../pictures by default
#
# It takes npm, prometheus and chromium, 500 MB for node_modules, and about
# three minutes. Look at every picture.
set -euo pipefail
cd "$(dirname "$0")"
pictures=$(mkdir -p "${1:-../pictures}" && cd "${1:-../pictures}" && pwd)

[ -d node_modules ] || npm ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund
node schema.mjs
npx tsc -p .

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
go run . history ../testdata/day.txt "$work/day.om"
promtool tsdb create-blocks-from openmetrics "$work/day.om" "$work/data" >/dev/null
printf 'scrape_configs: []\n' > "$work/prometheus.yml"
prometheus=http://127.0.0.1:19090
restart() {
	[ -z "${running:-}" ] || { kill "$running" && wait "$running" || true; }
	prometheus --config.file "$work/prometheus.yml" --storage.tsdb.path "$work/data" --storage.tsdb.allow-overlapping-blocks --web.listen-address "${prometheus#http://}" --log.level error &
	running=$!
	until curl -sf "$prometheus/-/ready" >/dev/null; do sleep 0.2; done
}
restart
end=$(tail -2 "$work/day.om" | awk 'NR == 1 { print $NF }')
# Rules that use what others record find it at the next round.
for round in 1 2 3 4 5; do
	promtool tsdb create-blocks-from rules --start $((end - 93600)) --end $((end + 60)) --eval-interval 2m --output-dir "$work/data" --url "$prometheus" ../tempfail.rules.yml >"$work/rules.log" 2>&1 || { tail -3 "$work/rules.log"; exit 1; }
	restart
done

node node_modules/esbuild/install.js
node node_modules/vite/bin/vite.js build --logLevel error
cp ../*.json dist/
node node_modules/vite/bin/vite.js preview --logLevel error &
until curl -sf http://127.0.0.1:15174/ >/dev/null; do sleep 0.2; done

draw() { # NAME HEIGHT QUERY
	timeout 60 chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=0.75 --window-size="1630,$2" --virtual-time-budget=20000 --timeout=40000 --enable-logging=stderr \
		--screenshot="$work/$1.png" "http://127.0.0.1:15174/?dashboard=$1.json&from=$((end - 86400))&to=$end$3" 2>"$work/$1.log"
	if grep -E 'CONSOLE.*PANEL' "$work/$1.log"; then echo "$1: a panel could not be drawn" >&2; exit 1; fi
	[ -z "${KEEP:-}" ] || cp "$work/$1.png" "$KEEP/$1.full.png"
	go run . shrink "$work/$1.png" "$pictures/$1.png"
	echo "$pictures/$1.png: $(stat -c %s "$pictures/$1.png") bytes"
}
draw overview 2500 ''
draw destination 1480 '&var-provider=post.test'
draw fleet 1560 ''
draw sender 1560 ''
