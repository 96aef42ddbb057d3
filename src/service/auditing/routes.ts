// /v1/audit: the log, for those who hold the bank to account: looked through, checked, exported. And the evidence of one
// decision.

import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import {
  type AuditLog,
  checkpointOf,
  exportLines,
  parseEntry,
  type Signer,
  sha256,
  verifyChain,
} from '../audit/index.js';
import { failures, PageOf, pageOf, type Routes } from '../http/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import {
  entriesOf,
  type FoundEntry,
  findEntries,
  headAt,
  headOf,
  heldAgainstHead,
  sequenceOfCursor,
} from './entries.js';
import { packEvidence, readEvidence } from './evidence.js';
import {
  ChainAnswer,
  CheckpointSchema,
  EntryAnswer,
  EntryQuery,
  ExportQuery,
  PublicKeyAnswer,
  VerifyBody,
} from './schemas.js';

export interface Auditing {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  /** The one that signs the log. */
  readonly signer: Signer;
  /** Entries that one request checks. Default 100,000. */
  readonly mostChecked?: number;
}

const tags = ['audit'];
const config = { access: 'audit.read' } as const;

export const auditRoutes =
  ({ database, subjects, audit, signer, mostChecked = 100_000 }: Auditing): Routes =>
  (server) => {
    /** Tenants whose log is being checked by this process: one check at a time takes threads enough. */
    const checking = new Set<string>();

    server.get(
      '/v1/audit',
      {
        config,
        schema: {
          ...{ tags, summary: 'The log, the latest entry first' },
          querystring: EntryQuery,
          response: { 200: PageOf(EntryAnswer), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor, ...filter } }) => {
        const before = sequenceOfCursor(cursor);
        const rows = await database.tenant(actor.tenant, (transaction) =>
          findEntries(transaction, { ...filter, before }, limit + 1),
        );
        return pageOf(rows, limit, entryAnswer, ({ sequence }) => String(sequence));
      },
    );

    server.get(
      '/v1/audit/head',
      {
        config,
        schema: {
          ...{ tags, summary: 'A checkpoint: how far the log has come, signed' },
          description:
            'Keep it where nobody at the bank can write: a later check against it shows whether anything before it was changed, by whoever holds the signing key too.',
          response: { 200: CheckpointSchema, ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor }) => {
        const head = await database.tenant(actor.tenant, headOf);
        if (head.sequence === 0) throw new LikenessError('not_found', 'the log has no entry yet');
        return checkpointOf(actor.tenant, head, signer);
      },
    );

    server.get(
      '/v1/audit/public-key',
      {
        config,
        schema: {
          ...{ tags, summary: 'The key that the log is signed with' },
          description:
            'Compare its thumbprint with the one that you were told on another way: else whoever changed the log may have changed this too.',
          response: { 200: PublicKeyAnswer, ...failures(401, 403, 429) },
        },
      },
      async () => {
        const { thumbprint, jwk, pem } = signer.publicKey;
        return { thumbprint, jwk, pem };
      },
    );

    server.post(
      '/v1/audit/verify',
      {
        config,
        schema: {
          ...{ tags, summary: 'Is the log what was written?' },
          description:
            'Checks hashes, signatures and the chain in the database as it is. A long log takes several requests: `next` says where to go on. The service checks itself here; who does not trust it exports the log and checks that with `likeness audit verify`.',
          body: VerifyBody,
          response: { 200: ChainAnswer, ...failures(400, 401, 403, 404, 409, 415, 429) },
        },
      },
      async ({ actor, body: { after = 0, checkpoints = [] } }) => {
        const { tenant } = actor;
        if (checking.has(tenant))
          throw new LikenessError('state_conflict', 'the log is being checked just now: wait for that');
        checking.add(tenant);
        try {
          const [from, head] = await database.tenant(tenant, async (transaction) => [
            await headAt(transaction, after),
            await headOf(transaction),
          ]);
          const through = Math.min(head.sequence, after + mostChecked);
          const isEnd = through === head.sequence;
          const found = await verifyChain(
            entriesOf(database, tenant, after, through),
            [signer.publicKey],
            // What lies behind the part that is looked at is for a later request.
            { from, tenant, checkpoints: checkpoints.filter(({ sequence }) => isEnd || sequence <= through) },
          );
          const report = { ...heldAgainstHead(found, after, through), after, next: isEnd ? null : through };
          await database.tenant(tenant, (transaction) =>
            audit.append(
              transaction,
              actor,
              'audit.verified',
              { kind: 'audit', id: tenant },
              { ok: report.ok, after, through, faults: report.faults.length },
            ),
          );
          return report;
        } finally {
          checking.delete(tenant);
        }
      },
    );

    server.get(
      '/v1/audit/export',
      {
        config,
        schema: {
          ...{ tags, summary: 'The log as a file that can be checked offline, as JSON lines' },
          description:
            'Its first line says whose log it is, who signed it and how far it goes. `likeness audit verify export.jsonl` checks it.',
          querystring: ExportQuery,
          response: {
            200: fileOf('application/jsonl', 'JSON lines.'),
            ...failures(400, 401, 403, 404, 429),
          },
        },
      },
      async ({ actor, query: { after = 0 } }, reply) => {
        const { tenant } = actor;
        // Logged first, so that the file has the entry that tells of it.
        const [from, head] = await database.tenant(tenant, async (transaction) => {
          const start = await headAt(transaction, after);
          await audit.append(transaction, actor, 'audit.exported', { kind: 'audit', id: tenant }, { after });
          return [start, await headOf(transaction)];
        });
        const lines = exportLines(entriesOf(database, tenant, after, head.sequence), {
          after: from,
          checkpoint: checkpointOf(tenant, head, signer),
          publicKeys: [signer.publicKey],
        });
        return reply
          .header('cache-control', 'no-store')
          .header('content-disposition', `attachment; filename="audit-${after + 1}-${head.sequence}.jsonl"`)
          .type('application/jsonl')
          .send(Readable.from(lines));
      },
    );

    server.post(
      '/v1/verifications/:id/evidence',
      {
        config,
        schema: {
          ...{
            tags,
            summary: 'The evidence of one decision, as a file that can be checked and decided anew',
          },
          description:
            'A ZIP with pictures of a person, not encrypted: whoever takes it answers for it, and erasure does not reach it.',
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: {
            200: fileOf('application/zip', 'The pack.'),
            ...failures(400, 401, 403, 404, 410, 413, 429),
          },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const { tenant } = actor;
        const { evidence, head } = await database.tenant(tenant, async (transaction) => ({
          evidence: await readEvidence(transaction, subjects, tenant, id),
          head: await headOf(transaction),
        }));
        const checkpoint = checkpointOf(tenant, head, signer);
        const pack = await packEvidence(evidence, subjects, { tenant, verification: id, checkpoint, signer });
        // Logged once it is made and before it is handed out: by its digest it is known again wherever it turns up.
        await database.tenant(tenant, async (transaction) => {
          await subjects.find(transaction, tenant, evidence.subject.id);
          await audit.append(
            transaction,
            actor,
            'evidence.packed',
            { kind: 'verification', id },
            { pictures: evidence.pictures.map(({ part }) => part), sha256: sha256(pack) },
          );
        });
        return reply
          .header('cache-control', 'no-store')
          .header('content-disposition', `attachment; filename="evidence-${id}.zip"`)
          .type('application/zip')
          .send(Buffer.from(pack));
      },
    );
  };

const fileOf = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: Type.Unsafe<Buffer | Readable>({}) } },
});

function entryAnswer({ sequence, body, hash }: FoundEntry) {
  const entry = parseEntry(body);
  if (!entry) throw new LikenessError('internal', `entry ${sequence} of the log is none: check the log`);
  const { tenant: _, ...shown } = entry;
  return { ...shown, hash: hash.toString('hex') };
}
