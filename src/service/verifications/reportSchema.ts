// What a report says, field by field: the schema of the very JSON that `likeness verify --json` prints. The types are
// those of src/decision; tests hold the schemas against real reports.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import type { AuthenticationJson, VerificationJson } from '../../decision/index.js';

const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

const oneOf = <T extends string>(...texts: T[]) => Type.Unsafe<T>({ type: 'string', enum: texts });

export const Outcome = Type.Unsafe<'approve' | 'review' | 'reject' | 'recapture'>({
  type: 'string',
  title: 'Outcome',
  enum: ['approve', 'review', 'reject', 'recapture'],
  description: '`review`: a person decides. `recapture`: ask the customer for another picture.',
});

const Measured = Type.Object({ value: Type.Number(), limit: Type.Number() }, { title: 'Measured' });

export const Reason = Type.Object(
  {
    code: Type.String({ description: 'Stable.', examples: ['score_reaches_threshold'] }),
    about: Type.Optional(oneOf('selfie', 'document')),
    message: Type.String(),
    measured: Type.Optional(Measured),
  },
  { title: 'Reason' },
);

const Interval95 = Type.Unsafe<readonly [number, number] | null>({
  anyOf: [{ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }, { type: 'null' }],
  description: '95 %.',
});

/** Of `alikeness.ts`. */
export const Alikeness = Type.Object(
  {
    relation: Type.Unsafe<'about' | 'fewer' | 'more'>({
      ...oneOf('about', 'fewer', 'more'),
      description: 'Beyond the calibration’s data only a bound is known.',
    }),
    fmr: Type.Number({
      description: 'Share of comparisons of two strangers that score this high or higher.',
    }),
    interval: Interval95,
    sentence: Type.String({
      examples: ['About 1 in 20,000 strangers would look this alike, as measured on 1,407 people.'],
    }),
  },
  { title: 'Alikeness' },
);

/** Of `alikeness.ts`. */
export const ByChance = Type.Object(
  {
    fpir: Type.Number({
      description: 'Share of strangers who, searched for among so many, find one so alike.',
    }),
    interval: Interval95,
    sentence: Type.String({
      examples: [
        'Of strangers searched for among 1,000 faces, at most about 1 in 11 would find one this alike.',
      ],
    }),
  },
  { title: 'ByChance' },
);

export const Point = Type.Object(
  { x: Type.Number(), y: Type.Number() },
  { title: 'Point', description: 'Pixels of the upright original.' },
);
const Quad = Type.Array(Point, {
  minItems: 4,
  maxItems: 4,
  description: 'Clockwise from the page’s own top left.',
});
const placed = {
  box: Type.Object({ x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() }),
  confidence: Type.Number(),
  landmarks: Type.Array(Point, {
    description: 'Eyes, nose, corners of the mouth: the subject’s right first.',
  }),
};
const Face = Type.Object(placed, { title: 'Face' });
const OnSide = Type.Object(
  { on: oneOf('front', 'back', 'chip'), ...placed },
  { title: 'Portrait', description: 'A face of the document, and where on it.' },
);

export const Quality = Type.Object(
  {
    components: Type.Record(
      Type.String(),
      Type.Object({
        native: Type.Number({ description: 'In the unit.' }),
        unit: Type.String(),
        score: Type.Number({ minimum: 0, maximum: 100 }),
      }),
      { description: 'By the names of ISO/IEC 29794-5.' },
    ),
  },
  { title: 'Quality' },
);

export const ModelName = Type.Object(
  {
    name: Type.String(),
    digest: Type.String({ description: 'SHA-256.' }),
  },
  { title: 'ModelName' },
);

const Timings = Type.Record(Type.String(), Type.Number(), { description: 'Milliseconds.' });

export const judgement = {
  decision: Outcome,
  reasons: Type.Array(Reason),
  llr: nullable(Type.Number(), 'Log-likelihood ratio, natural logarithm, of one person against two.'),
  probability: nullable(Type.Number(), 'With the policy’s prior.'),
  score: nullable(Type.Number(), 'Comparison score: cosine similarity, −1 to 1.'),
  adjustment: nullable(
    Type.Number(),
    'What the calibration adds for quality; null where it looks at the score alone.',
  ),
  adjustedScore: nullable(Type.Number()),
  threshold: nullable(Type.Number()),
  fmr: nullable(Type.Number(), 'The false match rate that the threshold stands for.'),
  fmrInterval: nullable(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), '95 %.'),
  claim: Type.Object(
    {
      supported: Type.Boolean({ description: 'Whether the calibration data carries the stated rate.' }),
      sentence: Type.String(),
      data: nullable(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
    },
    { title: 'Claim' },
  ),
  model: ModelName,
};

const PictureSize = { width: Type.Integer(), height: Type.Integer() };

