// Requests and answers about decisions.

import { Type } from '@fastify/type-provider-typebox';
import type { Static, TSchema } from 'typebox';
import { fileIn } from '../http/index.js';
import type { CaseOutcome, CaseState } from '../storage/index.js';
import { CaptureHints } from './hints.js';
import { AuthenticationReport, ModelName, Outcome, ProofingReport, Reason } from './reportSchema.js';

const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

export const CustomerId = Type.String({
  minLength: 1,
  maxLength: 200,
  // PostgreSQL stores no NUL, and a name has no need of control characters.
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'Your own name for the person: a number or a code, nothing that says who it is.',
  examples: ['customer-4711'],
});

export const Device = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'Your own name for the device: counted by velocity rules.',
});

/** `form` or `json`: how the files are sent. */
export const proofingBody = (as: 'form' | 'json') =>
  Type.Object(
    {
      selfie: fileIn(as, 'The selfie: JPEG, PNG, WebP, AVIF, TIFF or GIF.'),
      document: fileIn(as, 'The document’s side with the portrait, or a mere portrait.'),
      document_back: Type.Optional(fileIn(as, 'The other side, where the machine-readable zone is on it.')),
      dg1: Type.Optional(fileIn(as, 'EF.DG1 of the chip.')),
      dg2: Type.Optional(fileIn(as, 'EF.DG2 of the chip: its portrait goes before the print.')),
      sod: Type.Optional(fileIn(as, 'EF.SOD of the chip.')),
      customer: Type.Optional(CustomerId),
      device: Type.Optional(Device),
    },
    { additionalProperties: false },
  );
export type ProofingBody = Static<ReturnType<typeof proofingBody>>;
export const PROOFING_FILES = ['selfie', 'document', 'document_back', 'dg1', 'dg2', 'sod'] as const;

export const authenticationBody = (as: 'form' | 'json') =>
  Type.Object(
    { selfie: fileIn(as, 'The selfie.'), device: Type.Optional(Device) },
    { additionalProperties: false },
  );
export type AuthenticationBody = Static<ReturnType<typeof authenticationBody>>;

const summary = {
  id: Type.String({ format: 'uuid' }),
  kind: Type.Unsafe<'proofing' | 'authentication'>({
    type: 'string',
    enum: ['proofing', 'authentication'],
    description: 'Against a document, or against the enrolled reference.',
  }),
  customer: nullable(Type.String()),
  device: nullable(Type.String()),
  channel: Type.Unsafe<'api' | 'capture'>({ type: 'string', enum: ['api', 'capture'] }),
  decision: Outcome,
  score: nullable(Type.Number()),
  llr: nullable(Type.Number(), 'Log-likelihood ratio, natural logarithm.'),
  threshold: nullable(Type.Number()),
  fmr: nullable(Type.Number()),
  model: ModelName,
  policyVersion: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
};

export const VerificationSummary = Type.Object(
  { ...summary, reasons: Type.Array(Type.String({ description: 'Codes.' })) },
  { title: 'VerificationSummary' },
);

export const Verification = Type.Object(
  {
    ...summary,
    answer: nullable(
      Type.Unsafe<'pass' | 'step_up' | 'block' | 'recapture'>({
        type: 'string',
        enum: ['pass', 'step_up', 'block', 'recapture'],
      }),
      'What to do about an authentication; null for a proofing.',
    ),
    reasons: Type.Array(Reason),
    hints: CaptureHints,
    case: Type.Optional(
      nullable(
        Type.Object({
          id: Type.String({ format: 'uuid' }),
          state: Type.Unsafe<CaseState>({
            type: 'string',
            enum: ['open', 'assigned', 'awaiting_second', 'decided', 'closed'],
          }),
          outcome: nullable(
            Type.Unsafe<CaseOutcome>({ type: 'string', enum: ['approve', 'reject', 'recapture'] }),
            'The final word, where a person had it; `decision` stays as it was made.',
          ),
        }),
        'What a person has to decide of it. Told where the decision is read, not where it is made.',
      ),
    ),
    report: Type.Union([ProofingReport, AuthenticationReport], {
      description: 'All that the comparison found, before screening and floors.',
    }),
  },
  { title: 'Verification' },
);
export type VerificationBody = Static<typeof Verification>;
