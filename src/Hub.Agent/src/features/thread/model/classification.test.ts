import { describe, expect, it } from 'vitest';
import type { Brand } from '@/api/types';
import type { ConversationField, Term, Vocabulary } from '@/api/vocabulary';
import { missingBeforeResolve, reasonChoices, recentChoices } from './classification';

const reason = (id: string, given: Partial<Term> = {}): Term => ({ id, brandId: 'b', parentId: null, status: null, nameJa: `${id}ja`, nameEn: id, active: true, usedAt: null, ...given });
const field = (key: string, given: Partial<ConversationField> = {}): ConversationField => ({ id: key, key, brandId: null, kind: 'text', nameJa: key, nameEn: key, options: [], required: true, active: true, ...given });
const words = (given: Partial<Vocabulary>): Vocabulary => ({ revision: '', states: [], reasons: [], results: [], fields: [], ...given });
const brand: Brand = { id: 'b', key: 'b', name: 'B', requireReason: true, requireResult: true, signatureJa: '', signatureEn: '', active: true, workNames: false };

describe('the reasons on offer', () => {
  const tree = words({ reasons: [reason('Order'), reason('Delivery', { usedAt: '2026-01-01' }), reason('Late', { parentId: 'Delivery', usedAt: '2026-01-02' }), reason('Gone', { active: false }), reason('Below', { parentId: 'Gone' }), reason('Other', { brandId: 'x' })] });

  it('stand in tree order with the names above them, without what is switched off or of another brand', () => {
    expect(reasonChoices(tree, 'b', 'en').map(({ term, above }) => `${above}/${term.id}`)).toEqual(['/Order', '/Delivery', 'Delivery/Late']);
  });

  it('begin with the one chosen last', () => {
    expect(recentChoices(reasonChoices(tree, 'b', 'en'), 5).map(({ term }) => term.id)).toEqual(['Late', 'Delivery']);
  });
});

describe('what a brand wants before resolving', () => {
  it('is named while it is missing', () => {
    expect(missingBeforeResolve({ reasonId: null, resultId: null, fields: { b: [] } }, brand, words({ fields: [field('a'), field('b'), field('c', { required: false }), field('d', { brandId: 'x' })] }))).toEqual(['reason', 'result', 'a', 'b']);
  });

  it('is nothing once everything is there, also a no or a nought', () => {
    expect(missingBeforeResolve({ reasonId: 'r', resultId: 'r', fields: { a: false, b: 0 } }, brand, words({ fields: [field('a'), field('b')] }))).toEqual([]);
  });
});
