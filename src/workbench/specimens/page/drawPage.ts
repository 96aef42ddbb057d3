// Everything on one side, put together in the order that presses print it: paper, background, SPECIMEN, portrait,
// overprint, entries, laminate, zone.

import type { Random } from '../../../autograd/index.js';
import type { Box, Picture } from '../../../image/index.js';
import { drawBackPattern } from '../art/backPattern.js';
import { drawEmblem } from '../art/emblem.js';
import { drawFibres, drawMicroText } from '../art/microText.js';
import { drawOverlay, overlayInk } from '../art/overlay.js';
import { drawRosette } from '../art/rosette.js';
import { drawSignature } from '../art/signature.js';
import { drawWeave, type Size } from '../art/weave.js';
import { type Holder, type PrintedField, type PrintedZone, SHEET_SIZE, type SpecimenKind } from '../sheet.js';
import { mixed, type SpecimenStyle } from '../style.js';
import { element, number } from '../type/svg.js';
import { letter, printable } from '../type/typeface.js';
import { specimenLines } from '../zone/lines.js';
import { printZone } from '../zone/printZone.js';
import { entryOf, labelOf } from './entries.js';
import { drawHeader } from './header.js';
import { ENTRY_BELOW_LABEL, layPage, MARGIN, type PageLayout } from './layout.js';
import { printLine } from './line.js';
import { printGhost, printPortrait } from './portrait.js';

export interface DrawnPage {
  readonly svg: string;
  readonly portrait: Box | null;
  readonly ghost: Box | null;
  readonly zone: PrintedZone | null;
  readonly fields: readonly PrintedField[];
}

/** @param random a stream for each thing that differs from copy to copy, by its name */
export async function drawPage(
  kind: SpecimenKind,
  holder: Holder,
  style: SpecimenStyle,
  picture: Picture,
  pixelsPerMm: number,
  random: (name: string) => Random,
): Promise<DrawnPage> {
  const size = SHEET_SIZE[kind];
  const layout = layPage(kind, style);
  const { portrait, ghost, signature, pattern } = layout;
  const entries = drawEntries(kind, holder, style, layout);
  const lines = specimenLines(kind, holder, style);
  const printed = kind === 'TD1-front' ? null : printZone(kind, lines, style.zone, random('zone'));
  const marks = [
    element('rect', { ...size, fill: 'url(#paper)' }),
    inked(drawBackground(style, layout, size, random('fibres'))),
    drawZoneGround(style, layout, size),
    drawHeader(kind, style, layout, size),
    pattern ? drawBackPattern(style, random('pattern'), pattern, 'url(#overlay)') : '',
    drawMark(style, layout),
    portrait ? await printPortrait(picture, portrait, style.portrait, pixelsPerMm) : '',
    ghost && style.ghost ? await printGhost(picture, ghost, style.ghost, pixelsPerMm) : '',
    overprint(style, layout, size),
    entries.marks,
    inked(signature ? drawSignature(random('signature'), signature, style.palette.signature) : ''),
    clipped('above-zone', drawOverlay(style.overlay, size, style.state.emblem, 'url(#overlay)')),
    inked(printed?.marks ?? ''),
  ];
  const definitions = defineInks(style, size) + defineClips(layout, size);
  return {
    svg: drawing(size, pixelsPerMm, definitions, marks.join('')),
    portrait,
    ghost,
    zone: printed?.zone ?? null,
    fields: entries.fields,
  };
}

/** Marks that take light away from what lies under them, as ink does. */
const inked = (marks: string): string =>
  marks === '' ? '' : element('g', { style: 'mix-blend-mode:multiply' }, marks);

const clipped = (clip: string, marks: string): string =>
  marks === '' ? '' : element('g', { 'clip-path': `url(#${clip})` }, marks);

function drawing(size: Size, pixelsPerMm: number, definitions: string, marks: string): string {
  const [width, height] = [Math.round(size.width * pixelsPerMm), Math.round(size.height * pixelsPerMm)];
  // A card is no whole number of pixels wide: the view is what the pixels cover, so that the scale is exact.
  const viewBox = `0 0 ${width / pixelsPerMm} ${height / pixelsPerMm}`;
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox };
  return element('svg', attributes, element('defs', {}, definitions), marks);
}

function defineInks(style: SpecimenStyle, { width, height }: Size): string {
  const across = (id: string, colours: readonly string[], unit: number): string =>
    element(
      'linearGradient',
      { id, gradientUnits: 'userSpaceOnUse', x1: 0, y1: 0, x2: width * unit, y2: 0.12 * height * unit },
      ...colours.map((colour, i) =>
        element('stop', { offset: i / (colours.length - 1), 'stop-color': colour }),
      ),
    );
  return (
    across('paper', style.palette.paper, 1) +
    across('rainbow', style.palette.rainbow, 1000) +
    overlayInk(style.overlay, 'overlay')
  );
}

