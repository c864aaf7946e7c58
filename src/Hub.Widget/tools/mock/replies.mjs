import { deflateSync } from 'node:zlib';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the agent does about a text. Anything else is answered politely. */
export async function reply(hub, visitor, text) {
  const agent = (body, more = {}) => hub.say(visitor, { from: 'agent', name: '佐藤', content: { type: 'text', body }, ...more });
  switch (text) {
    case '/bot':
      return hub.say(visitor, {
        from: 'bot',
        name: 'みなとボット',
        content: { type: 'text', body: 'お問い合わせありがとうございます。配送状況は https://shop.example/orders でもご確認いただけます。' },
      });
    case '/image':
      return agent('', {
        content: { type: 'file', kind: 'image', caption: null },
        attachments: [hub.attach(hub.upload(picture(320, 200), 'image/png', '豆の写真.png'))],
      });
    case '/files':
      return agent('', {
        content: { type: 'file', kind: 'file', caption: '領収書をお送りします。' },
        attachments: [
          hub.attach(hub.upload(Buffer.alloc(83_000), 'application/pdf', '領収書_2026年5月.pdf')),
          { ...hub.attach(hub.upload(Buffer.alloc(10), 'application/zip', 'とても長いファイル名のお見積書と添付資料一式_最終版.zip')), state: 'gone', url: null },
        ],
      });
    case '/place':
      return agent('', { content: { type: 'location', title: 'みなと珈琲店 本店', address: '横浜市中区海岸通1-2-3', latitude: 35.45, longitude: 139.64 } });
    case '/sticker':
      return agent('', { content: { type: 'sticker', packageId: '1', stickerId: '2', imageUrl: 'https://elsewhere.example/s.png', keywords: ['ありがとう'] } });
    case '/resolve':
      return hub.status(visitor, 'resolved');
    case '/typing':
      return hub.signal(visitor, { type: 'agentTyping', typing: true, name: '佐藤' });
    case '/silent':
      return undefined;
    case '/many':
      for (let i = 1; i <= 120; i++) agent(`${i}件目のメッセージです。`);
      return undefined;
    default:
      await pause(400);
      hub.signal(visitor, { type: 'agentTyping', typing: true, name: '佐藤' });
      await pause(900);
      return agent(/[぀-ヿ一-鿿]/.test(text) ? 'ありがとうございます。確認いたしますので、少々お待ちください。' : 'Thank you! Let me check that for you.');
  }
}

/** A PNG made on the spot, so that no picture has to be kept here. */
function picture(width, height) {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      rows[at] = 90 + (x * 90) / width;
      rows[at + 1] = 60 + (y * 60) / height;
      rows[at + 2] = 40;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crcOf(body), body.length + 4);
  return framed;
}

function crcOf(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
