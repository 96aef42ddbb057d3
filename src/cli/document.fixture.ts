// The contract of a document in JSON, which `likeness document` and `likeness verify` share.

import * as v from 'valibot';

export const Point = v.strictObject({ x: v.number(), y: v.number() });
export const Box = v.strictObject({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });
const Corners = v.pipe(v.array(Point), v.length(4));
const Side = v.picklist(['front', 'back']);
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const face = { box: Box, confidence: v.number(), landmarks: v.pipe(v.array(Point), v.length(5)) };
export const Face = v.strictObject(face);

const Component = v.strictObject({ native: v.number(), unit: v.string(), score: v.number() });
export const Quality = v.looseObject({ components: v.record(v.string(), Component) });

export const Reasons = v.array(
  v.strictObject({
    code: v.string(),
    about: v.optional(v.picklist(['selfie', 'document'])),
    message: v.string(),
    measured: v.optional(v.strictObject({ value: v.number(), limit: v.number() })),
  }),
);

const Page = v.strictObject({
  corners: Corners,
  confidence: Share,
  size: v.picklist(['TD1', 'TD2', 'TD3']),
  condition: v.strictObject({
    cropped: v.number(),
    resolution: v.number(),
    blur: v.nullable(v.number()),
    glare: Share,
  }),
  shortfalls: v.array(
    v.strictObject({
      code: v.string(),
      advice: v.string(),
      measured: v.strictObject({ value: v.number(), limit: v.number() }),
    }),
  ),
  hasZone: v.boolean(),
});

const Place = v.strictObject({ row: v.number(), column: v.number() });
const State = v.strictObject({ code: v.string(), name: v.nullable(v.string()) });
const Day = v.strictObject({ value: v.nullable(v.string()), text: v.string() });

const Zone = v.strictObject({
  on: Side,
  status: v.picklist(['read', 'doubtful', 'failed']),
  format: v.picklist(['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B']),
  lines: v.array(v.pipe(v.string(), v.regex(/^[0-9A-Z<]+$/))),
  documentCode: v.string(),
  issuingState: State,
  nationality: State,
  documentNumber: v.string(),
  surname: v.string(),
  givenNames: v.string(),
  namesTruncated: v.boolean(),
  birthDate: Day,
  sex: v.nullable(v.picklist(['F', 'M', 'X'])),
  expiryDate: Day,
  optionalData: v.string(),
  optionalData2: v.string(),
  valid: v.boolean(),
  checks: v.array(
    v.strictObject({
      name: v.string(),
      found: v.string(),
      expected: v.nullable(v.string()),
      at: Place,
      passes: v.boolean(),
    }),
  ),
  problems: v.array(v.strictObject({ field: v.string(), code: v.string(), message: v.string() })),
  confidence: v.array(v.array(Share)),
  corrections: v.array(
    v.strictObject({
      ...Place.entries,
      from: v.string(),
      to: v.string(),
      proof: v.union([v.literal('alphabet'), v.array(v.string())]),
      posterior: Share,
    }),
  ),
  doubtful: v.array(
    v.strictObject({ ...Place.entries, why: v.picklist(['unsure', 'state']), posterior: Share }),
  ),
  consistent: Share,
  corners: Corners,
  presence: Share,
});

const Chip = v.strictObject({
  zone: v.nullable(
    v.strictObject({
      format: v.picklist(['TD1', 'TD2', 'TD3']),
      lines: v.array(v.string()),
      agreesWithPrint: v.nullable(v.boolean()),
    }),
  ),
  portrait: v.nullable(v.looseObject({ format: v.picklist(['jpeg', 'jp2']), bytes: v.number() })),
  authenticity: v.nullable(
    v.strictObject({
      verdict: v.picklist(['authentic', 'not_verified', 'forged']),
      reason: v.nullable(v.string()),
      signer: v.nullable(v.strictObject({ subject: v.string(), issuer: v.string() })),
      steps: v.array(v.looseObject({ code: v.string(), passes: v.boolean(), sentence: v.string() })),
    }),
  ),
});

const picture = { file: v.string(), width: v.number(), height: v.number(), page: v.nullable(Page) };

export const DocumentJson = v.strictObject({
  ...picture,
  back: v.nullable(v.strictObject(picture)),
  portrait: v.nullable(v.strictObject({ on: v.picklist(['front', 'back', 'chip']), ...face })),
  ghosts: v.array(v.strictObject({ on: Side, ...face })),
  quality: v.nullable(Quality),
  mrz: v.nullable(Zone),
  mrzReason: v.nullable(v.picklist(['page_not_found', 'mrz_unreadable', 'mrz_not_shown', 'mrz_not_found'])),
  visual: v.nullable(
    v.array(
      v.strictObject({ about: v.string(), text: v.string(), confidence: v.number(), agrees: v.boolean() }),
    ),
  ),
  chip: v.nullable(Chip),
});
