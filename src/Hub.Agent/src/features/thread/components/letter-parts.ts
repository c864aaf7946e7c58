/** What only conversations by letter, joined ones or several channels need, in one piece. */
export { EarlierWordings } from './earlier-wordings';
export { ElsewhereStrip } from './elsewhere-strip';
export { JoinStrip } from './join-strip';
export { LetterFields } from './letter-fields';
export { LetterMenu } from './letter-menu';
export { LetterView } from './letter-view';
export { Sides } from './sides';
export { ThreadMore } from './thread-more';
export { ViaPicker } from './via-picker';
