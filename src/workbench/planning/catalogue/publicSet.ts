// What an engineer of a business must know of a public set before downloading it. Terms change and mirrors lie: each
// entry names its sources, and what could not be made sure of stands in `toCheck`.

import * as v from 'valibot';

/** May a business do it, by the publisher's own words? `to be checked` where those words were not at hand. */
export const USES = ['yes', 'no', 'on request', 'to be checked'] as const;

export const KINDS = ['faces', 'synthetic faces', 'documents', 'attacks'] as const;

export const STATUSES = [
  /** The publisher hands it out, to anybody or to those whose request is granted. */
  'available',
  'on request',
  'for sale',
  /** Its publisher took it back; copies that are about are not to be used. */
  'withdrawn',
  'to be checked',
] as const;

export const CONSENTS = [
  'given',
  'not asked',
  /** Nobody real is shown; whose pictures the generator learnt from stands in the remark. */
  'nobody real',
  /** Photographs by an authority that asks nobody. */
  'custody',
  'to be checked',
] as const;

/** What a set may serve for. */
export const PURPOSES = ['embedder', 'adapter', 'verification', 'liveness', 'documents'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** For one purpose, licence aside: `good`, `partly` (see the remark), or not at all. */
export const FITNESS = ['good', 'partly', 'no'] as const;
type Fitness = (typeof FITNESS)[number];

const Text = v.pipe(v.string(), v.minLength(1));
const Count = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));

export const PublicSetSchema = v.strictObject({
  name: Text,
  kind: v.picklist(KINDS),
  year: v.pipe(v.number(), v.integer(), v.minValue(1990), v.maxValue(2030)),
  /** People, real or made; null where it is not stated or has no meaning. */
  subjects: Count,
  /** Pictures, or clips where `unit` says so. */
  images: Count,
  unit: v.picklist(['pictures', 'videos']),
  /** Whether it pairs the document of a person with their selfie. */
  documentAndSelfie: v.boolean(),
  /** How it was taken, in a few words. */
  capture: Text,
  licence: v.strictObject({
    /** The publisher's words or the licence's name; a summary where `toCheck` says so. */
    words: Text,
    /** For a product of a business. */
    training: v.picklist(USES),
    evaluation: v.picklist(USES),
  }),
  consent: v.picklist(CONSENTS),
  status: v.picklist(STATUSES),
  /** What is known of the people, as labels. */
  labels: v.pipe(v.array(Text), v.readonly()),
  obtain: Text,
  fitness: v.strictObject(
    Object.fromEntries(PURPOSES.map((purpose) => [purpose, v.picklist(FITNESS)])) as Record<
      Purpose,
      v.PicklistSchema<typeof FITNESS, undefined>
    >,
  ),
  remark: Text,
  /** Papers and pages that the entry rests on. */
  sources: v.pipe(v.array(Text), v.minLength(1)),
  /** What was written from memory and is to be looked up before anyone relies on it: `licence`, `subjects`. */
  toCheck: v.array(v.picklist(['licence', 'subjects', 'images', 'consent', 'status', 'labels'])),
});

export type PublicSet = v.InferOutput<typeof PublicSetSchema>;

/** The purposes that a set serves; those that are not named it does not. */
export const fits = (purposes: Partial<Record<Purpose, Exclude<Fitness, 'no'>>>): PublicSet['fitness'] =>
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, purposes[purpose] ?? 'no'])) as PublicSet['fitness'];
