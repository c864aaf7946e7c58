import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/http';
import { sampleMessage } from '@/api/samples';
import { questionsOf } from '@/api/send-questions';
import { formatAgo } from '@/shared/lib/dates';
import { draftOf, returnToDraft, writeDraft } from './drafts';
import { offerUndo, undoableIn } from './undo';

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });

describe('what comes back before it has left', () => {
  it('stands above what has been typed since, and keeps its files', () => {
    const upload = { id: 'f1', kind: 'file' as const, fileName: 'a.pdf', contentType: 'application/pdf', size: 9 };
    writeDraft('c1', 'reply', 'typed since');
    returnToDraft('c1', 'reply', 'sent before', [upload]);
    expect(draftOf('c1', 'reply').text).toBe('sent before\ntyped since');
    expect(draftOf('c1', 'reply').files.map((file) => [file.name, file.state, file.upload?.id])).toEqual([['a.pdf', 'done', 'f1']]);
    expect(draftOf('c1', 'note').text).toBe('');
  });

  it('is offered for its seconds, in its conversation, while nothing else is typed', () => {
    vi.useFakeTimers();
    offerUndo(sampleMessage({ conversationId: 'c2', number: 7, kind: 'outbound' }), 2);
    expect(undoableIn('c2')).toBe(7);
    expect(undoableIn('c3')).toBeNull();
    writeDraft('c2', 'reply', 'next');
    expect(undoableIn('c2')).toBeNull();
    writeDraft('c2', 'reply', '');
    vi.advanceTimersByTime(2000);
    expect(undoableIn('c2')).toBeNull();
    vi.useRealTimers();
  });

  it('is not offered where the channel sends at once', () => {
    offerUndo(sampleMessage({ conversationId: 'c4', number: 1, kind: 'outbound' }), 0);
    expect(undoableIn('c4')).toBeNull();
  });
});

describe('what the server asks', () => {
  it('is read from its answer and from no other', () => {
    const question = { code: 'wrong_name', found: '田中', name: '鈴木 花子' };
    expect(questionsOf(new ApiError({ code: 'confirm_needed', status: 409, questions: [question] }))).toEqual([question]);
    expect(questionsOf(new ApiError({ code: 'conversation_changed', status: 409 }))).toBeNull();
    expect(questionsOf(new Error('x'))).toBeNull();
  });

  it('says how long ago a colleague answered', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');
    expect(formatAgo('2026-11-20T09:59:40Z', now, 'en')).toBe('20 seconds ago');
    expect(formatAgo('2026-11-20T09:57:00Z', now, 'ja')).toBe('3 分前');
    expect(formatAgo('2026-11-20T10:00:05Z', now, 'en')).toBe('0 seconds ago');
  });
});
