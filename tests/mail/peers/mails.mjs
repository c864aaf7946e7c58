import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Every mail in the folders, in the order of their names: the same files that Mails.cs takes. */
export const mailsIn = (folders) =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && ['.eml', '.txt', '.msg'].includes(extname(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort());
