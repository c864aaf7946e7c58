import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useAgents, useBrands, useKnownTags, useTeams } from '@/api/directory';
import { request } from '@/api/http';
import type { ChannelAccount, ConversationStatus, Items } from '@/api/types';
import { nameIn, type Term, useVocabulary } from '@/api/vocabulary';
import { useChannelName } from '@/shared/hooks/use-shared-texts';
import { useLanguage } from '@/shared/lib/language';
import { useBulkTexts } from '../locales/use-bulk-texts';
import { useSavedTexts } from '../locales/use-saved-texts';
import { type BuiltInField, builtInFields, type FieldKind, ownField } from './fields-of-conditions';

export interface Choice {
  id: string;
  label: string;
}

export interface ConditionField {
  key: string;
  label: string;
  kind: FieldKind;
  choices: Choice[];
}

const statuses: ConversationStatus[] = ['open', 'waitingForCustomer', 'waitingForOthers', 'snoozed', 'resolved', 'spam'];
const logs = ['phone', 'fax', 'letter', 'visit'];
const languages = ['ja', 'en'];
const dmarcResults = ['pass', 'fail', 'none', 'temperror', 'permerror'] as const;
const ownKinds: Record<string, FieldKind> = { text: 'text', number: 'ownNumber', date: 'date', yesNo: 'ownYesNo', choice: 'ownChoice', choices: 'list' };

/** Every field with what can be chosen for it, in the words of this hub. */
export function useConditionFields(): ConditionField[] {
  const t = useSavedTexts();
  const names = useBulkTexts().statuses;
  const language = useLanguage();
  const agents = useAgents();
  const teams = useTeams();
  const brands = useBrands();
  const tags = useKnownTags();
  const words = useVocabulary();
  const channelName = useChannelName();
  const accounts = useQuery({ queryKey: ['directory', 'channel-accounts'], queryFn: ({ signal }) => request<Items<ChannelAccount>>('/api/channel-accounts', { signal }), staleTime: 300_000 }).data?.items;
  return useMemo(() => {
    const none = { id: 'none', label: t.none };
    const named = (items: readonly { id: string; name: string }[]): Choice[] => items.map(({ id, name }) => ({ id, label: name }));
    const terms = (list: readonly Term[]): Choice[] => list.map((term) => ({ id: term.id, label: pathOf(term, list).map((each) => nameIn(language, each)).join(' › ') }));
    const choices: Partial<Record<BuiltInField, Choice[]>> = {
      status: statuses.map((status) => ({ id: status, label: names[status] })),
      state: [...terms(words.states), none],
      owner: [{ id: 'me', label: t.me }, { id: 'none', label: t.nobody }, ...named(agents)],
      team: [{ id: 'mine', label: t.myTeams }, none, ...named(teams)],
      brand: named(brands),
      channel: [...new Set([...(accounts ?? []).map((account) => account.channel), ...logs])].map((channel) => ({ id: channel, label: channelName(channel) })),
      account: [...named(accounts ?? []), none],
      reason: [...terms(words.reasons), none],
      result: [...terms(words.results), none],
      tags: tags.map((tag) => ({ id: tag, label: tag })),
      letterDmarc: dmarcResults.map((result) => ({ id: result, label: t.dmarc[result] })),
      customerLanguage: languages.map((code) => ({ id: code, label: t.languages[code] ?? code })),
    };
    const builtIn = Object.entries(builtInFields).map(([key, kind]) => ({ key, kind, label: t.fields[key as BuiltInField], choices: choices[key as BuiltInField] ?? [] }));
    const own = words.fields.map((field) => ({
      key: ownField + field.key,
      kind: ownKinds[field.kind] ?? 'text',
      label: nameIn(language, field),
      choices: field.options.map((option) => ({ id: option.key, label: nameIn(language, option) })),
    }));
    return [...builtIn, ...own];
  }, [t, names, language, agents, teams, brands, tags, words, accounts, channelName]); // oxlint-disable-line react/exhaustive-deps -- made anew each time from the language, which is listed
}

function pathOf(term: Term, all: readonly Term[]): Term[] {
  const parent = all.find((each) => each.id === term.parentId);
  return parent ? [...pathOf(parent, all), term] : [term];
}
