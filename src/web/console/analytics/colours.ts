// The colours of charts: those of the design's tokens, as they are now, light or dark.

import { useEffect, useState } from 'react';

const TOKENS = {
  ink: '--ink',
  soft: '--ink-soft',
  line: '--line',
  surface: '--surface',
  accent: '--accent',
  good: '--good',
  warn: '--warn',
  bad: '--bad',
  quiet: '--line-strong',
} as const;

export type Colours = Readonly<Record<keyof typeof TOKENS, string>>;

/** Also of paper, which is light: see the style sheet. `light-dark()` is resolved by painting with it. */
function read(): Colours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = Object.fromEntries(
    Object.entries(TOKENS).map(([name, token]) => {
      probe.style.color = `var(${token})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colours as Colours;
}

export function useColours(): Colours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const renew = (): void => setColours(read());
    const media = ['(prefers-color-scheme: dark)', 'print'].map((query) => matchMedia(query));
    for (const one of media) one.addEventListener('change', renew);
    const theme = new MutationObserver(renew);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      for (const one of media) one.removeEventListener('change', renew);
      theme.disconnect();
    };
  }, []);
  return colours;
}
