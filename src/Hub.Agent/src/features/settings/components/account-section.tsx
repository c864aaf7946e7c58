import { OwnPassword } from './own-password';
import { SecondStep } from './second-step';
import styles from './settings.module.css';
import { SignIns } from './sign-ins';

export function AccountSection() {
  return (
    <section className={styles.section}>
      <OwnPassword />
      <SecondStep />
      <SignIns />
    </section>
  );
}
