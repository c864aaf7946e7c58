import { describe, expect, it } from 'vitest';
import { sampleRow } from '@/api/samples';
import { rangeBetween } from './range-between';
import { tagCounts } from './tag-counts';

describe('choosing several rows', () => {
  it('takes everything between two rows, upwards and downwards', () => {
    expect(rangeBetween(['a', 'b', 'c', 'd'], 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(rangeBetween(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c']);
  });

  it('takes only the row that was pressed when the first one has left the list', () => {
    expect(rangeBetween(['a', 'b'], 'gone', 'b')).toEqual(['b']);
    expect(rangeBetween(['a', 'b'], 'a', 'gone')).toEqual([]);
  });

  it('offers the tags of the chosen rows, the most common first', () => {
    expect(tagCounts([sampleRow({ tags: ['b', 'a'] }), sampleRow({ tags: ['b'] })])).toEqual([{ tag: 'b', count: 2 }, { tag: 'a', count: 1 }]);
  });
});
