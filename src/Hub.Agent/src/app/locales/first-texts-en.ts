import type { FirstTexts } from '@/shared/lib/language';
import { en as app } from '@/app/locales/en';
import { en as calls } from '@/features/calls/locales/en';
import { en as customers } from '@/features/customers/locales/en';
import { en as inbox } from '@/features/inbox/locales/en';
import { en as viewActions } from '@/features/inbox/locales/view-actions-en';
import { en as notifications } from '@/features/notifications/locales/en';
import { en as sending } from '@/features/sending/locales/en';
import { en as session } from '@/features/session/locales/en';
import { en as thread } from '@/features/thread/locales/en';
import { en as shared } from '@/shared/locales/en';
import { en as keys } from '@/shared/locales/keys-en';
import { questionsEn as questions } from '@/shared/locales/questions-en';

export const texts: FirstTexts = { app, calls, customers, inbox, keys, notifications, questions, sending, session, shared, thread, viewActions };
