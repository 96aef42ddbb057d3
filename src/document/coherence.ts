// Whether the facts of a document hold together: with the day, with each other, with the face. The visual zone: visual/.
// Pure: what cannot be compared is passed over, never guessed.

import type { Finding } from './finding.js';
import { type CheckName, isRealDate, requireDay, type Zone } from './zone/index.js';

/** How old a face looks. */
export interface FaceAge {
  /** Years, and the standard deviation of the estimate. */
  readonly age: number;
  readonly deviation: number;
  /** The day of the photograph; a document's portrait, whose day is not known, has none. */
  readonly takenOn?: string;
}

export interface DocumentFacts {
  /** The day of the check, as `2026-11-28`. */
  readonly today: string;
  readonly zone?: Zone;
  /** Days from a source that has their century, such as the chip: they go before those of the zone. */
  readonly birthDate?: string;
  readonly issueDate?: string;
  readonly face?: FaceAge;
}

/**
 * Everything that is wrong or odd, the contradictions first.
 * @throws LikenessError `zone_details_invalid` where `today` is no day
 */
export function findContradictions(facts: DocumentFacts): readonly Finding[] {
  requireDay(facts.today);
  const dates = datesOf(facts);
  const findings = [
    ...zoneFindings(facts.zone),
    ...dayFindings(dates, facts.today),
    ...(facts.face ? ageFindings(facts.face, dates, facts.today) : []),
  ];
  return [...findings].sort((a, b) => Number(a.severity === 'hint') - Number(b.severity === 'hint'));
}

/** Nobody is known to have lived longer than 122 years. */
const OLDEST = 120;
/** Days; a courtesy to whoever will need the document next month. */
const SOON = 30;

interface Dates {
  readonly birth: string | undefined;
  readonly expiry: string | undefined;
  readonly issue: string | undefined;
}

function datesOf({ zone, birthDate, issueDate }: DocumentFacts): Dates {
  const day = (shape: RegExp, value: string | null | undefined): string | undefined =>
    typeof value === 'string' && shape.test(value) && isRealDate(value) ? value : undefined;
  const [whole, partly] = [/^\d{4}-\d\d-\d\d$/, /^(\d{4}|XXXX)-(\d\d|XX)-(\d\d|XX)$/];
  return {
    birth: day(partly, birthDate) ?? day(partly, zone?.birthDate.value),
    expiry: day(whole, zone?.expiryDate.value),
    issue: day(whole, issueDate),
  };
}

const CHECK_LABELS: Readonly<Record<CheckName, string>> = {
  documentNumber: 'document number',
  birthDate: 'date of birth',
  expiryDate: 'date of expiry',
  personalNumber: 'personal number',
  composite: 'zone as a whole',
};

function zoneFindings(zone: Zone | undefined): readonly Finding[] {
  if (!zone) return [];
  const failed = zone.checks.filter(({ passes }) => !passes);
  return [
    ...failed.map(({ name, found, expected }): Finding => {
      const right = expected === null ? '' : ` and should be ${expected}`;
      const message = `The check digit of the ${CHECK_LABELS[name]} is ${found}${right}.`;
      return { code: 'mrz_check_digit_failed', severity: 'fails', message, about: [name] };
    }),
    // A State may print what the standard does not know (Doc 9303-3, section 7): no contradiction in itself.
    ...zone.problems.map(
      ({ field, message }): Finding => ({
        code: 'mrz_field_invalid',
        severity: 'hint',
        message,
        about: [field],
      }),
    ),
  ];
}

