// What stands against a document, whatever its faces say: how it was photographed, what its zone and its chip hold, and
// what it does not show.

import {
  type Chip,
  type DocumentReading,
  findContradictions,
  findFacts,
  parseZone,
  type ReadPage,
  type ReadZone,
  type VisualCheck,
  visualFindings,
  type Zone,
} from '../document/index.js';
import type { Policy } from './policy.js';
import { type DocumentReason, documentReason, type Reason } from './reasons.js';
import type { Objection } from './verify.js';

export interface WeighOptions {
  /** The day of the check, `2026-11-28`. */
  readonly today: string;
  readonly requires: Policy['requires'];
}

export interface WeighedDocument {
  readonly objections: readonly Objection[];
  /** What else should be known of the document. */
  readonly notes: readonly Reason[];
  /**
   * What is printed for people, held against the zone that was read, on whichever side, or the chip's; null where it was
   * not asked for, or there is no zone.
   */
  readonly visual: readonly VisualCheck[] | null;
}

export function weighDocument(
  readings: readonly DocumentReading[],
  chip: Chip | null,
  { today, requires }: WeighOptions,
): WeighedDocument {
  const pages = readings.flatMap(({ page }) => (page ? [page] : []));
  const missing = missingOf(pages, chip, requires);
  const notes = notesOf(pages, chip).filter(({ code }) => code !== missing?.code);
  const zone = readPrint(pages)?.zone ?? chipZone(chip, today);
  const visual = zone && checkVisualZone(pages, zone);
  return {
    objections: [
      ...(missing ? [{ effect: 'recapture' as const, reason: missing }] : []),
      ...pages.flatMap(pageObjections),
      ...zoneObjections(pages, chip),
      ...chipObjections(pages, chip, today),
      ...(zone && visual ? visualObjections(zone, visual) : []),
    ],
    notes,
    visual,
  };
}

/** What the policy requires, and is not there. */
function missingOf(
  pages: readonly ReadPage[],
  chip: Chip | null,
  requires: Policy['requires'],
): Reason | undefined {
  if (requires === 'portrait' || chip?.zone) return undefined;
  if (pages.length === 0) return documentReason('page_not_found');
  // A zone that is there and cannot be read, or should be there and is not, is objected to in any case.
  return requires === 'data' && isHidden(pages) ? documentReason('mrz_not_shown') : undefined;
}

/** The front of a card has no zone; both its sides, or any other page, have one. */
const isHidden = (pages: readonly ReadPage[]): boolean =>
  pages.length === 1 && pages.every(({ hasZone, size }) => !hasZone && size === 'TD1');

/** A page that is cut off is taken again in any case; what else is wrong with the picture only where it hid something. */
function pageObjections({ shortfalls, hasZone, zone, portrait }: ReadPage): Objection[] {
  const whole = portrait !== null && (!hasZone || zone?.status === 'read');
  return shortfalls
    .filter(({ code }) => code === 'document_cropped' || !whole)
    .map(({ code, advice, measured }) => ({
      effect: 'recapture',
      reason: { code, about: 'document', message: advice, measured },
    }));
}

function zoneObjections(pages: readonly ReadPage[], chip: Chip | null): Objection[] {
  if (pages.length === 0) return [];
  if (isMisreadOn(pages))
    return isVouchedFor(chip) ? [] : [{ effect: 'recapture', reason: documentReason('mrz_unreadable') }];
  const zones = readZones(pages);
  const findings = pages.flatMap((page) => page.findings);
  return [
    ...(zones.length === 0 && !isHidden(pages) ? [review('mrz_not_found')] : []),
    ...(new Set(zones.map(({ zone }) => zone.lines.join())).size > 1 ? [review('mrz_sides_differ')] : []),
    ...contradictions(findings),
  ];
}

const readZones = (pages: readonly ReadPage[]): ReadZone[] =>
  pages.flatMap(({ zone }) => (zone ? [zone] : []));

const isMisreadOn = (pages: readonly ReadPage[]): boolean =>
  pages.some(({ hasZone, zone }) => hasZone && (zone === null || isMisread(zone)));

/** A zone whose check digits fail was misread if it is likelier that, as printed, they are right. */
export const isMisread = ({ status, consistent }: ReadZone): boolean =>
  status === 'failed' && consistent >= 0.5;

/** Whether the data stand in the chip, signed by whom we trust: then print need not be read. */
const isVouchedFor = (chip: Chip | null): boolean =>
  chip?.zone !== null && chip?.authenticity?.verdict === 'authentic';

const contradictions = (findings: ReturnType<typeof findContradictions>): Objection[] =>
  findings
    .filter(({ severity }) => severity === 'fails')
    .map(({ code, message }) => ({ effect: 'review', reason: { code, about: 'document', message } }));

const review = (code: DocumentReason): Objection => ({ effect: 'review', reason: documentReason(code) });

function chipObjections(pages: readonly ReadPage[], chip: Chip | null, today: string): Objection[] {
  const printed = readPrint(pages)?.zone.lines;
  const zone = chipZone(chip, today);
  const differs = printed && zone && printed.join('') !== zone.lines.join('');
  return [
    ...(chip?.authenticity?.verdict === 'forged' ? [review('chip_forged')] : []),
    ...(differs ? [review('chip_zone_differs')] : []),
    // Print that was read says the same, or has been objected to.
    ...(printed || !zone ? [] : contradictions(findContradictions({ today, zone }))),
  ];
}

const readPrint = (pages: readonly ReadPage[]): ReadZone | undefined =>
  readZones(pages).find(({ status }) => status === 'read');

function checkVisualZone(pages: readonly ReadPage[], zone: Zone): VisualCheck[] | null {
  const read = pages.filter(({ visual }) => visual !== null);
  const lines = read.flatMap(({ visual }) => visual ?? []);
  return read.length === 0 ? null : findFacts(lines, zone);
}

/** However well it was read: that print for people says something else is for a person to see. */
const visualObjections = (zone: Zone, checks: readonly VisualCheck[]): Objection[] =>
  visualFindings(zone, checks).map(({ code, message }) => ({
    effect: 'review',
    reason: { code, about: 'document', message },
  }));

/** The zone that the chip holds, with its facts. */
export const chipZone = (chip: Chip | null, today: string): Zone | null =>
  chip?.zone ? parseZone(chip.zone.lines, { today }) : null;

function notesOf(pages: readonly ReadPage[], chip: Chip | null): Reason[] {
  const verdict = chip?.authenticity?.verdict;
  const unread = isMisreadOn(pages) && isVouchedFor(chip);
  return [
    ...(pages.length === 0 && !chip?.portrait ? [documentReason('page_not_found')] : []),
    ...(isHidden(pages) ? [documentReason('mrz_not_shown')] : []),
    ...(readZones(pages).some(({ status }) => status === 'doubtful') ? [documentReason('mrz_doubtful')] : []),
    ...(unread ? [documentReason('chip_zone_alone')] : []),
    ...(chip && verdict !== 'authentic' && verdict !== 'forged' ? [documentReason('chip_not_verified')] : []),
    ...pages
      .flatMap(({ zone, findings }) => (zone && isMisread(zone) ? [] : findings))
      .filter(({ severity }) => severity === 'hint')
      .map(({ code, message }): Reason => ({ code, about: 'document', message })),
  ];
}
