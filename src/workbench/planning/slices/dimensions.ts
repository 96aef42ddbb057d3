// By what mated comparisons are told apart: what stands against what, how many years lie between, how far the head is
// turned, how good the worse picture is, and whose it is. To add a dimension is to add a line to `dimensionsOf`.

import type { DatasetRecord, FoundFace } from '../../datasets/record.js';

/** A picture with a face. */
export type Shown = DatasetRecord & { readonly face: FoundFace };

/** One way of telling comparisons apart. */
export interface Dimension {
  readonly name: string;
  /** What its slices mean, in a sentence. */
  readonly about: string;
  /** In their order; others than these may turn up. */
  readonly slices: readonly string[];
  /** Those of `slices` that a business meets daily, so that having none is a finding. */
  readonly needed: readonly string[];
  /** The slice that a mated comparison belongs to; undefined where it is not known. */
  readonly of: (a: Shown, b: Shown) => string | undefined;
  /** Whether two-way slices with it are of interest. */
  readonly crossed: boolean;
  /** Whether it is an attribute that the data set gives its people or documents: then all its slices are of interest. */
  readonly isAttribute?: true;
}

/** The dimensions of some records: those that all have, and one for each attribute that these have. */
export const dimensionsOf = (records: readonly DatasetRecord[]): Dimension[] => [
  SOURCES,
  AGE_GAP,
  YAW,
  PITCH,
  ...QUALITIES,
  ...attributesOf(records),
];

const SOURCES: Dimension = {
  name: 'Compared',
  about:
    'What stands against what. “Made” documents came from likeness data degrade, and stand in for real ones.',
  slices: [
    'document – selfie',
    'chip – selfie',
    'made document – selfie',
    'selfie – selfie',
    'selfie – video',
  ],
  needed: ['document – selfie', 'chip – selfie'],
  of: (a, b) => {
    const [first, second] = [sourceOf(a), sourceOf(b)].sort();
    return first === undefined || second === undefined ? undefined : `${first} – ${second}`;
  },
  crossed: true,
};

function sourceOf({ sourceType, derivedFrom }: Shown): string | undefined {
  if (sourceType === null) return undefined;
  return derivedFrom !== null && sourceType !== 'selfie' ? `made ${sourceType}` : sourceType;
}

const YEAR = 365.25 * 24 * 3600 * 1000;

const AGE_GAP: Dimension = {
  name: 'Age gap',
  about: 'Years between the two pictures, from captured_at. Passports are valid for up to ten.',
  slices: ['under 1 year', '1 to 5 years', '5 to 10 years', 'over 10 years'],
  needed: ['1 to 5 years', '5 to 10 years'],
  of: (a, b) => {
    if (a.capturedAt === null || b.capturedAt === null) return undefined;
    const years = Math.abs(Date.parse(a.capturedAt) - Date.parse(b.capturedAt)) / YEAR;
    if (Number.isNaN(years)) return undefined;
    return binned(years, [1, 5, 10], AGE_GAP.slices);
  },
  crossed: true,
};

const YAW = turned('HeadPoseYaw');
const PITCH = turned('HeadPosePitch');

/**
 * By the more turned picture. A record holds the component's value, 100 · cos² of the angle (ISO/IEC 29794-5, 7.4.11),
 * so that the angle is known, not its side.
 */
function turned(component: 'HeadPoseYaw' | 'HeadPosePitch'): Dimension {
  const slices = ['to 10°', '10 to 20°', '20 to 30°', 'over 30°'];
  return {
    name: component,
    about: 'Of the more turned picture, either way.',
    slices,
    needed: slices.slice(0, 3),
    of: (a, b) => {
      const worse = worseOf(component, a, b);
      if (worse === undefined) return undefined;
      const degrees = (Math.acos(Math.sqrt(Math.min(100, Math.max(0, worse)) / 100)) * 180) / Math.PI;
      return binned(degrees, [10, 20, 30], slices);
    },
    crossed: component === 'HeadPoseYaw',
  };
}

/** What a customer's camera and room spoil most; `npm run study:quality` shows what each costs. */
const QUALITIES: readonly Dimension[] = [
  'Sharpness',
  'InterEyeDistance',
  'IlluminationUniformity',
  'OverExposurePrevention',
].map(quality);

function quality(component: string): Dimension {
  const slices = ['low (to 30)', 'middling (30 to 70)', 'high (70 to 100)'];
  return {
    name: component,
    about: 'Of the worse picture, 0 (worst) to 100.',
    slices,
    needed: slices.slice(1),
    of: (a, b) => {
      const worse = worseOf(component, a, b);
      return worse === undefined ? undefined : binned(worse, [30, 70], slices);
    },
    crossed: false,
  };
}

/** More values than these are no groups but names. */
const MOST_VALUES = 24;

function attributesOf(records: readonly DatasetRecord[]): Dimension[] {
  const values = new Map<string, Set<string>>();
  for (const { groups } of records) {
    for (const [name, value] of Object.entries(groups)) {
      const known = values.get(name);
      if (known) known.add(value);
      else values.set(name, new Set([value]));
    }
  }
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, found]) => {
      if (isAge(name)) return [AGE(name)];
      return found.size <= MOST_VALUES ? [attribute(name, [...found].sort())] : [];
    });
}

const attribute = (name: string, slices: readonly string[]): Dimension => ({
  name,
  about: 'As the data set says; where the two pictures differ, both.',
  slices,
  needed: [],
  of: (a, b) => {
    const [first, second] = [a.groups[name], b.groups[name]].filter((value) => value !== undefined).sort();
    if (first === undefined) return undefined;
    return second === undefined || first === second ? first : `${first} × ${second}`;
  },
  crossed: true,
  isAttribute: true,
});

/** Bands of ISO/IEC 19795-10 reports; the edges are those of NIST FRTE part 8, which treats the young apart. */
const AGE_BANDS = ['under 18', '18 to 29', '30 to 44', '45 to 64', '65 and over'] as const;

export const isAge = (name: string): boolean => /^age(?:$|[ _-]?(?:group|band|range|years))/i.test(name);

const AGE = (name: string): Dimension => ({
  name,
  about: 'Of the younger picture, in bands.',
  slices: AGE_BANDS,
  needed: AGE_BANDS,
  of: (a, b) => {
    const ages = [a.groups[name], b.groups[name]].flatMap((value) => ageOf(value) ?? []);
    return ages.length > 0 ? binned(Math.min(...ages), [18, 30, 45, 65], AGE_BANDS) : undefined;
  },
  crossed: true,
  isAttribute: true,
});

/** The years of `34`, of the middle of `30-39`, of `child` or `senior`; undefined of anything else. */
export function ageOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const range = /^\s*(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?\s*(\+)?\s*$/.exec(value);
  if (range) {
    const [low, high] = [Number(range[1]), range[2] === undefined ? Number(range[1]) : Number(range[2])];
    return (low + high) / 2;
  }
  const word = value.trim().toLowerCase();
  if (['child', 'minor', 'teenager', 'young'].includes(word)) return 12;
  if (['adult', 'middle'].includes(word)) return 37;
  return ['senior', 'elderly', 'old'].includes(word) ? 70 : undefined;
}

function worseOf(component: string, a: Shown, b: Shown): number | undefined {
  const [first, second] = [a.face.quality[component], b.face.quality[component]];
  return first === undefined || second === undefined ? undefined : Math.min(first, second);
}

/** `slices[i]` of values from `edges[i − 1]` up to below `edges[i]`. */
const binned = (value: number, edges: readonly number[], slices: readonly string[]): string =>
  slices[edges.filter((edge) => value >= edge).length];
