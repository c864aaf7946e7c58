const paths = {
  inbox: 'M3 13h4l1.5 3h7L17 13h4M5 5h14l2 8v6H3v-6z',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  bell: 'M6 10a6 6 0 0 1 12 0c0 6 2.500 7.500 2.500 7.500h-17S6 16 6 10zM10 20.500c.8 1 3.200 1 4 0',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4M12 17v.01',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20',
  check: 'M4.5 12.5 10 18 19.5 6.5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  person: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5',
  tag: 'M3.5 12.5v-9h9l8 8-9 9zM8 8v.01',
  back: 'M14.5 5 7.5 12l7 7',
  forward: 'M9.5 5l7 7-7 7',
  down: 'M5.5 9l6.5 6.5L18.5 9',
  up: 'M5.5 15 12 8.500 18.500 15',
  close: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  plus: 'M12 4.5v15M4.5 12h15',
  paperclip: 'M19.5 11.5l-7.6 7.6a5 5 0 0 1-7-7l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.1 8.1a1.6 1.6 0 0 1-2.3-2.3l7.4-7.4',
  send: 'M4 11.5 20 4l-4.5 16-4-6.5zM11.5 13.5 20 4',
  note: 'M5 3.5h14v11l-6 6H5zM13 20.5v-6h6',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5',
  image: 'M3.5 5h17v14h-17zM3.5 16l5-5 4 4 3-2.5 5 4M15.5 9v.01',
  video: 'M3.5 6h12v12h-12zM15.5 10.5l5-3v9l-5-3z',
  audio: 'M4.5 9.5v5h3.5l5 4v-13l-5 4zM16.5 9a4.5 4.5 0 0 1 0 6',
  lock: 'M6 10.500h12v10h-12zM8.500 10.500v-3a3.500 3.500 0 0 1 7 0v3',
  pin: 'M12 21s-7-6.2-7-11a7 7 0 0 1 14 0c0 4.8-7 11-7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  reopen: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v4.5H9',
  list: 'M4 5h16v14H4zM10 5v14',
  record: 'M4 5h16v14H4zM14.5 5v14',
  help: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.01',
  signOut: 'M14 4.5H5v15h9M10.5 12h10M17 8.5l3.5 3.5-3.5 3.5',
  copy: 'M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4',
  bolt: 'M13 3 5 13.5h6L10 21l8.5-11h-6z',
  sticker: 'M4 4h16v10l-6 6H4zM9 10v.01M15 10v.01M9 13.5c1.5 2 4.5 2 6 0',
  trash: 'M4.5 6.500h15M9 6.500v-2.500h6v2.500M6.5 6.500l1 14h9l1-14',
  phone: 'M6.500 3.500h3l1.500 4.500-2 1.500a12 12 0 0 0 5.500 5.500l1.500-2 4.500 1.500v3c0 1.500-1 2.500-2.500 2.500C10.500 20 4 13.500 4 6c0-1.500 1-2.500 2.500-2.500z',
  letter: 'M3.500 5.500h17v13h-17zM3.500 6.500l8.500 6.500 8.500-6.500',
  dots: 'M5.5 12v.01M12 12v.01M18.5 12v.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
