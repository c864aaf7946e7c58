// Reads what test runners left behind. Prints "passed failed skipped".
//   trx FILE             the .NET runner's result file
//   npm LOG EXIT_CODE    the output of npm test: vitest or node:test
//   scripts NAME...      "folder script" for every workspace that has the script
import { existsSync, readFileSync } from 'node:fs';

const [kind, ...rest] = process.argv.slice(2);
const answers = { trx, npm, scripts };
process.stdout.write(answers[kind](...rest));

function trx(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const outcomes = [...text.matchAll(/<UnitTestResult\b[^>]*\boutcome="(\w+)"/g)].map((match) => match[1]);
  const of = (...names) => outcomes.filter((outcome) => names.includes(outcome)).length;
  const passed = of('Passed');
  const skipped = of('NotExecuted', 'Inconclusive', 'Pending');
  // Whatever is neither passed nor skipped has failed, whatever it is called. So has a run that left nothing or stopped half-way.
  const unfinished = /<\/TestRun>\s*$/.test(text) ? 0 : 1;
  return `${passed} ${outcomes.length - passed - skipped + unfinished} ${skipped}\n`;
}

function npm(file, exitCode) {
  // eslint-style colours are switched off, but not every runner obeys.
  const text = readFileSync(file, 'utf8').replace(/\u001b\[[0-9;]*m/g, '');
  let [passed, failed, skipped] = [0, 0, 0];
  let found = false;
  for (const [, line] of text.matchAll(/^\s*Tests\s+(.*\(\d+\))\s*$/gm)) {
    found = true;
    passed += number(line, /(\d+) passed/);
    failed += number(line, /(\d+) failed/);
    skipped += number(line, /(\d+) skipped/) + number(line, /(\d+) todo/);
  }

  for (const [, name, count] of text.matchAll(/^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)\s*$/gm)) {
    found = true;
    if (name === 'pass') passed += Number(count);
    else if (name === 'fail' || name === 'cancelled') failed += Number(count);
    else skipped += Number(count);
  }

  return found ? `${passed} ${failed} ${skipped}\n` : exitCode === '0' ? '1 0 0\n' : '0 1 0\n';
}

function number(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

function scripts(...names) {
  if (!existsSync('package.json')) return '';
  const { workspaces = [] } = JSON.parse(readFileSync('package.json', 'utf8'));
  return workspaces
    .filter((folder) => existsSync(`${folder}/package.json`))
    .flatMap((folder) => {
      const own = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).scripts ?? {};
      return names.filter((name) => own[name]).map((name) => `${folder} ${name}\n`);
    })
    .join('');
}
