import { createStore } from './store';

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; run: () => void } | undefined;
}

export const toasts = createStore<Toast[]>([]);
const shownFor = 6000;
let nextId = 1;

export const dismissToast = (id: number): void => toasts.set((list) => list.filter((toast) => toast.id !== id));

export function showToast(text: string, { bad = false, action }: { bad?: boolean; action?: Toast['action'] } = {}): void {
  const id = nextId;
  nextId += 1;
  toasts.set((list) => [...list.slice(-2), { id, text, bad, action }]);
  setTimeout(() => dismissToast(id), shownFor);
}
