// What is printed for people, held against the zone: of a page as it was made, and of the same page beside a zone in which
// one fact is another, as a forger leaves it who alters one of the two.

import { type Random, randomStream } from '../../src/autograd/index.js';
import { findFacts, type ReadPage, type VisualFact, type Zone } from '../../src/document/index.js';
import { SEED } from './specimens.js';

export const VISUAL_FACTS: readonly VisualFact[] = [
  'documentNumber',
  'surname',
  'givenNames',
  'birthDate',
  'expiryDate',
];

export interface VisualOutcome {
  /** Whether the fact, as it was made, agrees; null where it was not found. */
  readonly genuine: Readonly<Record<VisualFact, boolean | null>>;
  /** The same of the fact that was altered in the zone. */
  readonly altered: Readonly<Record<VisualFact, boolean | null>>;
}

/** @returns null where nothing was read for people, or no zone */
export function visualOutcome(number: number, page: ReadPage | null): VisualOutcome | null {
  const zone = page?.zone?.status === 'read' ? page.zone.zone : null;
  if (!page?.visual || !zone) return null;
  const { visual } = page;
  const random = randomStream(SEED, `altered ${number}`);
  const agrees = (of: Zone, fact: VisualFact) =>
    findFacts(visual, of).find(({ about }) => about === fact)?.agrees ?? null;
  const each = (zoneFor: (fact: VisualFact) => Zone) =>
    Object.fromEntries(
      VISUAL_FACTS.map((fact) => [fact, agrees(zoneFor(fact), fact)]),
    ) as VisualOutcome['genuine'];
  return { genuine: each(() => zone), altered: each((fact) => altered(zone, fact, random)) };
}

/** One character is another: of a number, a name, or the year. */
function altered(zone: Zone, fact: VisualFact, random: Random): Zone {
  if (fact === 'documentNumber') return { ...zone, documentNumber: changed(zone.documentNumber, random) };
  if (fact === 'surname' || fact === 'givenNames')
    return { ...zone, names: { ...zone.names, [fact]: changed(zone.names[fact], random) } };
  const value = zone[fact].value ?? '';
  const year = 1 + Math.floor(8 * random());
  const other = `${value.slice(0, 3)}${(Number(value[3]) + year) % 10}${value.slice(4)}`;
  return { ...zone, [fact]: { ...zone[fact], value: other } };
}

function changed(text: string, random: Random): string {
  const places = [...text].flatMap((character, i) => (character === ' ' ? [] : [i]));
  const at = places[Math.floor(places.length * random())];
  if (at === undefined) return text;
  const kind = /\d/.test(text[at]!) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const others = [...kind].filter((character) => character !== text[at]);
  return text.slice(0, at) + others[Math.floor(others.length * random())] + text.slice(at + 1);
}
