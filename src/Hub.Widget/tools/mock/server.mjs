// npm run mock: the hub's visitor API at :8077 and a shop page with a strict content security policy at :8078.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { MockHub } from './hub.mjs';
import { reply } from './replies.mjs';

const dist = new URL('../../dist/', import.meta.url);
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

export async function startMock({ hubPort = 8077, shopPort = 8078 } = {}) {
  const hub = new MockHub();
  // Switches for trying what goes wrong.
  const trouble = { offline: false, sockets: true, throttle: 0, refuseUploads: false };
  const hubOrigin = `http://127.0.0.1:${hubPort}`;
  const shopOrigin = `http://127.0.0.1:${shopPort}`;

  const hubServer = createServer((request, response) => {
    hub.requests.push({ method: request.method, url: request.url, headers: request.headers });
    if (trouble.offline) return request.socket.destroy();
    handle(request, response).catch((error) => problem(response, 500, String(error)));
  });

  async function handle(request, response) {
    const url = new URL(request.url, hubOrigin);
    if (url.pathname === '/widget.js') return file(response, 'widget.js', {});
    if (url.pathname === '/widget/chat') {
      return file(response, 'chat/index.html', {
        'Content-Security-Policy':
          `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${shopOrigin}`,
        'Referrer-Policy': 'no-referrer',
      });
    }
    if (url.pathname.startsWith('/widget/assets/')) return file(response, url.pathname.slice('/widget/'.length), {});
    if (url.pathname.startsWith('/widget/files/')) {
      const upload = hub.uploads.get(url.pathname.split('/').pop());
      return response.writeHead(200, { 'Content-Type': upload.contentType, 'X-Content-Type-Options': 'nosniff' }).end(upload.bytes);
    }
    const invitation = /^\/widget\/api\/web-demo\/invitations\/([^/]+)\/(shown|opened)$/.exec(url.pathname);
    if (invitation) {
      hub.counted.push(`${invitation[1]} ${invitation[2]}`);
      return response.writeHead(200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': request.headers.origin ?? '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }).end('export default 1;');
    }
    const action = /^\/widget\/api\/web-demo\/([a-z-]+)$/.exec(url.pathname)?.[1];
    if (!action) return problem(response, 404, url.pathname.startsWith('/widget/api/') ? 'unknown_site' : 'not_found');
    if (action === 'look') {
      const { accent = '#2457c5', scheme = 'auto', side = 'right', icon = 'bubble', label = null, open = true, turnsAt = null, invitations = [] } = hub.look;
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': request.headers.origin ?? '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
      return response.end(`export default ${JSON.stringify({ accent, scheme, side, icon, label, open, turnsAt, invitations })};`);
    }
    const body = await read(request);
    if (action === 'session') return json(response, 200, hub.session(JSON.parse(body)));
    const visitor = hub.visitors.get(request.headers.authorization?.replace('Visitor ', ''));
    if (!visitor) return problem(response, 401, 'not_signed_in');
    return act(action, visitor, url, request, body, response);
  }

  async function act(action, visitor, url, request, body, response) {
    if (action === 'uploads') {
      if (trouble.refuseUploads) return problem(response, 413, 'too_large');
      const { bytes: _, ...upload } = hub.upload(body, request.headers['content-type'], decodeURIComponent(request.headers['x-file-name']));
      return json(response, 201, upload);
    }
    if (action === 'messages' && request.method === 'GET') {
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const earlier = visitor.messages.filter((message) => message.number < before);
      return json(response, 200, { items: earlier.slice(-50), hasMore: earlier.length > 50 });
    }
    const input = JSON.parse(body);
    if (action === 'form') {
      visitor.filled = input.values;
      return response.writeHead(204).end();
    }
    if (action === 'transcript') return json(response, 202, { sent: visitor.verified });
    if (action === 'offline') {
      hub.left.push(input);
      return json(response, 202, { id: input.id, byMail: true });
    }
    if (action === 'catch-up') return json(response, 200, hub.catchUp(visitor, input));
    if (action === 'read') {
      visitor.readUpTo = input.upTo;
      return response.writeHead(202).end();
    }
    if (trouble.throttle > 0) {
      trouble.throttle--;
      return problem(response, 429, 'slow_down', { 'Retry-After': '1' });
    }
    if (input.text === '/fail') return problem(response, 422, 'cannot_send');
    json(response, 202, { id: input.id });
    hub.receive(visitor, input);
    await reply(hub, visitor, input.text ?? '');
  }

  const sockets = new WebSocketServer({ noServer: true });
  hubServer.on('upgrade', (request, socket, head) => {
    if (!trouble.sockets || trouble.offline || request.url !== '/hubs/visitor') return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => serveSocket(hub, client));
  });

  const shopServer = createServer((request, response) => {
    const url = new URL(request.url, shopOrigin);
    if (url.pathname === '/shop.css') return response.writeHead(200, { 'Content-Type': 'text/css' }).end(readFileSync(new URL('shop.css', import.meta.url)));
    const language = url.searchParams.get('lang') === 'en' ? 'en' : 'ja';
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; script-src ${hubOrigin}; style-src 'self'; frame-src ${hubOrigin}; require-trusted-types-for 'script'`,
    });
    response.end(shopPage(language, hubOrigin));
  });

  await Promise.all([listen(hubServer, hubPort), listen(shopServer, shopPort)]);
  return {
    hub,
    trouble,
    hubOrigin,
    shopOrigin,
    dropSockets: () => sockets.clients.forEach((client) => client.terminate()),
    stop() {
      sockets.clients.forEach((client) => client.terminate());
      for (const server of [hubServer, shopServer]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function serveSocket(hub, client) {
  const write = (message) => client.send(`${JSON.stringify(message)}\x1e`);
  const send = (target, argument) => write({ type: 1, target, arguments: [argument] });
  let visitor = null;
  let shaken = false;
  const keepAlive = setInterval(() => shaken && write({ type: 6 }), 15_000);
  client.on('message', (data) => {
    for (const record of String(data).split('\x1e').filter(Boolean)) {
      const message = JSON.parse(record);
      if (!shaken) {
        shaken = true;
        client.send('{}\x1e');
      } else if (message.target === 'Join') {
        visitor = hub.visitors.get(message.arguments[0].token) ?? null;
        visitor?.sockets.add(send);
        write({ type: 3, invocationId: message.invocationId, ...(visitor ? { result: hub.position(visitor) } : { error: 'unknown token' }) });
      } else if (message.target === 'Typing') {
        visitor?.typed.push(message.arguments[0]);
      }
    }
  });
  client.on('close', () => {
    clearInterval(keepAlive);
    visitor?.sockets.delete(send);
  });
}

function shopPage(language, hubOrigin) {
  const ja = language === 'ja';
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${ja ? 'みなと珈琲店' : 'Minato Coffee'}</title><link rel="stylesheet" href="/shop.css">
<script src="${hubOrigin}/widget.js" data-site="web-demo" data-language="${language}" async></script></head>
<body><header>${ja ? 'みなと珈琲店' : 'Minato Coffee'}</header><main><h1>${ja ? '今週の豆' : 'Beans of the week'}</h1>
<p>${ja ? 'エチオピア イルガチェフェ 200g 1,480円' : 'Ethiopia Yirgacheffe, 200 g, ¥1,480'}</p>
<p>${ja ? 'グアテマラ アンティグア 200g 1,320円' : 'Guatemala Antigua, 200 g, ¥1,320'}</p><input aria-label="${ja ? '検索' : 'Search'}"></main></body></html>`;
}

function file(response, path, headers) {
  response.writeHead(200, { 'Content-Type': types[extname(path)], 'X-Content-Type-Options': 'nosniff', ...headers });
  response.end(readFileSync(new URL(path, dist)));
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response, status, code, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify({ title: code, status, code }));
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function listen(server, port) {
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await startMock();
  console.log(`${mock.shopOrigin} (add ?lang=en); type /bot /image /files /place /sticker /typing /resolve /fail /many`);
}
