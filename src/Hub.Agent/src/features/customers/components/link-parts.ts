/** Linking and unlinking addresses, loaded when somebody does it. */
export { EndMemberDialog } from './end-member-dialog';
export { LinkDialog } from './link-dialog';
export { UnlinkDialog } from './unlink-dialog';
