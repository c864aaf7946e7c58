/** Linking and unlinking addresses, loaded when somebody does it. */
export { LinkDialog } from './link-dialog';
export { UnlinkDialog } from './unlink-dialog';