export const Selfie = Type.Object(
  {
    ...PictureSize,
    face: nullable(Face),
    quality: nullable(Quality),
    liveness: Type.Null({ description: 'Not assessed by this version: null is not a pass.' }),
  },
  { title: 'SelfieReport' },
);

const Page = Type.Object(
  {
    corners: Quad,
    confidence: Type.Number(),
    size: Type.String({ examples: ['TD3'] }),
    condition: Type.Object({
      cropped: Type.Number(),
      resolution: Type.Number({ description: 'Pixels a millimetre.' }),
      blur: nullable(Type.Number(), 'Millimetres.'),
      glare: Type.Number(),
    }),
    shortfalls: Type.Array(Type.Object({ code: Type.String(), advice: Type.String(), measured: Measured })),
    hasZone: Type.Boolean(),
  },
  { title: 'DocumentPage' },
);

const State = Type.Object(
  { code: Type.String(), name: nullable(Type.String()) },
  { title: 'ZoneState', description: 'A state, or what the zone may name in its place, by ICAO’s code.' },
);
const Day = Type.Object(
  { value: nullable(Type.String({ format: 'date' })), text: Type.String() },
  { title: 'ZoneDay', description: 'As it stands in the zone, and as a day where that is whole.' },
);
const At = { row: Type.Integer(), column: Type.Integer() };

const Zone = Type.Object(
  {
    on: oneOf('front', 'back'),
    status: Type.String(),
    format: Type.String({ examples: ['TD3'] }),
    lines: Type.Array(Type.String()),
    documentCode: Type.String(),
    issuingState: State,
    nationality: State,
    documentNumber: Type.String(),
    surname: Type.String(),
    givenNames: Type.String(),
    namesTruncated: Type.Boolean(),
    birthDate: Day,
    sex: Type.String(),
    expiryDate: Day,
    optionalData: Type.String(),
    optionalData2: Type.String(),
    valid: Type.Boolean({ description: 'Whether all check digits are right.' }),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        found: Type.String(),
        expected: nullable(Type.String()),
        at: Type.Object(At),
        passes: Type.Boolean(),
      }),
    ),
    problems: Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() })),
    confidence: Type.Array(Type.Array(Type.Number())),
    corrections: Type.Array(
      Type.Object({
        ...At,
        from: Type.String(),
        to: Type.String(),
        proof: Type.Union([Type.Literal('alphabet'), Type.Array(Type.String())]),
        posterior: Type.Number(),
      }),
    ),
    doubtful: Type.Array(Type.Object({ ...At, posterior: Type.Number() }, { additionalProperties: true })),
    consistent: Type.Number(),
    corners: Quad,
    presence: Type.Number(),
  },
  { title: 'MachineReadableZone' },
);

const Chip = Type.Object(
  {
    zone: nullable(
      Type.Object({ agreesWithPrint: nullable(Type.Boolean()) }, { additionalProperties: true }),
    ),
    portrait: nullable(
      Type.Object({ format: Type.String(), bytes: Type.Integer() }, { additionalProperties: true }),
    ),
    authenticity: nullable(
      Type.Object({
        verdict: oneOf('authentic', 'not_verified', 'forged'),
        reason: nullable(Type.String()),
        signer: nullable(Type.Object({ subject: Type.String(), issuer: Type.String() })),
        steps: Type.Array(
          Type.Object(
            { code: Type.String(), passes: Type.Boolean(), sentence: Type.String(), weight: Type.String() },
            { additionalProperties: true },
          ),
        ),
      }),
    ),
  },
  { title: 'ChipReport', description: 'What the chip holds, and whether a trusted state signed it.' },
);

const side = {
  ...PictureSize,
  page: nullable(Page, 'Null: no page was found; the picture is a mere portrait.'),
};

export const DocumentReport = Type.Object(
  {
    ...side,
    back: nullable(Type.Object(side)),
    portrait: nullable(OnSide),
    ghosts: Type.Array(OnSide),
    quality: nullable(Quality),
    mrz: nullable(Zone),
    mrzReason: nullable(Type.String()),
    visual: nullable(
      Type.Array(
        Type.Object({ about: Type.String(), agrees: Type.Boolean() }, { additionalProperties: true }),
      ),
    ),
    chip: nullable(Chip),
  },
  { title: 'DocumentReport' },
);

export const ProofingReport = Type.Unsafe<VerificationJson>(
  Type.Object(
    { ...judgement, selfie: Selfie, document: DocumentReport, timings: Timings },
    {
      title: 'ProofingReport',
      description: 'What the comparison of selfie and document found, as `likeness verify --json` prints it.',
    },
  ),
);

export const AuthenticationReport = Type.Unsafe<AuthenticationJson>(
  Type.Object(
    { ...judgement, selfie: Selfie, timings: Timings },
    {
      title: 'AuthenticationReport',
      description: 'What the comparison of selfie and enrolled reference found.',
    },
  ),
);
