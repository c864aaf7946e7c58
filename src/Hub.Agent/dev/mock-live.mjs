// The live side of the mock: the SignalR JSON protocol by hand, one position per group, catch-up.
import { WebSocketServer } from 'ws';

const end = '\u001e';
export const epoch = `mock-${process.pid}`;
const groups = new Map();
const sockets = new Set();
const typing = new Map();

const groupOf = (name) => {
  if (!groups.has(name)) groups.set(name, { position: 0, events: [] });
  return groups.get(name);
};
groupOf('desk');

const send = (socket, target, argument) => socket.readyState === 1 && socket.send(JSON.stringify({ type: 1, target, arguments: [argument] }) + end);

export function publish(name, events) {
  const group = groupOf(name);
  const after = group.position;
  const lost = losing > 0;
  if (lost) losing -= 1;
  group.events.push(...structuredClone(events));
  group.position += events.length;
  for (const socket of sockets) if (!lost && socket.groups.has(name)) send(socket, 'frame', { group: name, epoch, after, upTo: group.position, events });
}

export function signal(body) {
  for (const socket of sockets) send(socket, 'signal', body);
}

export const hello = () => ({ epoch, groups: [{ group: 'desk', position: groupOf('desk').position }], revision: 1 });

export function catchUp({ groups: asked }) {
  const list = asked.length > 0 ? asked : [{ group: 'desk', epoch: '', after: 0 }];
  return {
    epoch,
    groups: list.map(({ group, epoch: known, after }) => {
      const { position, events } = groupOf(group);
      const resync = known !== epoch || after > position;
      return { group, position, events: resync ? [] : events.slice(after), resync };
    }),
  };
}

let losing = 0;
/** The next frames are not sent: clients have to notice the gap. */
export const loseFrames = (count) => { losing = count; };
export const dropSockets = () => sockets.forEach((socket) => socket.terminate());
export const resync = () => sockets.forEach((socket) => send(socket, 'resync', { reason: 'overflow' }));

export function attachLive(server, allowed) {
  const wss = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!request.url.startsWith('/hubs/desk') || !allowed(request)) return socket.destroy();
    wss.handleUpgrade(request, socket, head, (client) => accept(client));
  });
}

function accept(socket) {
  socket.groups = new Set(['desk']);
  let greeted = false;
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data) => {
    for (const part of String(data).split(end).filter(Boolean)) {
      const message = JSON.parse(part);
      if (!greeted) {
        greeted = true;
        socket.send(`{}${end}`);
        sockets.add(socket);
        send(socket, 'hello', hello());
      } else if (message.type === 6) socket.send(`{"type":6}${end}`);
      else if (message.type === 1) invoke(socket, message);
    }
  });
}

function invoke(socket, { target, arguments: [id, value], invocationId }) {
  let result = null;
  if (target === 'Open') {
    const group = `conversation:${id}`;
    socket.groups.add(group);
    result = { group, epoch, position: groupOf(group).position };
  } else if (target === 'Close') socket.groups.delete(`conversation:${id}`);
  else if (target === 'Typing') typing.set(id, value);
  else if (target === 'Resume') result = hello();
  if (invocationId) socket.send(JSON.stringify({ type: 3, invocationId, result }) + end);
}
