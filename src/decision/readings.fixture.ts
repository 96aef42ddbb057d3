// Documents as they were read, without photographs: for tests of what is decided about them.

import {
  type Authenticity,
  type Chip,
  type DocumentReading,
  findContradictions,
  type ReadPage,
  type Sighting,
  settleZone,
} from '../document/index.js';

export const TODAY = '2026-11-28';

/** Doc 9303-4, appendix B, with an expiry to come and its digits counted anew; and another holder's. */
export const PASSPORT = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
];
/** As the standard prints it: expired in 2012. */
export const EXPIRED = [PASSPORT[0]!, 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];

export const sure = (lines: readonly string[], probability = 1): Sighting[][] =>
  lines.map((line) => [...line].map((character) => ({ candidates: [{ character, probability }] })));

const nowhere = { x: 0, y: 0 };
const quad = [nowhere, nowhere, nowhere, nowhere] as const;
const picture = { width: 1, height: 1, data: new Uint8Array(3) };
const face = { box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 1, landmarks: [], mesh: [] };

export function page(lines: readonly string[] | null, rest: Partial<ReadPage> = {}): DocumentReading {
  const settled = lines && settleZone(sure(lines), { today: TODAY });
  const read: ReadPage = {
    ...{ corners: quad, confidence: 1, size: 'TD3', shortfalls: [] },
    rectified: { picture, pixelsPerMm: 8, toPhotograph: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    condition: { cropped: 0, resolution: 8, blur: 0.1, glare: 0 },
    portrait: { face, ghosts: [], region: face.box } as unknown as ReadPage['portrait'],
    hasZone: lines !== null,
    visual: null,
    zone: settled && { ...settled, corners: quad, presence: 1, pitch: 20 },
    findings: settled ? findContradictions({ today: TODAY, zone: settled.zone }) : [],
    ...rest,
  };
  return reading(read);
}

export const reading = (read: ReadPage | null): DocumentReading => ({
  photograph: {
    ...picture,
    source: { format: 'jpeg', bytes: 1, width: 1, height: 1, orientation: 1, sha256: '', scale: 1 },
  },
  page: read,
  timings: { decode: 0, page: 0, zone: 0, portrait: 0, visual: 0 },
});

export const chip = (lines: readonly string[], verdict: Authenticity['verdict'] | null): Chip => ({
  zone: { format: 'TD3', lines },
  portrait: null,
  authenticity:
    verdict &&
    ({ verdict, authentic: verdict === 'authentic', reason: null, steps: [] } as unknown as Authenticity),
});

/** A mere photograph; a card's front; its back. */
export const PORTRAIT = [reading(null)];
export const FRONT = [page(null, { size: 'TD1' })];
export const BACK = page(
  ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F3404159UTO<<<<<<<<<<<2', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
  { size: 'TD1', portrait: null },
);
