import { createStore } from '@/shared/lib/store';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'offline';

export const connectionState = createStore<ConnectionState>('connecting');
