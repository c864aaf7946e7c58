import { useEffect, useRef, useState } from 'react';
import type { Message } from '@/api/types';
import { Icon } from '@/shared/ui/icon';
import { useHtmlForm } from '../api/letters';
import { cleanHtml, framePath } from '../model/clean-html';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './letter.module.css';

const tallest = 1600;
const margins = 18;
const scrollbar = 16;

/**
 * A letter as its sender formatted it. The wall is the frame: it runs no script, whatever stands in it. What it shows was cleaned twice, on the server and here,
 * with the parser that renders it.
 */
export function HtmlLetter({ message }: { message: Message }) {
  const t = useLetterTexts().letter;
  const [images, setImages] = useState(false);
  const [quoted, setQuoted] = useState(false);
  const form = useHtmlForm(message.conversationId, message.number, images);
  if (form.isError) return <p className={styles.loading} role="alert">{t.notFormatted}</p>;
  if (!form.data) return <p className={styles.loading}>{t.loading}</p>;
  const { html, quoted: rest, remoteImages } = form.data;
  return (
    <>
      {remoteImages > 0 && !images && (
        <p className={styles.blocked}>
          <Icon name="image" size={14} />
          <span>{t.imagesBlocked(remoteImages)}</span>
          <button type="button" onClick={() => setImages(true)}>{t.showImages}</button>
        </p>
      )}
      <Frame html={html} title={t.frame} />
      {rest !== null && <button type="button" className={styles.fold} aria-expanded={quoted} onClick={() => setQuoted(!quoted)}>{quoted ? t.hideQuoted : t.showQuoted}</button>}
      {rest !== null && quoted && <Frame html={rest} title={t.quotedFrame} />}
    </>
  );
}

function Frame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(80);
  const [loaded, setLoaded] = useState(0);
  useEffect(() => {
    const body = frame.current?.contentDocument?.body;
    if (!body || loaded === 0) return;
    // What a letter's first and last paragraph keep clear counts too; so does a bar below what is too wide.
    body.style.display = 'flow-root';
    body.innerHTML = cleanHtml(html);
    const measure = () => setHeight(Math.min(tallest, body.scrollHeight + margins + (body.scrollWidth > body.clientWidth ? scrollbar : 0)));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(body);
    return () => watch.disconnect();
  }, [html, loaded]);
  return (
    <iframe
      ref={frame}
      className={styles.frame}
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin"
      src={framePath}
      height={height}
      onLoad={() => setLoaded((times) => times + 1)}
    />
  );
}
