import DOMPurify from 'dompurify';

const tags = [
  'a', 'abbr', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img',
  'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul', 'var', 'wbr',
];
const attributes = [
  'align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'cite', 'color', 'colspan', 'dir', 'face', 'height', 'href', 'hspace', 'lang', 'rel', 'rowspan', 'size', 'span', 'src', 'start', 'style', 'target', 'title', 'type', 'valign',
  'vspace', 'width',
];
/** Pictures of our own server or within the letter; everything else was taken out before, or was never meant to load. */
const ownPicture = /^(?:\/api\/(?:attachments\/[0-9a-f-]{36}|conversations\/[0-9a-f-]{36}\/messages\/\d+\/images\/\d+)|data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+)$/u;
const harmlessLink = /^(?:https?:|mailto:|tel:)/iu;
const badStyle = /url\s*\(|expression\s*\(|@import|position\s*:|behavior\s*:|-moz-binding|\\/iu;

const purifier = DOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName === 'A') {
    const href = node.getAttribute('href') ?? '';
    if (harmlessLink.test(href.trim())) {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer nofollow');
      node.setAttribute('title', href);
    } else node.removeAttribute('href');
  }
  if (node.nodeName === 'IMG' && !ownPicture.test(node.getAttribute('src') ?? '')) node.removeAttribute('src');
  if (badStyle.test(node.getAttribute('style') ?? '')) node.removeAttribute('style');
});

/** The second cleaning, with the parser that will render the result. Neither this nor the server's is trusted alone. */
export const cleanHtml = (html: string): string => purifier.sanitize(html, { ALLOWED_TAGS: tags, ALLOWED_ATTR: attributes, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, SANITIZE_NAMED_PROPS: true, KEEP_CONTENT: true });

/** The empty page it is put into: its policy runs no script and loads nothing from elsewhere. */
export const framePath = '/letter-frame';