function dayFindings({ birth, expiry, issue }: Dates, today: string): readonly Finding[] {
  const first = birth && firstOf(birth);
  const rules: readonly (Finding & { readonly wrong: boolean })[] = [
    {
      wrong: after(today, expiry),
      ...{ code: 'document_expired', severity: 'fails', about: ['expiryDate'] },
      message: `The document expired on ${expiry}.`,
    },
    {
      wrong: expiry !== undefined && !after(today, expiry) && daysBetween(today, expiry) <= SOON,
      ...{ code: 'document_expires_soon', severity: 'hint', about: ['expiryDate'] },
      message: `The document expires on ${expiry}.`,
    },
    {
      wrong: after(first, today),
      ...{ code: 'birth_in_future', severity: 'fails', about: ['birthDate'] },
      message: `The date of birth ${birth} is in the future.`,
    },
    {
      wrong: after(issue, today),
      ...{ code: 'issue_in_future', severity: 'fails', about: ['issueDate'] },
      message: `The date of issue ${issue} is in the future.`,
    },
    {
      wrong: after(issue, expiry),
      ...{ code: 'issue_after_expiry', severity: 'fails', about: ['issueDate', 'expiryDate'] },
      message: `The document was issued on ${issue}, after it expired on ${expiry}.`,
    },
    {
      wrong: after(first, issue),
      ...{ code: 'issue_before_birth', severity: 'fails', about: ['issueDate', 'birthDate'] },
      message: `The document was issued on ${issue}, before the birth on ${birth}.`,
    },
    {
      wrong: after(first, expiry),
      ...{ code: 'expiry_before_birth', severity: 'fails', about: ['expiryDate', 'birthDate'] },
      message: `The document expired on ${expiry}, before the birth on ${birth}.`,
    },
    {
      wrong: birth !== undefined && yearsBetween(lastOf(birth), today) > OLDEST,
      ...{ code: 'age_over_limit', severity: 'fails', about: ['birthDate'] },
      message: `Born on ${birth}, the holder would be older than ${OLDEST}.`,
    },
  ];
  return rules.filter(({ wrong }) => wrong).map(({ wrong: _, ...finding }) => finding);
}

/** False where either is unknown. */
const after = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a > b;

/** Beyond so many standard deviations a face looks of another age: 1 in 370 by chance, if errors are normal. */
const FAR = 3;
/** Years that a portrait may be older than the day: documents are valid for at most ten, and photographs half a year old. */
const OLDEST_PORTRAIT = 10.5;

function ageFindings(
  { age, deviation, takenOn }: FaceAge,
  { birth, issue }: Dates,
  today: string,
): readonly Finding[] {
  if (!birth || birth.startsWith('XXXX') || !(deviation > 0) || !Number.isFinite(age)) return [];
  if (takenOn !== undefined) requireDay(takenOn);
  const taken = takenOn ?? issue ?? today;
  // A portrait is taken within the months before the issue.
  const older = takenOn ? 0 : issue ? 0.5 : OLDEST_PORTRAIT;
  const youngest = yearsBetween(lastOf(birth), taken) - older;
  const oldest = yearsBetween(firstOf(birth), taken);
  const distance = Math.max(youngest - age, age - oldest, 0);
  if (distance <= FAR * deviation) return [];
  const expected =
    Math.round(youngest) === Math.round(oldest)
      ? `${Math.round(oldest)}`
      : `${Math.max(0, Math.round(youngest))} to ${Math.round(oldest)}`;
  const message = `The face looks about ${Math.round(age)} years old; by the date of birth it would be ${expected}.`;
  return [{ code: 'age_hint', severity: 'hint', message, about: ['face', 'birthDate'] }];
}

/** The first and last day that a partly unknown one can be; of an unknown year, all that there are. */
const firstOf = (day: string): string =>
  day
    .replace('XXXX', '0000')
    .replace(/XX(?=-)/, '01')
    .replace(/XX$/, '01');
const lastOf = (day: string): string =>
  day
    .replace('XXXX', '9999')
    .replace(/XX(?=-)/, '12')
    .replace(/XX$/, '31');

const DAY = 86_400_000;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;
const yearsBetween = (from: string, to: string): number =>
  Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + (monthsOf(to) - monthsOf(from)) / 12;
const monthsOf = (day: string): number => Number(day.slice(5, 7)) + Number(day.slice(8)) / 31;
