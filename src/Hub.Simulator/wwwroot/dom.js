/** Makes an element. Text always goes in as text, never as markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** Own drawings only: the markup is a constant of this page. */
export function icon(paths, attributes = 'viewBox="0 0 20 20"') {
  const holder = document.createElement('template');
  holder.innerHTML = `<svg ${attributes} aria-hidden="true">${paths}</svg>`;
  return holder.content.firstElementChild;
}

/** Text with its web addresses as links. */
export function linked(text) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'、。」）]+/g)) {
    parts.append(text.slice(from, match.index), el('a', { href: match[0], target: '_blank', rel: 'noreferrer noopener' }, match[0]));
    from = match.index + match[0].length;
  }
  parts.append(text.slice(from));
  return parts;
}

export const webAddress = (value) => (typeof value === 'string' && /^https?:\/\//.test(value) ? value : undefined);
