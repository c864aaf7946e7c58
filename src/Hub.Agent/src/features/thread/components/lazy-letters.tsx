import { lazy } from 'react';

const parts = () => import('./letter-parts');

export const LazyLetterView = lazy(async () => ({ default: (await parts()).LetterView }));
export const LazyLetterFields = lazy(async () => ({ default: (await parts()).LetterFields }));
export const LazyLetterMenu = lazy(async () => ({ default: (await parts()).LetterMenu }));
export const LazyJoinStrip = lazy(async () => ({ default: (await parts()).JoinStrip }));
export const LazyElsewhere = lazy(async () => ({ default: (await parts()).ElsewhereStrip }));
export const LazySides = lazy(async () => ({ default: (await parts()).Sides }));
export const LazyThreadMore = lazy(async () => ({ default: (await parts()).ThreadMore }));