function defineClips({ portrait, ghost, zoneTop }: PageLayout, size: Size): string {
  const clip = (id: string, boxes: readonly Box[]): string =>
    element('clipPath', { id }, ...boxes.map((box) => element('rect', { ...box })));
  return (
    clip('above-zone', [{ x: 0, y: 0, width: size.width, height: zoneTop }]) +
    (portrait ? clip('portrait', [portrait]) : '') +
    (ghost ? clip('ghost', [ghost]) : '')
  );
}

function drawBackground(
  style: SpecimenStyle,
  { header, zoneTop }: PageLayout,
  size: Size,
  random: Random,
): string {
  const { weaves, rosettes, emblem, microText, fibres } = style.background;
  const at = { x: emblem.x * size.width, y: emblem.y * size.height, size: emblem.size * size.height };
  const micro = microText ? [header.height + 0.9, Math.min(zoneTop + 0.2, size.height - 1.2)] : [];
  return [
    ...weaves.map((weave) => drawWeave(weave, size, 'url(#rainbow)')),
    ...rosettes.map((rosette) => drawRosette(rosette, size, 'url(#rainbow)')),
    drawEmblem(style.state.emblem, at, { colour: style.palette.rainbow[0], opacity: emblem.strength }),
    ...micro.map((y) =>
      drawMicroText(style.state.name, MARGIN, size.width - MARGIN, y, style.palette.heading),
    ),
    fibres > 0 ? drawFibres(random, size, fibres) : '',
  ].join('');
}

/** The ground under the zone's characters: lines run through it, or it is kept clearer. */
function drawZoneGround({ zone, palette }: SpecimenStyle, { zoneTop }: PageLayout, size: Size): string {
  if (zoneTop >= size.height || zone.ground === 'through') return '';
  const plain = zone.ground === 'plain';
  return element('rect', {
    x: 0,
    y: zoneTop,
    width: size.width,
    height: size.height - zoneTop,
    fill: plain ? '#fcfbf8' : mixed(palette.paper[1], '#ffffff', 0.5),
    'fill-opacity': plain ? 0.94 : 0.6,
  });
}

/** SPECIMEN across the data, under them: nobody can miss it, and it hides neither portrait nor zone. */
function drawMark({ mark }: SpecimenStyle, { mark: box }: PageLayout): string {
  const tilt = (mark.tilt * Math.PI) / 180;
  const [along, across] = [Math.cos(tilt), Math.abs(Math.sin(tilt))];
  const tracking = 0.12;
  const wide = letter('sansBold', 'SPECIMEN', { height: 1, tracking }).width;
  const height = Math.min(
    (0.96 * box.width) / (wide * along + across),
    (0.96 * box.height) / (wide * across + along),
  );
  const { path, width } = letter('sansBold', 'SPECIMEN', { height, tracking });
  const steps = [
    `translate(${number(box.x + box.width / 2)} ${number(box.y + box.height / 2)})`,
    `rotate(${number(mark.tilt)})`,
    `translate(${number(-width / 2)} ${number(height / 2)})`,
  ];
  const outline = { stroke: mark.colour, 'stroke-width': 0.3, 'stroke-opacity': 1.5 * mark.opacity };
  return element('path', {
    d: path,
    transform: steps.join(' '),
    fill: mark.colour,
    'fill-opacity': mark.outlined ? mark.opacity / 3 : mark.opacity,
    ...(mark.outlined ? outline : {}),
  });
}

/** Lines of the background run over the portraits too, so that none can be exchanged. */
function overprint(style: SpecimenStyle, { portrait, ghost }: PageLayout, size: Size): string {
  const weave = style.background.weaves[0]!;
  const lines = (share: number): string =>
    drawWeave({ ...weave, strength: weave.strength * share }, size, 'url(#rainbow)');
  return (
    (portrait && style.portrait.overprint > 0.05
      ? clipped('portrait', lines(style.portrait.overprint))
      : '') + (ghost && style.ghost?.overprinted ? clipped('ghost', lines(0.8)) : '')
  );
}

function drawEntries(
  kind: SpecimenKind,
  holder: Holder,
  style: SpecimenStyle,
  { cells, labelHeight, entryHeight }: PageLayout,
): { readonly marks: string; readonly fields: readonly PrintedField[] } {
  const fields: PrintedField[] = [];
  const marks: string[] = [];
  let ordinal = 0;
  for (const { name, x, y, width } of cells) {
    const entry = printable(style.lettering.entry, entryOf(name, kind, holder, style));
    if (entry === '' && name !== 'signature') continue;
    const label = { x, y: y + labelHeight, height: labelHeight, ink: style.palette.label, width };
    marks.push(printLine(labelOf(name, style, ++ordinal), style.lettering.label, label).mark);
    if (entry === '') continue;
    const { descender, marks: above } = ENTRY_BELOW_LABEL;
    const top = y + (1 + descender) * labelHeight + above * entryHeight;
    const at = { x, y: top + entryHeight, height: entryHeight, ink: style.palette.entry, width };
    const printed = printLine(entry, style.lettering.entry, at);
    marks.push(printed.mark);
    const box = { x, y: top, width: printed.width, height: entryHeight };
    fields.push({ name, text: printed.text, box });
  }
  return { marks: marks.join(''), fields };
}
