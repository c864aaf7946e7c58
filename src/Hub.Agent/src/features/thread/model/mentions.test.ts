import { describe, expect, it } from 'vitest';
import { insertMention, matchMentions, mentionQuery, mentionsIn, splitMentions } from './mentions';

const people = [
  { id: '1', name: '佐藤' },
  { id: '2', name: '佐藤 花子' },
  { id: '3', name: 'Olivia Brown' },
];

describe('who a note names', () => {
  it.each([
    ['@佐藤 お願いします', ['1']],
    ['@佐藤 花子 さん、確認を', ['2']],
    ['荷物の件@Olivia Brown と @佐藤', ['1', '3']],
    ['mail to a@佐藤', ['1']],
    ['佐藤さんへ', []],
    ['@Oliv', []],
    ['', []],
  ])('%s', (text, ids) => {
    expect(mentionsIn(text, people).map((person) => person.id)).toEqual(ids);
  });

  it('names both of two people with the same name', () => {
    expect(mentionsIn('@佐藤', [...people, { id: '4', name: '佐藤' }]).map((person) => person.id)).toEqual(['1', '4']);
  });
});

describe('naming somebody while typing', () => {
  it.each([
    ['@', 1, ''],
    ['お願い@佐', 5, '佐'],
    ['hello @oli', 10, 'oli'],
    ['hello @olivia b', 15, 'olivia b'],
    ['a@example', 9, null],
    ['@佐藤  ', 5, null],
    ['@one\ntwo', 8, null],
    ['no', 2, null],
    ['later @x', 2, null],
  ])('%s at %d', (text, caret, typed) => {
    expect(mentionQuery(text, caret)?.text ?? null).toBe(typed);
  });

  it('finds by any part, whatever the width and case', () => {
    expect(matchMentions('ＯＬＩ', people).map((person) => person.id)).toEqual(['3']);
    expect(matchMentions('花', people).map((person) => person.id)).toEqual(['2']);
  });

  it('puts the name in place and the caret behind it', () => {
    const query = mentionQuery('hi @ol there', 6);
    expect(query && insertMention('hi @ol there', 6, query, 'Olivia Brown')).toEqual({ text: 'hi @Olivia Brown  there', caret: 17 });
  });
});

describe('showing a note', () => {
  it('marks names and nothing else, the longer one first', () => {
    expect(splitMentions('@佐藤 花子 と@佐藤へ', ['佐藤', '佐藤 花子'])).toEqual([
      { text: '@佐藤 花子', mention: true },
      { text: ' と', mention: false },
      { text: '@佐藤', mention: true },
      { text: 'へ', mention: false },
    ]);
    expect(splitMentions('nobody @here', [])).toEqual([{ text: 'nobody @here', mention: false }]);
  });
});
