const paths = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  attach:
    'M19 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.1-2.1l7.1-7.2',
  emoji: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.2s1.2 1.8 3.5 1.8 3.5-1.8 3.5-1.8M9 9.5v.4M15 9.5v.4',
  document: 'M14 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V7.5zM14 3v4.5h4.5',
  play: 'M8 5.5v13l10.5-6.5z',
  down: 'M12 5v14M6 13l6 6 6-6',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.400M20 4.500v4.900h-4.9',
  clock: 'M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.500v5l3 1.8',
  sent: 'M2.5 12.500l4.5 4.500L17 7M11.5 16.500l.5.5L22 7',
  warn: 'M12 8v5M12 16.500v.3M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
}

export type IconName = keyof typeof paths

/** A drawing without a name: what it stands for is said by its button or text. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
