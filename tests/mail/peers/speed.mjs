// Reads the mails in the folders over and over; the same work as `speed` of Hub.MailTrial.
//   node speed.mjs SECONDS FOLDER...
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { mailsIn } from './mails.mjs';

const [seconds, ...folders] = process.argv.slice(2);
const mails = mailsIn(folders).map((file) => readFileSync(file));

async function turn(milliseconds) {
  const started = performance.now();
  let [count, bytes] = [0, 0];
  while (performance.now() - started < milliseconds) {
    for (const mail of mails) {
      await simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true }).catch(() => {});
      count++;
      bytes += mail.length;
    }
  }

  return [count, bytes, (performance.now() - started) / 1000];
}

await turn(2000);
const [count, bytes, elapsed] = await turn(Number(seconds) * 1000);
process.stdout.write(`${Math.round(count / elapsed)} mails/s, ${(bytes / elapsed / 1e6).toFixed(1)} MB/s, ${mails.length} mails\n`);
