import { type FormEvent, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { useComposedTexts } from '../locales/use-composed-texts';
import type { Composed } from '../model/composed';
import styles from './composed.module.css';

/** A map pasted as "35.0116, 135.7681" fills both fields. */
export function PlaceForm({ busy, onSend }: { busy: boolean; onSend: (composed: Composed) => void }) {
  const t = useComposedTexts();
  const [place, setPlace] = useState({ title: '', address: '', latitude: '', longitude: '' });
  const [bad, setBad] = useState(false);
  const latitudeGiven = (text: string) => {
    const both = /^\s*(-?\d+(?:\.\d+)?)\s*[,、\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
    setPlace(both ? { ...place, latitude: both[1] ?? '', longitude: both[2] ?? '' } : { ...place, latitude: text });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [latitude, longitude] = [Number(place.latitude), Number(place.longitude)];
    const good = place.title.trim() !== '' && place.address.trim() !== '' && place.latitude.trim() !== '' && place.longitude.trim() !== '' && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    setBad(!good);
    if (good) onSend({ location: { title: place.title.trim(), address: place.address.trim(), latitude, longitude } });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field label={t.placeName} value={place.title} maxLength={100} onChange={(event) => setPlace({ ...place, title: event.target.value })} />
      <Field label={t.address} value={place.address} maxLength={100} onChange={(event) => setPlace({ ...place, address: event.target.value })} />
      <div className={styles.pair}>
        <Field label={t.latitude} inputMode="decimal" value={place.latitude} onChange={(event) => latitudeGiven(event.target.value)} />
        <Field label={t.longitude} inputMode="decimal" value={place.longitude} onChange={(event) => setPlace({ ...place, longitude: event.target.value })} />
      </div>
      {bad && <p className={styles.problem} role="alert">{t.badPlace}</p>}
      <div className={styles.actions}><Button look="primary" icon="send" type="submit" disabled={busy}>{t.send}</Button></div>
    </form>
  );
}
