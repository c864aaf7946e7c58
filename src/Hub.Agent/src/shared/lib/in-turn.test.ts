import { expect, it } from 'vitest';
import { inTurn, toggled } from './in-turn';

it('what concerns the same thing is done in the order in which it was asked for, also after a failure', async () => {
  const done: string[] = [];
  let fail = () => {};
  const first = inTurn('a', () => new Promise<void>((_, reject) => { fail = () => { done.push('first'); reject(new Error('refused')); }; }));
  const second = inTurn('a', async () => { done.push('second'); });
  await inTurn('b', async () => { done.push('other'); });
  expect(done).toEqual(['other']);
  fail();
  await expect(first).rejects.toThrow('refused');
  await second;
  expect(done).toEqual(['other', 'first', 'second']);
});

it('two tags chosen one after the other are both there', async () => {
  let kept: string[] = ['old'];
  const choose = (tag: string, on: boolean) => inTurn('tags', async () => {
    const sent = toggled(kept, tag, on);
    await Promise.resolve();
    kept = sent;
  });
  await Promise.all([choose('a', true), choose('b', true), choose('old', false)]);
  expect(kept).toEqual(['a', 'b']);
});
