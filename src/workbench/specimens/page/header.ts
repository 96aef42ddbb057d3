// Zone I: the state, the document's name, the emblem, and the symbol of the chip.

import { drawChipSymbol } from '../art/chip.js';
import { drawEmblem } from '../art/emblem.js';
import type { Size } from '../art/weave.js';
import type { SpecimenKind } from '../sheet.js';
import type { SpecimenStyle } from '../style.js';
import { element, number } from '../type/svg.js';
import { documentWords } from './entries.js';
import { MARGIN, type PageLayout } from './layout.js';
import { printLine } from './line.js';

export function drawHeader(
  kind: SpecimenKind,
  style: SpecimenStyle,
  { header }: PageLayout,
  size: Size,
): string {
  const dark = style.header.form === 'band' || style.header.form === 'curve';
  const ink = dark ? '#ffffff' : style.palette.heading;
  const ground = GROUNDS[style.header.form](header.height - 1, size, style.palette.heading);
  const middle = (header.height - 0.8) / 2;
  const [left, right] = [MARGIN + 1, size.width - MARGIN - 1];
  const typeface = style.lettering.heading;
  const { ownName, name } = style.state;
  if (kind === 'TD1-back') {
    const text = { x: left, y: middle + 0.6, height: 1.2, ink, width: right - left };
    return ground + printLine(ownName, typeface, text).mark;
  }
  const signs = drawSigns(style, header.height, middle, [left, right], ink);
  const [from, to] = signs.between;
  const [words, more] = documentWords(kind, style);
  const [big, small] = [0.18 * header.height, 0.13 * header.height];
  const [upper, lower] = [middle - 0.028 * header.height, middle + 0.26 * header.height];
  const nameWidth = 0.62 * (to - from) - 1;
  const wordWidth = 0.38 * (to - from) - 1;
  const texts = [
    printLine(ownName, typeface, { x: from, y: upper, height: big, ink, width: nameWidth }),
    printLine(name, typeface, { x: from, y: lower, height: small, ink, width: nameWidth }),
    printLine(words!, typeface, { x: to, y: upper, height: big, ink, width: wordWidth, anchor: 'end' }),
    printLine(more!, typeface, { x: to, y: lower, height: small, ink, width: wordWidth, anchor: 'end' }),
  ];
  return ground + signs.marks + texts.map(({ mark }) => mark).join('');
}

/** Emblem and chip symbol, and what room they leave between them. */
function drawSigns(
  style: SpecimenStyle,
  height: number,
  middle: number,
  [left, right]: readonly [number, number],
  ink: string,
): { readonly marks: string; readonly between: readonly [number, number] } {
  let [from, to] = [left, right];
  const marks: string[] = [];
  const { chip } = style.header;
  if (chip !== 'none') {
    const width = 0.62 * height;
    marks.push(drawChipSymbol(chip === 'left' ? from : to - width, middle - 0.29 * width, width, ink));
    if (chip === 'left') from += width + 2;
    else to -= width + 2;
  }
  if (style.header.emblem) {
    const size = 0.74 * height;
    marks.push(
      drawEmblem(style.state.emblem, { x: from + size / 2, y: middle, size }, { colour: ink, opacity: 1 }),
    );
    from += size + 2;
  }
  return { marks: marks.join(''), between: [from, to] };
}

const GROUNDS: Readonly<
  Record<SpecimenStyle['header']['form'], (height: number, size: Size, ink: string) => string>
> = {
  band: (height, { width }, ink) => element('rect', { x: 0, y: 0, width, height, fill: ink }),
  curve: (height, { width }, ink) => {
    const edge = (y: number, lift: number): string =>
      `M0 0H${number(width)}V${number(y - lift)}C${number(0.7 * width)} ${number(y + 2 * lift)} ${number(0.35 * width)} ${number(y - 1.6 * lift)} 0 ${number(y)}Z`;
    return (
      element('path', { d: edge(height + 0.7, 0.7), fill: ink, 'fill-opacity': 0.45 }) +
      element('path', { d: edge(height, 0.6), fill: ink })
    );
  },
  line: (height, { width }, ink) =>
    element('rect', { x: MARGIN, y: height, width: width - 2 * MARGIN, height: 0.25, fill: ink }) +
    element('rect', { x: MARGIN, y: height + 0.4, width: width - 2 * MARGIN, height: 0.1, fill: ink }),
  plain: () => '',
};
