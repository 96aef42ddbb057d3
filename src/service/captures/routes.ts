// /v1/sessions: capture links, for whoever makes them. /v1/capture: the same seen by the customer, who is told what to
// do better, and never a score.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { bodies, failures, problemOf, type Routes } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import { authenticate, type Decided, type Deciding, prove, readHints } from '../verifications/index.js';
import {
  type Capture,
  createCapture,
  giveBack,
  holdCapture,
  lookAtCapture,
  noteConsent,
  noteDecision,
  noteFailure,
  readCapture,
  takeTry,
} from './captures.js';
import { consentDetails, keptNow } from './consent.js';
import {
  CaptureAnswer,
  type CaptureBody,
  CaptureView,
  captureBody,
  NewSession,
  Session,
  SessionDraft,
} from './schemas.js';

export interface Capturing {
  readonly deciding: Deciding;
  /** As customers reach the service; e.g. `https://id.bank.example`. */
  readonly publicUrl: () => string;
  /** The most that a picture may have. */
  readonly pictureBytes: number;
  /** Told within the decision's transaction when a link has come to its end. */
  readonly onEnded: (transaction: Transacting, capture: Capture, decided: Decided) => Promise<void>;
  /** Told when the last try came to nothing, and no decision. */
  readonly onFailed: (transaction: Transacting, tenant: string, capture: Capture) => Promise<void>;
}

const tags = ['sessions'];

