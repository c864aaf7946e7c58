/** What only conversations by letter need, in one piece. */
export { JoinStrip } from './join-strip';
export { LetterFields } from './letter-fields';
export { LetterMenu } from './letter-menu';
export { LetterView } from './letter-view';
export { Sides } from './sides';
