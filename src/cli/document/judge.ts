// What reading a document comes to, as one word: what the exit code, the banner and the JSON say.

import {
  documentReason,
  type Objection,
  pagesOf,
  qualityReason,
  type ReadSide,
  type Reason,
  weighDocument,
} from '../../decision/index.js';
import type { Chip, VisualCheck } from '../../document/index.js';
import { recaptureReasons } from '../../face/index.js';
import type { Style } from '../output.js';
import type { ReadPortrait } from './portrait.js';

/** `coherent`: read, and nothing contradicts; `fails`: something does; `review`: a person decides; `recapture`: photograph again. */
export type DocumentVerdict = 'coherent' | 'fails' | 'review' | 'recapture';

export const DOCUMENT_VERDICTS: Readonly<
  Record<DocumentVerdict, { readonly exitCode: number; readonly style: Style; readonly meaning: string }>
> = {
  coherent: { exitCode: 0, style: 'green', meaning: 'read, and all that can be checked holds together' },
  fails: { exitCode: 1, style: 'red', meaning: 'something that was read contradicts the document' },
  review: { exitCode: 3, style: 'yellow', meaning: 'a person has to look' },
  recapture: { exitCode: 4, style: 'blue', meaning: 'the document has to be photographed again' },
};

export interface JudgedDocument {
  readonly verdict: DocumentVerdict;
  /** The weightiest first. */
  readonly reasons: readonly Reason[];
  /** What is printed for people, held against the zone; null where that was not asked for, or there is none. */
  readonly visual: readonly VisualCheck[] | null;
}

/**
 * Judges a document by what stands against it in a verification. What contradicts it comes first: no other photograph
 * would cure that, and a zone that was misread contradicts nothing.
 * @param portrait the one that counts
 */
export function judgeDocument(
  sides: readonly ReadSide[],
  chip: Chip | null,
  portrait: ReadPortrait | null,
  today: string,
): JudgedDocument {
  const { objections, notes, visual } = weighDocument(
    sides.map(({ reading }) => reading),
    chip,
    { today, requires: 'portrait' },
  );
  const by = (kind: DocumentVerdict) => objections.filter((objection) => verdictOf(objection) === kind);
  const fails = by('fails').map(({ reason }) => reason);
  const again = [
    ...by('recapture').map(({ reason }) => reason),
    ...(pagesOf(sides).length === 0 ? [NO_PAGE] : []),
    ...(portrait || !isPortraitDue(sides) ? [] : [documentReason('portrait_not_found')]),
    ...(isPortraitDue(sides) ? portraitReasons(portrait) : []),
  ];
  const look = [...by('review').map(({ reason }) => reason), ...notes.filter(({ code }) => LOOK.has(code))];
  const misread = again.some(({ code }) => code === 'mrz_unreadable');
  const rest = notes.filter(
    ({ code }) =>
      !LOOK.has(code) &&
      code !== 'page_not_found' &&
      // Of a zone that was misread, odd fields are our own doing.
      !(misread && code === 'mrz_field_invalid'),
  );
  const verdict =
    fails.length > 0 ? 'fails' : again.length > 0 ? 'recapture' : look.length > 0 ? 'review' : 'coherent';
  return { verdict, reasons: [...fails, ...again, ...look, ...rest], visual };
}

/** Here nobody asks for a mere portrait. */
const NO_PAGE: Reason = {
  ...documentReason('page_not_found'),
  message:
    'No page of an identity document can be seen. Show all of it, with its four corners, on a plain ground.',
};

/** These contradict nothing for sure: a zone that is not seen, print for people that a general reader may have misread. */
const UNKNOWN: ReadonlySet<string> = new Set(['mrz_not_found', 'visual_zone_differs']);
const LOOK: ReadonlySet<string> = new Set(['mrz_doubtful', 'mrz_not_shown', 'chip_not_verified']);

function verdictOf({ effect, reason }: Objection): DocumentVerdict {
  if (effect === 'recapture') return 'recapture';
  return UNKNOWN.has(reason.code) ? 'review' : 'fails';
}

/** The back of a card has no portrait, and need not have one. */
const isPortraitDue = (sides: readonly ReadSide[]): boolean =>
  pagesOf(sides).some(({ size, hasZone }) => size !== 'TD1' || !hasZone);

/** A portrait that a comparison would send back; another photograph of the page does nothing for the chip's. */
const portraitReasons = (portrait: ReadPortrait | null): Reason[] =>
  portrait && portrait.on !== 'chip'
    ? recaptureReasons(portrait.quality, 'document').map((shortfall) => qualityReason('document', shortfall))
    : [];