export const captureRoutes =
  (capturing: Capturing): Routes =>
  (server) => {
    const { deciding, publicUrl, pictureBytes } = capturing;
    const { database, audit } = deciding;

    server.post(
      '/v1/sessions',
      {
        config: { access: 'captures.create' },
        schema: {
          ...{ tags, summary: 'A one-time link with which a customer takes the pictures' },
          description: 'The outcome comes by webhook (`capture.completed`), or is asked for at the session.',
          body: SessionDraft,
          response: { 201: NewSession, ...failures(400, 401, 403, 415, 422, 429) },
        },
      },
      async ({ actor, body }, reply) => {
        const { purpose = 'proofing', customer = null, minutes = 30, tries = 5, returnUrl = null } = body;
        if (purpose === 'authentication' && customer === null)
          throw new LikenessError('request_invalid', 'an authentication is of a customer: say of whom');
        const { capture, token } = await database.tenant(actor.tenant, async (transaction) => {
          const createdBy = `${actor.kind}:${actor.id}`;
          const draft = { purpose, customer, minutes, tries, returnUrl, createdBy };
          const created = await createCapture(transaction, draft);
          const target = { kind: 'session', id: created.capture.id };
          await audit.append(transaction, actor, 'session.created', target, { purpose, customer });
          return created;
        });
        reply.code(201).header('cache-control', 'no-store');
        return { ...sessionOf(capture), url: `${publicUrl()}/capture#${token}`, token };
      },
    );

    server.get(
      '/v1/sessions/:id',
      {
        config: { access: 'captures.read' },
        schema: {
          ...{ tags, summary: 'How far a session has come' },
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 200: Session, ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        sessionOf(await database.tenant(actor.tenant, (transaction) => readCapture(transaction, id))),
    );

    server.get(
      '/v1/capture',
      {
        config: { access: 'capture' },
        schema: {
          ...{ tags: ['capture'], summary: 'What the customer’s page has to do' },
          response: { 200: CaptureView, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }, reply) => {
        reply.header('cache-control', 'no-store');
        return database.tenant(actor.tenant, async (transaction) => {
          const { capture, nonce, isFirst } = await lookAtCapture(transaction, actor.id);
          const kept = await keptNow(transaction);
          const target = { kind: 'session', id: actor.id };
          if (isFirst) await audit.append(transaction, actor, 'session.opened', target);
          return viewOf(capture, nonce, kept, pictureBytes);
        });
      },
    );

    server.post(
      '/v1/capture',
      {
        config: { access: 'capture', files: ['selfie', 'document', 'document_back'] },
        schema: {
          ...{
            tags: ['capture'],
            summary: 'One try: the pictures that were taken',
            body: bodies(captureBody),
          },
          response: {
            200: CaptureAnswer,
            ...failures(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
          },
        },
      },
      async ({ actor, body }, reply) => {
        reply.header('cache-control', 'no-store');
        const decided = await tryOnce(capturing, actor, body as CaptureBody);
        return database.tenant(actor.tenant, async (transaction) => {
          const { capture, nonce } = await lookAtCapture(transaction, actor.id);
          const kept = await keptNow(transaction);
          return { ...viewOf(capture, nonce, kept, pictureBytes), advice: adviceOf(decided) };
        });
      },
    );
  };

async function tryOnce(capturing: Capturing, actor: Actor, body: CaptureBody): Promise<Decided> {
  const { database, audit } = capturing.deciding;
  const { tenant, id } = actor;
  const capture = await database.tenant(tenant, async (transaction) => {
    const { purpose } = await readCapture(transaction, id);
    if (purpose === 'proofing' && !body.document)
      throw new LikenessError('request_invalid', 'a proofing takes a picture of the document too');
    const taken = await takeTry(transaction, id, body.nonce);
    if (body.consent !== undefined) {
      const details = await consentDetails(transaction, body.consent);
      if (await noteConsent(transaction, id, body.consent))
        await audit.append(transaction, actor, 'session.consented', { kind: 'session', id }, details);
    }
    return taken;
  });
  try {
    return await decide(capturing, actor, capture, body);
  } catch (error) {
    const { status } = problemOf(error, '');
    const isOurs = status >= 500 || status === 429 || status === 409;
    await database.tenant(tenant, async (transaction) => {
      if (isOurs) await giveBack(transaction, capture);
      else if (await noteFailure(transaction, capture))
        await capturing.onFailed(transaction, tenant, { ...capture, state: 'failed' });
    });
    throw error;
  }
}

async function decide(
  { deciding, onEnded }: Capturing,
  actor: Actor,
  capture: Capture,
  { selfie, document, document_back, device, hints = '' }: CaptureBody,
): Promise<Decided> {
  const { customer } = capture;
  const watching: Deciding = {
    ...deciding,
    gates: [(transaction) => holdCapture(transaction, capture)],
    followers: [...deciding.followers, follow],
  };
  const common = { selfie, device: device ?? null, channel: 'capture' as const, hints: readHints(hints) };
  if (capture.purpose === 'authentication')
    return authenticate(watching, actor, { ...common, customer: customer! }, async () => {});
  const sides = { front: document!, ...(document_back && { back: document_back }) };
  return prove(watching, actor, { ...common, customer, document: sides }, async () => {});

  async function follow(transaction: Transacting, decided: Decided): Promise<void> {
    const isRecapture = decided.decision === 'recapture';
    const state = await noteDecision(transaction, capture, decided.id, isRecapture);
    if (state !== 'open')
      await onEnded(transaction, { ...capture, state, verification: decided.id }, decided);
  }
}

/** Of a decision to take the pictures again, why; of any other, nothing. */
const adviceOf = ({ decision, reasons }: Decided) =>
  decision !== 'recapture'
    ? []
    : reasons.map(({ code, about, message }) => ({ code, about: about ?? null, message }));

const viewOf = (
  { purpose, state, triesLeft, expiresAt, returnUrl }: Capture,
  nonce: string,
  kept: Awaited<ReturnType<typeof keptNow>>,
  pictureBytes: number,
) => ({
  ...{ purpose, state, triesLeft, returnUrl, expiresAt: expiresAt.toISOString() },
  nonce: state === 'open' && triesLeft > 0 ? nonce : null,
  kept,
  pictureBytes,
});

const sessionOf = ({ createdAt, expiresAt, openedAt, endedAt, consent, ...capture }: Capture) => ({
  ...capture,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  openedAt: openedAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
  consent: consent && { ...consent, at: consent.at.toISOString() },
});
