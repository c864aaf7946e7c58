const place = 'hub.person';

/** Drafts and unsent messages belong to a person: nothing of them is left for the next one in this tab. */
export function leaveNothingBehind(): void {
  sessionStorage.clear();
  location.replace('/');
}

/** False when somebody else was signed in here before; then the page starts anew. */
export function isSamePerson(id: string): boolean {
  const before = sessionStorage.getItem(place);
  if (before !== null && before !== id) {
    leaveNothingBehind();
    return false;
  }
  sessionStorage.setItem(place, id);
  return true;
}
