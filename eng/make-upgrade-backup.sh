#!/usr/bin/env bash
# Makes the backup of an older hub that the upgrade tests restore: builds COMMIT, lets its demo and a few webhooks fill a data directory, and backs that up
# with the command of this working tree (built for tests). The file is named after the newest migration it has. Its master key is 32 zeros and is not in it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commit=${1:?Usage: eng/make-upgrade-backup.sh COMMIT}
work=$(mktemp -d)
chmod o+x "$work"
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/source"
git -C "$root" archive "$commit" | tar x -C "$work/source"
ln -s "$root/node_modules" "$work/source/node_modules"
dotnet build "$work/source/src/Hub.Server" -c Release -p:SkipDesk=true -nologo -v quiet -clp:NoSummary

hub=http://127.0.0.1:8971
export Hub__DataDirectory=$work/data Hub__NodeName=node-1 Hub__MasterKey=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
Hub__Demo=true Hub__AdminPassword='correct horse battery' ASPNETCORE_URLS=$hub dotnet "$work/source/src/Hub.Server/bin/Release/net10.0/Hub.Server.dll" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 120); do if curl -sf "$hub/readyz" >/dev/null; then break; fi; sleep 1; done
node --input-type=module - "$hub" <<'JS'
import { createHmac } from 'node:crypto';
const hub = process.argv[2];
for (let i = 0; i < 40; i++) {
  const text = `古いハブのメッセージ ${i}\tタブ\n改行\\N`;
  const event = { type: 'message', mode: 'active', timestamp: 1760000000000 + i, source: { type: 'user', userId: `Uold${i % 7}` }, webhookEventId: `Eold${i}`, deliveryContext: { isRedelivery: false }, replyToken: `rold${i}`, message: { id: `old${i}`, type: 'text', text, quoteToken: 'q' } };
  const body = JSON.stringify({ destination: `U${'0'.repeat(32)}`, events: [event] });
  const signature = createHmac('sha256', 'line-demo-secret').update(body).digest('base64');
  const answer = await fetch(`${hub}/webhooks/line/line-demo`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-line-signature': signature } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
JS
sleep 2
kill -TERM "$server"
wait "$server" || true
server=""
level=$(ls "$work/source/src/Hub.Server/Platform/Database/Migrations" | sed 's/_.*//' | sort | tail -n 1)
dotnet "$root/tests/Hub.Server.Tests/bin/Debug/net10.0/Hub.Server.dll" backup "$root/tests/Hub.Server.Tests/Backup/Upgrade/$level.backup" --force
