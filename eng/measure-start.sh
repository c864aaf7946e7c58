#!/usr/bin/env bash
# Measures what README states: from a fresh clone with an empty home folder to the first message on the desk, and the next start.
# Usage: eng/measure-start.sh [REPOSITORY]   (default: this one). Everything happens in a temporary folder, which is deleted at the end.
set -euo pipefail
from=${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
work=$(mktemp -d)
port=${PORT:-8321}
export HOME=$work/home CRMHUB_SIMULATOR_PORT=$((port + 1)) Hub__AdminPassword="measured password"
mkdir "$HOME"
chmod o+x "$work" # The database of a hub that runs as root runs as another user.
hub=http://127.0.0.1:$port simulator=http://127.0.0.1:$CRMHUB_SIMULATOR_PORT
pid=""
finish() { [ -z "$pid" ] || { kill -TERM "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; rm -rf "$work"; }
trap finish EXIT

now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f s", to - from }'; }
start() {
  ./run --port "$port" --data "$work/data" >"$work/run.log" 2>&1 &
  pid=$!
  until curl -sf "$hub/readyz" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/run.log" >&2; exit 1; }
    sleep 0.05
  done
}
stop() { kill -TERM "$pid"; wait "$pid" || true; pid=""; }

begun=$(now)
git clone -q "$from" "$work/clone"
cd "$work/clone"
start
printf 'clone to ready                        %s\n' "$(since "$begun")"
curl -sf -c "$work/cookies" -H 'Sec-Fetch-Site: same-origin' -H 'Content-Type: application/json' -d '{"email":"admin@demo.test","password":"measured password"}' "$hub/api/session" >/dev/null
user=$(curl -sf "$simulator/sim/accounts/line-demo/users" | grep -o '"userId":"U[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4)
curl -sf -H 'Content-Type: application/json' -d '{"type":"text","text":"the first message"}' "$simulator/sim/accounts/line-demo/users/$user/messages?wait=none" >/dev/null
until curl -sf -b "$work/cookies" "$hub/api/conversations?view=open&limit=5" | grep -q "the first message"; do sleep 0.05; done
printf 'clone to first message on the desk    %s\n' "$(since "$begun")"
grep -o 'Filled the demo[^"]*' "$work/data/logs/hub.log" | head -n 1
stop
for _ in 1 2 3; do
  begun=$(now)
  start
  printf 'next start to ready                   %s\n' "$(since "$begun")"
  stop
done
