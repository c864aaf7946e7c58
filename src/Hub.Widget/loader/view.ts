import { pressed, wordsOn } from '../bridge/colour';
import type { Look } from './look';
import { styles } from './styles';
import { texts, type Language } from './texts';

export interface View {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  panel: HTMLElement;
  show(open: boolean, unread: number): void;
  /** Words beside the button that open the chat; null takes them away. The focus stays where it is. */
  invite(text: string | null, accepted?: () => void): void;
  invited(): boolean;
  /** Null: as usual. Until it is called the button is not there, so that it never changes before somebody's eyes. */
  dress(look: Look | null): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
const icons = {
  bubble: 'M21 11.5a8 8 0 0 1-8.5 8 9 9 0 0 1-3.6-.7L4 20l1.3-4.2A7.6 7.6 0 0 1 4 11.5a8.2 8.2 0 0 1 8.5-8 8.2 8.2 0 0 1 8.5 8zM9 10h7M9 13.5h4',
  question: 'M8.5 9a3.6 3.6 0 1 1 5 3.3c-1 .5-1.5 1.2-1.5 2.4M12 18.4v.2',
  letter: 'M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5',
};

/** Draws the button and the empty panel. Nodes are made one by one, so a page that demands Trusted Types is content too. */
export function createView(language: Language): View {
  const host = document.createElement('div');
  host.setAttribute('data-crmhub', '');
  const shadow = host.attachShadow({ mode: 'open' });
  adopt(shadow);

  const root = document.createElement('div');
  root.className = 'root auto';
  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.className = 'launcher';
  launcher.hidden = true;
  const badge = span('badge');
  badge.setAttribute('aria-hidden', 'true');
  const name = span('shown');
  launcher.append(icon('shown', icons.bubble), icon('cross', 'M6 9.5l6 6 6-6'), name, badge);

  // A live region has to be there before its text, or the text is not announced.
  const teaser = document.createElement('div');
  teaser.className = 'teaser';
  teaser.setAttribute('role', 'status');
  const panel = document.createElement('div');
  panel.className = 'panel';
  root.append(teaser, launcher, panel);
  shadow.append(root);

  const words = texts[language];
  let label: string | null = null;
  let last: [boolean, number] = [false, 0];
  function show(open: boolean, unread: number): void {
    last = [open, unread];
    const shown = open ? 0 : unread;
    panel.hidden = !open;
    launcher.classList.toggle('open', open);
    launcher.classList.toggle('named', !open && label !== null);
    launcher.setAttribute('aria-expanded', String(open));
    // What stands on it must be part of its name, or speech control does not find it.
    launcher.setAttribute('aria-label', open ? words.close : [label, shown ? words.unread(shown) : words.open].filter(Boolean).join(' – '));
    badge.hidden = shown === 0;
    badge.textContent = shown > 99 ? '99+' : String(shown);
  }

  return {
    host,
    launcher,
    panel,
    show,
    invite(text, accepted) {
      teaser.replaceChildren();
      teaser.hidden = text === null;
      if (text === null) return;
      const say = button('say', text, () => accepted?.());
      const dismiss = button('no', '', () => {
        teaser.replaceChildren();
        teaser.hidden = true;
        launcher.focus();
      });
      dismiss.setAttribute('aria-label', words.dismiss);
      dismiss.append(icon('x', 'M6 6l12 12M18 6L6 18'));
      teaser.append(say, dismiss);
    },
    invited: () => teaser.childElementCount > 0,
    dress(look) {
      if (look) {
        root.className = `root ${look.scheme} ${look.side}`;
        if (look.accent) {
          root.style.setProperty('--accent', look.accent);
          root.style.setProperty('--pressed', pressed(look.accent));
          root.style.setProperty('--words', wordsOn(look.accent));
        }
        launcher.firstElementChild?.replaceWith(icon('shown', icons[look.icon]));
        label = look.label;
        name.textContent = label;
      }
      launcher.hidden = false;
      show(...last);
    },
  };
}

function adopt(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Safari before 16.4 has no constructed style sheets.
    const element = document.createElement('style');
    element.textContent = styles;
    root.append(element);
  }
}

function span(name: string): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = name;
  return element;
}

function button(name: string, text: string, clicked: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = name;
  element.textContent = text;
  element.addEventListener('click', clicked);
  return element;
}

function icon(name: string, path: string): SVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svgNamespace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
