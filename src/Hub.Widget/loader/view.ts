import { styles } from './styles';
import { texts, type Language } from './texts';

export interface View {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  panel: HTMLElement;
  show(open: boolean, unread: number): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Draws the button and the empty panel. Nodes are made one by one, so a page that demands Trusted Types is content too. */
export function createView(language: Language): View {
  const host = document.createElement('div');
  host.setAttribute('data-crmhub', '');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);

  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.className = 'launcher';
  launcher.append(
    icon('bubble', 'M21 11.5a8 8 0 0 1-8.5 8 9 9 0 0 1-3.6-.7L4 20l1.3-4.2A7.6 7.6 0 0 1 4 11.5a8.2 8.2 0 0 1 8.5-8 8.2 8.2 0 0 1 8.5 8zM9 10h7M9 13.5h4'),
    icon('cross', 'M6 9.5l6 6 6-6'),
  );
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.setAttribute('aria-hidden', 'true');
  launcher.append(badge);

  const panel = document.createElement('div');
  panel.className = 'panel';
  root.append(launcher, panel);

  const words = texts[language];
  return {
    host,
    launcher,
    panel,
    show(open, unread) {
      const shown = open ? 0 : unread;
      panel.hidden = !open;
      launcher.classList.toggle('open', open);
      launcher.setAttribute('aria-expanded', String(open));
      launcher.setAttribute('aria-label', open ? words.close : shown ? words.unread(shown) : words.open);
      badge.hidden = shown === 0;
      badge.textContent = shown > 99 ? '99+' : String(shown);
    },
  };
}

function dress(root: ShadowRoot): void {
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
