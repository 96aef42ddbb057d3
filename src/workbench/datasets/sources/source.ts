// What a place where photographs lie says of them, before any is opened.

import * as v from 'valibot';
import { LikenessError } from '../../../errors.js';
import type { DatasetPicture } from '../imageFolder.js';
import { type DatasetRecord, SOURCE_TYPES, type Terms } from '../record.js';

/** One picture with all that its source knows of it; what is absent is not known. */
export interface SourcePicture
  extends DatasetPicture,
    Partial<Pick<DatasetRecord, 'sourceType' | 'capturedAt' | 'groups' | 'part' | 'derivedFrom'>> {
  readonly terms?: Partial<Terms>;
}

/** ISO 8601, a day or a moment; a calendar has no 31 June. */
const day = v.pipe(
  v.string(),
  v.check((text) => isDay(text), 'not a day such as 2024-05-31'),
);
const dayOrMoment = v.pipe(
  v.string(),
  v.check(
    (text) => isDay(text) || (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))),
    'neither a day such as 2024-05-31 nor a moment such as 2024-05-31T10:00:00Z',
  ),
);

/** A day of the calendar, as `2024-05-31`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** What may be said of a picture, by the names of its columns in `images.parquet`. */
export const StatedSchema = v.object({
  source_type: v.optional(v.picklist(SOURCE_TYPES)),
  captured_at: v.optional(dayOrMoment),
  source: v.optional(v.string()),
  licence: v.optional(v.string()),
  consent: v.optional(v.string()),
  purpose: v.optional(v.string()),
  retain_until: v.optional(day),
});

export type Stated = v.InferOutput<typeof StatedSchema>;

/**
 * What was said of a picture, checked.
 * @param where for messages: `people.csv, line 3`
 * @throws LikenessError `source_invalid`
 */
export function stated(given: Readonly<Record<string, string | undefined>>, where: string): Stated {
  const parsed = v.safeParse(StatedSchema, given);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue)!;
  throw new LikenessError('source_invalid', `${where}: ${field} is ${given[field]}: ${issue.message}`);
}

export const termsOf = ({ source, licence, consent, purpose, retain_until }: Stated): Partial<Terms> => ({
  ...(source !== undefined && { source }),
  ...(licence !== undefined && { licence }),
  ...(consent !== undefined && { consent }),
  ...(purpose !== undefined && { purpose }),
  ...(retain_until !== undefined && { retainUntil: retain_until }),
});
