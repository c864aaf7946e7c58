import { describe, expect, it } from 'vitest';
import { answersAsText, answersIn, cardOf, richOf } from './composed';

describe('what is composed besides words', () => {
  it('makes addresses open and words be said by the buttons of a card, and leaves out empty ones', () => {
    const card = cardOf({ title: ' Parcel ', text: 'On its way', buttons: [{ label: 'Track', does: 'https://track.example/1' }, { label: 'Call', does: 'tel:0312345678' }, { label: 'Thanks', does: '' }, { label: '', does: 'x' }] });
    expect(card.rich).toEqual({
      altText: 'Parcel\nOn its way',
      form: {
        type: 'template',
        template: {
          type: 'buttons', title: 'Parcel', text: 'On its way',
          actions: [{ type: 'uri', label: 'Track', uri: 'https://track.example/1' }, { type: 'uri', label: 'Call', uri: 'tel:0312345678' }, { type: 'message', label: 'Thanks', text: 'Thanks' }],
        },
      },
    });
  });

  it('takes a whole message or the bubble that the Flex simulator gives, with the alternative text of either', () => {
    expect(richOf('{"type":"bubble","body":{}}', 'Receipt')?.rich).toEqual({ altText: 'Receipt', form: { type: 'flex', contents: { type: 'bubble', body: {} } } });
    expect(richOf('{"type":"flex","altText":"Its own","contents":{}}', ' ')?.rich?.altText).toBe('Its own');
    expect(richOf('{"contents":{}}', 'a')).toBeNull();
    expect(richOf('{oh', 'a')).toBeNull();
    expect(richOf('"text"', 'a')).toBeNull();
  });

  it('reads one answer a line and writes it back as it was', () => {
    const lines = 'はい = はい、お願いします\n いいえ \n\n1+1=2 = two';
    expect(answersIn(lines)).toEqual([{ label: 'はい', text: 'はい、お願いします' }, { label: 'いいえ', text: 'いいえ' }, { label: '1+1', text: '2 = two' }]);
    expect(answersAsText(answersIn('はい = はい、お願いします\nいいえ'))).toBe('はい = はい、お願いします\nいいえ');
  });
});
