import type { ComponentProps } from 'react';
import { classNames } from '@/shared/lib/class-names';
import { Icon, type IconName } from './icon';
import styles from './button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger' | 'link';
  icon?: IconName;
}

export function Button({ look = 'plain', icon, className, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={classNames(styles.button, styles[look], className)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: IconName;
  label: string;
  shortcut?: string;
}

export function IconButton({ icon, label, shortcut, className, ...rest }: IconButtonProps) {
  const title = shortcut ? `${label} (${shortcut})` : label;
  return (
    <button type="button" className={classNames(styles.icon, className)} aria-label={label} title={title} {...rest}>
      <Icon name={icon} size={18} />
    </button>
  );
}
