// Where everything on a page stands, in millimetres: Doc 9303-4 to 9303-6, 3.1 to 3.3 (zones I to VII) and the sequence
// of their data elements.

import type { Box } from '../../../image/index.js';
import { SHEET_SIZE, type SpecimenKind } from '../sheet.js';
import type { FieldName } from '../states.js';
import type { SpecimenStyle } from '../style.js';
import { ZONE_GEOMETRY } from '../zone/geometry.js';

export interface PageLayout {
  readonly header: Box;
  readonly portrait: Box | null;
  readonly ghost: Box | null;
  readonly cells: readonly Cell[];
  readonly signature: Box | null;
  /** Where the large SPECIMEN goes. */
  readonly mark: Box;
  /** Top edge of the zone; the page's height where it has none. */
  readonly zoneTop: number;
  /** Where a back has its pattern. */
  readonly pattern: Box | null;
  readonly labelHeight: number;
  readonly entryHeight: number;
}

/** A label above an entry. */
export interface Cell {
  readonly name: FieldName;
  /** Top left corner, and how wide the entry may be. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Free of all but security print, along every edge: Doc 9303-4, figure 7, note 3. */
export const MARGIN = 2;

type Row = readonly (readonly [FieldName, number])[];

export function layPage(kind: SpecimenKind, style: SpecimenStyle): PageLayout {
  return kind === 'TD1-back' ? layBack(style) : layFront(kind, style);
}

interface Proportions {
  readonly header: number;
  readonly portrait: readonly [number, number];
  readonly ghost: readonly [number, number];
  readonly lettering: number;
  readonly rows: (style: SpecimenStyle) => readonly Row[];
}

const PROPORTIONS: Readonly<Record<Exclude<SpecimenKind, 'TD1-back'>, Proportions>> = {
  TD3: {
    header: 13.5,
    portrait: [35, 45],
    ghost: [18, 23],
    lettering: 1,
    rows: ({ layout }) => [
      [
        ['type', 0.16],
        ['code', 0.34],
        ['documentNumber', 0.5],
      ],
      [['surname', 1]],
      [['givenNames', 1]],
      [['nationality', 1]],
      layout.personalNumberFirst
        ? [
            ['birth', 0.5],
            ['personalNumber', 0.5],
          ]
        : [
            ['birth', 0.6],
            ['sex', 0.4],
          ],
      layout.personalNumberFirst
        ? [
            ['sex', 0.2],
            ['placeOfBirth', 0.8],
          ]
        : [
            ['placeOfBirth', 0.6],
            ['personalNumber', 0.4],
          ],
      [
        ['issued', 0.5],
        ['authority', 0.5],
      ],
      [
        ['expiry', 0.5],
        ['signature', 0.5],
      ],
    ],
  },
  TD2: {
    header: 9.5,
    portrait: [29, 37],
    ghost: [14.5, 18.6],
    lettering: 0.86,
    rows: ({ layout }) => [
      [['surname', 1]],
      [['givenNames', 1]],
      layout.personalNumberFirst
        ? [
            ['sex', 0.18],
            ['nationality', 0.42],
            ['birth', 0.4],
          ]
        : [
            ['nationality', 0.4],
            ['birth', 0.42],
            ['sex', 0.18],
          ],
      [
        ['placeOfBirth', 0.5],
        ['personalNumber', 0.5],
      ],
      [
        ['cardNumber', 0.5],
        ['authority', 0.5],
      ],
      [
        ['expiry', 0.5],
        ['signature', 0.5],
      ],
    ],
  },
  'TD1-front': {
    header: 8.6,
    portrait: [27, 34.7],
    ghost: [12, 15.4],
    lettering: 0.84,
    rows: ({ layout }) => [
      [['surname', 1]],
      [['givenNames', 1]],
      layout.personalNumberFirst
        ? [
            ['sex', 0.2],
            ['nationality', 0.42],
            ['birth', 0.38],
          ]
        : [
            ['birth', 0.5],
            ['sex', 0.16],
            ['nationality', 0.34],
          ],
      [['cardNumber', 0.6], ...(layout.accessNumber ? ([['accessNumber', 0.4]] as const) : [])],
      [
        ['issued', 0.5],
        ['expiry', 0.5],
      ],
      [['signature', 1]],
    ],
  },
};

function layFront(kind: Exclude<SpecimenKind, 'TD1-back'>, style: SpecimenStyle): PageLayout {
  const { width, height } = SHEET_SIZE[kind];
  const proportions = PROPORTIONS[kind];
  const zoneTop = kind === 'TD1-front' ? height : height - ZONE_GEOMETRY[kind].height;
  const header = { x: 0, y: 0, width, height: proportions.header };
  const below = style.layout.signature === 'portrait';
  // A signature below the portrait takes a sixth of its height.
  const scale = style.layout.portraitWidth * (below ? 0.84 : 1);
  const size = { width: proportions.portrait[0] * scale, height: proportions.portrait[1] * scale };
  const floor = kind === 'TD1-front' ? height - MARGIN : zoneTop - 1;
  const atRight = kind === 'TD1-front' && style.layout.cardPortrait === 'right';
  const left = MARGIN + 1.5 * (1.4 - scale);
  const portrait = {
    ...size,
    x: atRight ? width - left - size.width : left,
    y: Math.max(bottom(header) + 1, Math.min(bottom(header) + 2.4, floor - size.height)),
  };
  const data = {
    x: atRight ? MARGIN + 1.5 : right(portrait) + style.layout.gap,
    y: bottom(header) + 1.6,
    width: 0,
    height: 0,
  };
  data.width = (atRight ? portrait.x - style.layout.gap : width - MARGIN - 1) - data.x;
  data.height = floor - 0.6 - data.y;
  const ghost = style.ghost ? placeGhost(proportions.ghost, data, style) : null;
  const rows = proportions
    .rows(style)
    .map((row) => (below ? row.filter(([name]) => name !== 'signature') : row));
  const filled = rows.filter(({ length }) => length > 0);
  const pitch = data.height / filled.length;
  const cells = filled.flatMap((row, i) =>
    layRow(row, { ...data, y: data.y + i * pitch, height: pitch }, ghost),
  );
  const heights = heightsOf(style, proportions.lettering, pitch);
  const signing = cells.find(({ name }) => name === 'signature');
  const room = signing && {
    x: signing.x,
    y: signing.y + 1.5 * heights.labelHeight,
    width: Math.min(signing.width, 32 * proportions.lettering),
    height: pitch - 1.5 * heights.labelHeight - 0.3,
  };
  return {
    header,
    portrait,
    ghost,
    cells,
    signature: room ?? {
      x: portrait.x,
      y: bottom(portrait) + 0.4,
      width: portrait.width,
      height: floor - bottom(portrait) - 0.6,
    },
    mark: { ...data, width: (ghost ? ghost.x - 1 : right(data)) - data.x },
    zoneTop,
    pattern: null,
    ...heights,
  };
}

/** Label, descenders, room for the marks of capitals, entry, and air below it. */
export const ENTRY_BELOW_LABEL = { descender: 0.32, marks: 0.36, air: 0.34 };

function heightsOf(
  style: SpecimenStyle,
  share: number,
  pitch: number,
): Pick<PageLayout, 'labelHeight' | 'entryHeight'> {
  const labelHeight = style.lettering.labelHeight * share;
  const { descender, marks, air } = ENTRY_BELOW_LABEL;
  const most = (pitch - (1 + descender) * labelHeight) / (1 + marks + air);
  return { labelHeight, entryHeight: Math.min(style.lettering.entryHeight * share, most) };
}

/** At the right edge of the data, in their middle or low. */
function placeGhost(size: readonly [number, number], data: Box, { layout }: SpecimenStyle): Box {
  const [width, height] = size;
  const low = layout.ghostAt === 'low';
  return {
    width,
    height,
    x: right(data) - width,
    y: low ? bottom(data) - height - 0.5 : data.y + 0.42 * (data.height - height),
  };
}

/** Between two entries of a row. */
const GUTTER = 1.8;

/** A row's cells share its width; those beside the ghost keep clear of it. */
function layRow(row: Row, box: Box, ghost: Box | null): Cell[] {
  const beside = ghost !== null && box.y < bottom(ghost) && bottom(box) > ghost.y;
  const width = beside ? ghost.x - box.x - 1 : box.width;
  let from = 0;
  return row.map(([name, share]) => {
    const cell = {
      name,
      x: box.x + from * width,
      y: box.y,
      width: share * width - (from + share < 0.99 ? GUTTER : 0),
    };
    from += share;
    return cell;
  });
}

function layBack(style: SpecimenStyle): PageLayout {
  const { width, height } = SHEET_SIZE['TD1-back'];
  const zoneTop = height - ZONE_GEOMETRY['TD1-back'].height;
  const header = { x: 0, y: 0, width, height: 4.4 };
  const pattern = { x: width - MARGIN - 24, y: 6.4, width: 22, height: zoneTop - 9 };
  const data = { x: MARGIN + 1.5, y: 5.6, width: pattern.x - 5, height: zoneTop - 6.6 };
  const rows: readonly Row[] = [
    [['placeOfBirth', 1]],
    [
      ['issued', 0.5],
      ['authority', 0.5],
    ],
    [['personalNumber', 1]],
  ];
  const pitch = data.height / rows.length;
  return {
    header,
    portrait: null,
    ghost: null,
    cells: rows.flatMap((row, i) => layRow(row, { ...data, y: data.y + i * pitch, height: pitch }, null)),
    signature: null,
    mark: { x: data.x, y: data.y, width: data.width, height: data.height },
    zoneTop,
    pattern,
    ...heightsOf(style, 0.84, pitch),
  };
}

const right = ({ x, width }: Box): number => x + width;
const bottom = ({ y, height }: Box): number => y + height;
