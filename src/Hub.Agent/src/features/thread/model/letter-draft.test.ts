import { describe, expect, it } from 'vitest';
import { type EditedLetter, letterToSend, readAddresses, signatureOf } from './letter-draft';

describe('addresses as people type them', () => {
  it('reads names, lists and full-width spelling', () => {
    expect(readAddresses('Hanako <HANAKO@example.jp>, taro@example.jp').people).toEqual([{ address: 'hanako@example.jp', name: 'Hanako' }, { address: 'taro@example.jp', name: null }]);
    expect(readAddresses('ｔａｒｏ＠example.jp、jiro@example.jp').people.map((one) => one.address)).toEqual(['taro@example.jp', 'jiro@example.jp']);
    expect(readAddresses('"Suzuki, K" <k@example.jp>').people).toHaveLength(1);
  });

  it('keeps what is no address', () => {
    expect(readAddresses('taro@example.jp, nobody').rest).toBe('nobody');
    expect(readAddresses('a b@c').people).toEqual([]);
  });
});

describe('signature', () => {
  const usual = { subject: '', to: [], cc: [], signatureJa: 'つむぎ茶舗', signatureEn: 'Tsumugi Tea' };
  const letter: EditedLetter = { subject: 'Hi', to: [], cc: [], bcc: [], chosen: false };

  it('follows the language of the text until somebody chooses', () => {
    expect(signatureOf(letter, usual, 'お世話になっております。')).toBe('ja');
    expect(signatureOf(letter, usual, 'Dear Emily,')).toBe('en');
    expect(signatureOf({ ...letter, chosen: true, signature: null }, usual, 'Dear Emily,')).toBeNull();
    expect(signatureOf(letter, { ...usual, signatureEn: '' }, 'Dear Emily,')).toBe('ja');
    expect(signatureOf(letter, { ...usual, signatureEn: '', signatureJa: '' }, 'Dear Emily,')).toBeNull();
  });

  it('goes out with the letter only when there is one', () => {
    expect(letterToSend(letter, usual, 'Dear')).toEqual({ subject: 'Hi', to: [], cc: [], bcc: [], signature: 'en' });
    expect('signature' in letterToSend({ ...letter, chosen: true, signature: null }, usual, 'Dear')).toBe(false);
  });
});
