import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import styles from './canned.module.css';
import { variablesIn } from './slash';

/** Colours the variables of a text field: the same text lies invisibly behind it, with marks. */
export function VariableMarks({ text, field, active, children }: { text: string; field: RefObject<HTMLTextAreaElement | null>; active: boolean; children: ReactNode }) {
  const back = useRef<HTMLDivElement>(null);
  const variables = active ? variablesIn(text) : [];
  useEffect(() => {
    const element = field.current;
    if (!element || variables.length === 0) return undefined;
    const follow = () => {
      if (back.current) back.current.scrollTop = element.scrollTop;
    };
    follow();
    element.addEventListener('scroll', follow);
    return () => element.removeEventListener('scroll', follow);
  });
  let from = 0;
  return (
    <div className={styles.marked}>
      {variables.length > 0 && (
        <div ref={back} className={styles.back} aria-hidden="true">
          {variables.map((variable) => {
            const plain = text.slice(from, variable.start);
            from = variable.end;
            return <span key={variable.start}>{plain}<mark>{text.slice(variable.start, variable.end)}</mark></span>;
          })}
          {text.slice(from)}
        </div>
      )}
      {children}
    </div>
  );
}
