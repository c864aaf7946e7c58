import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The simulator as it was built: SIMULATOR_DLL, or the newest of the usual places. */
function findBuild() {
  const places = ['Release', 'Debug'].map((kind) => join(repository, 'src/Hub.Simulator/bin', kind, 'net10.0/Hub.Simulator.dll'));
  const built = places.filter((place) => existsSync(place)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const found = process.env.SIMULATOR_DLL ?? built[0];
  if (!found) throw new Error('The simulator is not built. Run: dotnet build src/Hub.Simulator');
  return found;
}

/** Receives webhooks as raw bytes; `next()` waits for the following one. */
export const startHooks = () => listen((request, raw) => ({ signature: request.headers['x-line-signature'], raw, body: JSON.parse(raw) }));

/** The same for forms, as Twilio sends them. */
export const startForms = () => listen((request, raw) => ({ signature: request.headers['x-twilio-signature'], form: Object.fromEntries(new URLSearchParams(raw.toString())) }));

async function listen(read) {
  const received = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const hook = { path: request.url, ...read(request, Buffer.concat(chunks)) };
    response.end();
    const taker = waiting.shift();
    if (taker) taker(hook);
    else received.push(hook);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    next: () => (received.length ? Promise.resolve(received.shift()) : new Promise((resolve) => waiting.push(resolve))),
    close: () => server.close(),
  };
}

/** Starts the simulator on a free port and resolves when it listens. */
export async function startSimulator(hub) {
  const child = spawn('dotnet', [findBuild(), '--urls', 'http://127.0.0.1:0', '--hub', hub], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The simulator ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = line.match(/Now listening on: (http:\S+)/);
      if (match) resolve(match[1]);
    });
  });
  const account = `${address}/sim/accounts/line-demo`;
  const call = async (method, path, body) => {
    const response = await fetch(account + path, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    address,
    call,
    /** Agrees in LINE's dialog; what came of it, also when the dialog refuses. */
    async link(linkToken, userId, nonce = randomUUID()) {
      const response = await fetch(`${address}/sim/links`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ linkToken, nonce, userId }) });
      return { ...(await response.json()), nonce, status: response.status };
    },
    write: (userId, message) => call('POST', `/users/${userId}/messages`, message),
    async stop() {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** The folder with LINE's OpenAPI files, or null where it is not there. */
export function openApiFolder() {
  const folder = process.env.LINE_OPENAPI ?? join(repository, '..', 'shared', 'data', 'line-openapi');
  return existsSync(join(folder, 'messaging-api.yml')) ? folder : null;
}
