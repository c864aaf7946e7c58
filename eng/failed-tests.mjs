// Names what failed, shortly, for the end of ./test: the test, what it said, and the first line of our own it came from.
//   trx FILE LOG   the .NET runner's result file, and its output for what happened outside of a test
//   npm LOG        the output of npm test: vitest or node:test
//   check LOG      the last words of a check without tests
//   log LOG        the whole output without the servers' logs
import { existsSync, readFileSync } from 'node:fs';

const [kind, ...files] = process.argv.slice(2);
const answers = { trx, npm, check, log };
for (const line of answers[kind](...files.map(read))) {
  process.stdout.write(`${line}\n`);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').replace(/\u001b\[[0-9;]*m/g, '') : '';
}

function trx(results, output) {
  const failed = [];
  for (const [, attributes, body] of results.matchAll(/<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    if (/\boutcome="(Passed|NotExecuted|Inconclusive|Pending)"/.test(attributes)) continue;
    const name = plain(/\btestName="([^"]*)"/.exec(attributes)?.[1] ?? 'A test without a name');
    const part = (element) => plain(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(body ?? '')?.[1] ?? '');
    failed.push(...entry(name, part('Message').split('\n'), part('StackTrace').split('\n')));
  }

  // Fixtures that could not be built or torn down have no result; a runner that was killed has none at all.
  const outside = log(output).join('\n').matchAll(/^ *(.*\[(?:[\w ]*Cleanup Failure|[\w ]*ERROR|FATAL ERROR)[^\]]*\].*|Unhandled exception.*)\n((?: {6,}.*\n|\s*\n)*)/gim);
  for (const [, name, body] of outside) {
    failed.push(...entry(name.trim(), body.split('\n'), body.split('\n')));
  }

  return failed.length > 0 ? failed : check(output);
}

function npm(output) {
  const lines = output.split('\n');
  const failed = [];
  lines.forEach((line, index) => {
    const vitest = /^ FAIL {2}(.*)$/.exec(line);
    const tap = /^(\s*)not ok \d+ - (.*)$/.exec(line);
    const spec = /^test at (\S+)$/.exec(line);
    if (vitest) {
      failed.push(...entry(vitest[1], lines.slice(index + 1, index + 8), lines.slice(index + 1, index + 40)));
    } else if (tap) {
      const end = lines.findIndex((later, at) => at > index && later.trim() === '...');
      const block = lines.slice(index + 1, end);
      // The file and the group repeat what the test inside has said.
      if (block.some((detail) => /failureType: 'subtestsFailed'/.test(detail))) return;
      const said = block.findIndex((detail) => /^\s*error:/.test(detail));
      failed.push(...entry(tap[2], said < 0 ? [] : block.slice(said, said + 3), block.filter((detail) => /location:|^\s+(at )?.*file:/.test(detail))));
    } else if (spec) {
      failed.push(...entry((lines[index + 1] ?? '').replace(/^\s*✖ /, ''), lines.slice(index + 2, index + 5), [spec[1]]));
    }
  });
  return failed.length > 0 ? failed : check(output);
}

function check(output) {
  const npmsOwn = /^npm error (Lifecycle|code|path|workspace|location|command) /;
  return log(output).filter((line) => line.trim() && !npmsOwn.test(line)).slice(-8).map((line) => `      ${line.trim().slice(0, 240)}`);
}

function log(output) {
  let skipping = false;
  return output.split('\n').filter((line) => {
    if (/^\s*\{"Timestamp":/.test(line)) return false;
    if (/^(trce|dbug|info|warn|fail|crit): [\w.]+\[\d+\]/.test(line)) {
      skipping = true;
      return false;
    }

    skipping &&= /^ {6}/.test(line);
    return !skipping && !/^\s*(Discover|Starting|Finished)/.test(line);
  });
}

function entry(name, message, stack) {
  const words = log(message.join('\n')).map((line) => line.trim()).filter((line) => line && !/^(at |❯|⎯)/.test(line));
  const own = stack.map((line) => line.trim()).filter((line) => /[\\/](src|tests)[\\/]|^(❯ )?(src|tests?|tools)[\\/]|^\S+:\d+:\d+$|\.cs\(\d+,\d+\): at/.test(line) && !line.includes('node_modules'));
  const places = [own[0], own.find((line) => /tests?[.\\/]|Journey/.test(line))].filter(Boolean);
  return [`  ${name}`, ...[...words.slice(0, 4), ...new Set(places)].map((line) => `      ${line.slice(0, 240)}`)];
}

function plain(text) {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
    .replaceAll('\r', '');
}
