// What npm mailparser makes of every mail in the folders, as JSON lines: one object with the file's name for each.
//   node read.mjs FOLDER...
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { basename } from 'node:path';
import { mailsIn } from './mails.mjs';

const addresses = (field) => (Array.isArray(field) ? field : [field]).filter(Boolean)
  .flatMap((list) => list.value).flatMap((entry) => entry.group ?? [entry])
  .map((entry) => ({ name: entry.name || null, address: entry.address ?? '' }))
  .filter((entry) => entry.address || entry.name);
const ids = (value) => (Array.isArray(value) ? value : value ? String(value).split(/\s+/) : []).map((id) => id.replace(/[<>]/g, ''));

for (const file of mailsIn(process.argv.slice(2))) {
  let answer;
  try {
    const mail = await simpleParser(readFileSync(file), { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true });
    answer = {
      subject: mail.subject ?? '',
      messageId: ids(mail.messageId)[0] ?? null,
      inReplyTo: ids(mail.inReplyTo),
      references: ids(mail.references),
      date: mail.date && !Number.isNaN(mail.date.getTime()) ? mail.date.toISOString() : null,
      from: addresses(mail.from),
      to: addresses(mail.to),
      cc: addresses(mail.cc),
      replyTo: addresses(mail.replyTo),
      text: mail.text ?? null,
      html: mail.html || null,
      files: mail.attachments.map((part) => ({ name: part.filename ?? null, type: part.contentType, contentId: part.cid ?? null, size: part.content.length })),
    };
  } catch (error) {
    answer = { failed: error.message };
  }

  process.stdout.write(`${JSON.stringify({ file: basename(file), ...answer })}\n`);
}
