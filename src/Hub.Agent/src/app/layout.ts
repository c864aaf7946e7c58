import { readSetting, writeSetting } from '@/shared/lib/settings';
import { createStore, useStore } from '@/shared/lib/store';

/** Which columns are folded away in this browser. */
export interface Layout {
  rail: boolean;
  list: boolean;
  record: boolean;
}

const wideEnoughForRail = 1180;
const wideEnoughForRecord = 1024;

function initial(): Layout {
  const stored = (name: string, otherwise: boolean) => {
    const value = readSetting(`layout.${name}`);
    return value === null ? otherwise : value === 'open';
  };
  return { rail: stored('rail', innerWidth >= wideEnoughForRail), list: stored('list', true), record: stored('record', true) && innerWidth >= wideEnoughForRecord };
}

const layout = createStore<Layout>(initial());

export const useLayout = (): Layout => useStore(layout, (value) => value);

export function toggleColumn(name: keyof Layout): void {
  layout.set((now) => {
    writeSetting(`layout.${name}`, now[name] ? 'folded' : 'open');
    return { ...now, [name]: !now[name] };
  });
}
