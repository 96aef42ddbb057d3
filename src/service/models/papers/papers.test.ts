// What is written down of models, asked of the service: with papers of invented people, so that which model is better is
// known beforehand.

import { cp, realpath, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelManifest, ModelStore, writeCard } from '../../../face/index.js';
import { fileEvaluation, fileTraining } from '../../../workbench/index.js';
import {
  CALIBRATION,
  pictures,
  report,
  storeModel,
  trainingRun,
} from '../../../workbench/registry/registry.fixture.js';
import { DEFAULT_DOCUMENT } from '../../policies/index.js';
import {
  call,
  openTestService,
  PUBLIC_URL,
  type TestService,
  type TestTenant,
} from '../../service.fixture.js';

let service: TestService;
let tenant: TestTenant;
let headers: Record<'engineer' | 'compliance' | 'reviewer', Record<string, string>>;
let present: string;
let [next, bare]: ModelManifest[] = [];

beforeAll(async () => {
  service = await openTestService();
  tenant = await service.newTenant();
  const as = async (role: keyof typeof headers) => ({
    ...{ cookie: await tenant.signedIn(role), origin: PUBLIC_URL },
  });
  headers = {
    engineer: await as('engineer'),
    compliance: await as('compliance'),
    reviewer: await as('reviewer'),
  };
  present = (await ask('/v1/models')).body.running.digest;
  await ownModels();
  const store = new ModelStore(service.home);
  bare = await storeModel(store, 'bare', 3);
  next = await storeModel(store, 'next', 2);
  await fileTraining(store, next.sha256, trainingRun(pictures('train', 40)));
  await store.calibrate(next.sha256, CALIBRATION, writeCard);
  const people = pictures('test', 60);
  const contenders = [
    { manifest: next, mated: 0.5 },
    { manifest: { name: 'fast', sha256: present }, mated: 0.3 },
  ];
  await fileEvaluation(store, report(contenders, people), people);
});
afterAll(async () => {
  await service.close();
  await service.database.close();
});

/** The model that decides in a folder of this installation alone: papers are written beside models, which tests share. */
async function ownModels(): Promise<void> {
  const folder = join(service.home, 'models');
  const shared = await realpath(folder);
  await unlink(folder);
  await cp(join(shared, present), join(folder, present), { recursive: true });
}

const ask = (path: string, as: keyof typeof headers = 'engineer') =>
  call(service, 'GET', path, { headers: headers[as] });

describe('the card of a model', () => {
  it('says what is known, and what is not', async () => {
    const { status, body } = await ask(`/v1/models/${next!.sha256}/card`);
    expect(status).toBe(200);
    expect(body.title).toBe('next');
    expect(body.questions[0].title).toBe('How is it designed, and why?');
    expect(JSON.stringify(body)).toContain('training people');
    const { body: nothing } = await ask(`/v1/models/${bare!.sha256}/card`);
    const kinds = nothing.questions.flatMap(({ blocks }: { blocks: { kind: string }[] }) =>
      blocks.map(({ kind }) => kind),
    );
    expect(kinds).toContain('unknown');
  });

  it('is of the folder of whoever is asked, and for those who may read of models', async () => {
    expect(await ask(`/v1/models/${'ab'.repeat(32)}/card`)).toMatchObject({
      ...{ status: 404, body: { code: 'not_found' } },
    });
    expect(await ask('/v1/models/..%2F..%2Fetc/card')).toMatchObject({ status: 400 });
    expect(await ask(`/v1/models/${next!.sha256}/card`, 'reviewer')).toMatchObject({ status: 403 });
  });
});

describe('the evaluation of a model', () => {
  it('is a page that may do nothing but be looked at', async () => {
    const { status, headers, body } = await ask(`/v1/models/${next!.sha256}/evaluation`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(String(body)).toContain('Evaluation of');
    expect(String(body)).not.toContain('<script');
  });

  it('is missing where nobody has attached one', async () => {
    expect(await ask(`/v1/models/${bare!.sha256}/evaluation`)).toMatchObject({
      ...{ status: 404, body: { detail: 'bare has no evaluation on file' } },
    });
  });
});

describe('what speaks for a model', () => {
  /** At which sixty people can show something. */
  const decideBy = async (approveFmr: number) => {
    const document = { ...DEFAULT_DOCUMENT, approveFmr };
    const asked = { headers: headers.compliance, body: { document, note: 'for sixty people' } };
    const { body } = await call(service, 'POST', '/v1/policies', asked);
    const activation = { headers: headers.compliance, body: { reason: 'for sixty people' } };
    expect(
      (await call(service, 'POST', `/v1/policies/${body.version}/activate`, activation)).status,
    ).toBeLessThan(300);
  };

  it('is a paired test at the FMR of the policy, and what is missing, with the command that supplies it', async () => {
    await decideBy(0.01);
    const { status, body } = await ask(`/v1/models/${next!.sha256}/case`);
    expect(status).toBe(200);
    expect(body.margin).toBe(0.01);
    // Mean mated scores of 0.5 and 0.3 with deviation 0.1, at the threshold that 1 % of N(0, 0.1²) pass, 0.233: the
    // present one misses Φ((0.233 − 0.3) / 0.1) = 25 % of them, the next Φ(−2.67) = 0.4 %.
    expect(body.difference).toMatchObject({ verdict: 'better' });
    expect(body.difference.fnmrB).toBeGreaterThan(0.1);
    expect(body.difference.upper).toBeLessThan(0);
    const unmet = body.requirements.filter(({ met }: { met: boolean }) => !met);
    expect(unmet.length).toBeGreaterThan(0);
    for (const { command, finding } of unmet) {
      expect(finding).not.toBe('');
      expect(command === null || command.startsWith('likeness ')).toBe(true);
    }
  });

  it('claims nothing of an FMR that the people cannot show', async () => {
    await decideBy(1e-6);
    const { body } = await ask(`/v1/models/${next!.sha256}/case`);
    expect(body.difference).toBeUndefined();
  });

  it('is not asked of the model that decides', async () => {
    expect(await ask(`/v1/models/${present}/case`)).toMatchObject({
      ...{ status: 409, body: { code: 'state_conflict' } },
    });
  });
});
