// What distinguishes one line from another: colour by Okabe & Ito (2008), which those who are blind to a colour can
// tell apart, and dashes and markers, which survive a grey print.

import { type Html, html } from '../markup.js';

export interface Mark {
  readonly colour: string;
  /** Lengths of dash and gap; empty for an unbroken line. */
  readonly dash: readonly number[];
  readonly symbol: 'circle' | 'triangle' | 'rect' | 'diamond';
}

export const INK = '#1c2430';
export const FAINT = '#5b6573';
export const HAIRLINE = '#e3e6eb';

/** In the order of their contrast on white. */
const MARKS: readonly Mark[] = [
  { colour: '#0072b2', dash: [], symbol: 'circle' },
  { colour: '#d55e00', dash: [7, 3], symbol: 'triangle' },
  { colour: '#009e73', dash: [2, 2.5], symbol: 'rect' },
  { colour: '#cc79a7', dash: [9, 3, 2, 3], symbol: 'diamond' },
  { colour: '#000000', dash: [4, 2], symbol: 'circle' },
  { colour: '#e69f00', dash: [12, 4], symbol: 'triangle' },
  { colour: '#56b4e9', dash: [1, 2], symbol: 'rect' },
];

export const markOf = (index: number): Mark => MARKS[index % MARKS.length];

export const MATED = MARKS[0];
export const NON_MATED = MARKS[1];
/** Of a line that something is held against: the diagonal of perfection. */
export const REFERENCE: Mark = { colour: FAINT, dash: [3, 3], symbol: 'circle' };

/** The mark as it stands in the key beside a drawing. */
export function swatch({ colour, dash, symbol }: Mark): Html {
  return html`<svg class="swatch" viewBox="0 0 34 12" aria-hidden="true"><path d="M1 6H33" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash.join(' ')}"/><path d="${SYMBOLS[symbol]}" fill="${colour}" stroke="#fff"/></svg>`;
}

const SYMBOLS: Readonly<Record<Mark['symbol'], string>> = {
  circle: 'M13.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z',
  triangle: 'M17 2L21 9.5H13Z',
  rect: 'M13.5 2.5h7v7h-7Z',
  diamond: 'M17 1.5L21.5 6L17 10.5L12.5 6Z',
};
