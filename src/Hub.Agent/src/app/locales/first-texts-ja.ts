import type { FirstTexts } from '@/shared/lib/language';
import { ja as app } from '@/app/locales/ja';
import { ja as calls } from '@/features/calls/locales/ja';
import { ja as customers } from '@/features/customers/locales/ja';
import { ja as inbox } from '@/features/inbox/locales/ja';
import { ja as viewActions } from '@/features/inbox/locales/view-actions-ja';
import { ja as notifications } from '@/features/notifications/locales/ja';
import { ja as sending } from '@/features/sending/locales/ja';
import { ja as session } from '@/features/session/locales/ja';
import { ja as thread } from '@/features/thread/locales/ja';
import { ja as shared } from '@/shared/locales/ja';
import { ja as keys } from '@/shared/locales/keys-ja';
import { questionsJa as questions } from '@/shared/locales/questions-ja';

export const texts: FirstTexts = { app, calls, customers, inbox, keys, notifications, questions, sending, session, shared, thread, viewActions };
