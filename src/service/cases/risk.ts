// Which case is looked at first. Risk is told in hours: a case stands in the queue as though it had come earlier by so
// many. So the order never changes while cases wait, an index holds it, and no case waits for ever behind riskier ones.

import type { ConcernCode } from '../verifications/index.js';
import type { Evidence } from './evidence.js';

/** One point for each factor of e by which the evidence for two people is stronger, in the span that a review covers. */
const SPAN = 5;
/** Something stands against the document: as much as a factor of 20. */
const OBJECTION = 3;
/** In points. A listed face is money about to leave; many tries are, mostly, bad light. */
const CONCERN: Readonly<Record<ConcernCode, number>> = {
  face_on_list: 6,
  face_of_another_customer: 5,
  not_the_enrolled_face: 5,
  customer_blocked: 4,
  velocity_face: 2,
  velocity_document: 1,
  velocity_device: 1,
  velocity_customer: 1,
};
const HOURS_A_POINT = 2;

/**
 * Points, 0 or more: `5 − llr` within [0, 10] (5 where there is no LLR), 3 where something stands against the document,
 * and what the concerns weigh.
 */
export function riskOf({ llr, standing }: Evidence, concerns: readonly { readonly code: string }[]): number {
  const evidence = SPAN - Math.min(SPAN, Math.max(-SPAN, llr ?? 0));
  const objected = standing.some((code) => !Object.hasOwn(CONCERN, code));
  const known = new Set(concerns.map(({ code }) => code));
  const concerned = [...known].reduce((sum, code) => sum + (CONCERN[code as ConcernCode] ?? 0), 0);
  return Math.round(10 * (evidence + (objected ? OBJECTION : 0) + concerned)) / 10;
}

/** Where in the queue a case stands; the earliest is next. */
export const standsAt = (openedAt: Date, risk: number): Date =>
  new Date(openedAt.getTime() - risk * HOURS_A_POINT * 3_600_000);
