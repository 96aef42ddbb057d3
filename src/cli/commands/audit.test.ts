// `likeness audit verify` as an auditor uses it: files, exit codes, and one decision that is really computed anew.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Likeness, verificationJson } from '../../decision/index.js';
import {
  chainOf,
  draftOf,
  headOf,
  momentOf,
  OTHER_SEED,
  SIGNER,
  TENANT,
} from '../../service/audit/chain.fixture.js';
import { inputOf } from '../../service/audit/evidence/evidence.fixture.js';
import {
  appendEntry,
  buildEvidencePack,
  checkpointOf,
  type EvidenceReport,
  erasureDetails,
  exportLines,
  GENESIS,
  receiptOf,
  signingKeyFrom,
  softwareVersions,
} from '../../service/audit/index.js';
import { run } from '../program.js';
import { memoryTerminal } from '../terminal.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const FACE_API = dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api')));
const SAMPLE = join(FACE_API, 'demo', 'sample6.jpg');

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-audit-cli-'));
  const rows = chainOf(8);
  const checkpoint = checkpointOf(TENANT, headOf(rows), SIGNER, momentOf(100));
  let text = '';
  for await (const line of exportLines(rows, { checkpoint, publicKeys: [SIGNER.publicKey] })) text += line;
  const after = headOf(rows.slice(0, 5));
  let part = '';
  for await (const line of exportLines(rows.slice(5), { after, checkpoint, publicKeys: [SIGNER.publicKey] }))
    part += line;
  const third = checkpointOf(TENANT, headOf(rows.slice(0, 3)), SIGNER, momentOf(100));
  const erased = appendEntry(
    GENESIS,
    {
      ...draftOf(1),
      action: 'customer.erased',
      target: { kind: 'customer', id: 'customer-4711' },
      details: erasureDetails('s-1', momentOf(1), { keys: 1, templates: 2, reports: 1, pictures: 3 }),
    },
    SIGNER,
  );
  const receipt = JSON.stringify(receiptOf(erased, SIGNER), undefined, 2);
  const pack = buildEvidencePack(inputOf());
  const altered = Buffer.from(pack);
  altered.write('b', altered.lastIndexOf('a selfie'));
  await Promise.all([
    writeFile(at('export.jsonl'), text),
    writeFile(at('part.jsonl'), part),
    writeFile(at('altered.jsonl'), text.replace('"v3', '"v9')),
    writeFile(at('receipt.json'), receipt),
    writeFile(at('forged.json'), receipt.replace('customer-4711', 'customer-4712')),
    writeFile(at('checkpoint.json'), JSON.stringify(third)),
    writeFile(at('key.pem'), SIGNER.publicKey.pem),
    writeFile(at('other.pem'), signingKeyFrom(OTHER_SEED).publicKey.pem),
    writeFile(at('pack.zip'), pack),
    writeFile(at('cut.zip'), pack.subarray(0, 3000)),
    writeFile(at('altered.zip'), altered),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

/** A command line whose words ending in a dot and letters are files of the folder. */
async function likeness(line: string) {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  const words = line.split(' ').map((word) => (/\.(jsonl|json|pem|zip)$/.test(word) ? at(word) : word));
  const code = await run(['audit', 'verify', ...words], terminal);
  return { code, ...terminal.said };
}

describe('a log', () => {
  test('that is whole: exit 0, and how the key must be compared', async () => {
    const { code, out, err } = await likeness('export.jsonl');
    expect(code).toBe(0);
    expect(out).toMatch(/^WHOLE/);
    expect(out).toContain('8, 1 to 8, from 2026-11-28T12:00:01.000Z');
    expect(out).toContain(`${SIGNER.publicKey.thumbprint}, from the file itself: compare it`);
    expect(err).toBe('checking entries …\n');
  });

  test('with the auditor’s own key and checkpoint', async () => {
    const { code, out } = await likeness('export.jsonl --public-key key.pem --checkpoint checkpoint.json');
    expect(code).toBe(0);
    expect(out).toContain('given by you');
    expect(out).toContain('of entry 3 agrees: nothing before it was rewritten');
  });

  test('that was changed, or signed by somebody else: exit 1, and what is wrong', async () => {
    const changed = await likeness('altered.jsonl');
    expect(changed).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^NOT WHOLE[\s\S]*altered: entry 3\./),
    });
    const foreign = await likeness('export.jsonl --public-key other.pem');
    expect(foreign).toMatchObject({
      code: 1,
      out: expect.stringContaining('signature_wrong: entries 1 to 8.'),
    });
  });

  test('as JSON: one document', async () => {
    const { code, out } = await likeness('altered.jsonl --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'export',
      ok: false,
      faults: [{ kind: 'altered', sequence: 3 }],
    });
  });
});

describe('a pack', () => {
  test('that is whole: exit 0', async () => {
    const { code, out } = await likeness('pack.zip --public-key key.pem');
    expect(code).toBe(0);
    expect(out).toMatch(/^WHOLE[\s\S]*decision +review/);
  });

  test('that was changed: exit 1, and nothing in it is computed', async () => {
    const { code, out } = await likeness('altered.zip --replay');
    expect(code).toBe(1);
    expect(out).toContain('member_altered: pictures/selfie.jpg is not what was packed.');
    expect(out).toContain('replay: not done, as the pack is damaged');
  });
});

describe('a receipt of an erasure', () => {
  test('that is genuine: exit 0, and what was destroyed', async () => {
    const { code, out } = await likeness('receipt.json --public-key key.pem');
    expect(code).toBe(0);
    expect(out).toMatch(/^GENUINE/);
    expect(out).toContain('customer customer-4711');
    expect(out).toContain('keys 1, templates 2, reports 1, pictures 3');
  });

  test('that was changed, or signed by somebody else: exit 1', async () => {
    expect(await likeness('forged.json')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^NOT GENUINE/),
    });
    const foreign = await likeness('receipt.json --public-key other.pem --json');
    expect(foreign.code).toBe(1);
    expect(JSON.parse(foreign.out)).toMatchObject({ kind: 'receipt', ok: false, keySource: 'given' });
  });
});

test.each([
  ['none.jsonl', 'file_not_found'],
  ['export.jsonl --database', 'option_invalid'],
  ['export.jsonl --tenant default', 'option_invalid'],
  ['key.pem', 'audit_export_invalid'],
  ['cut.zip', 'evidence_truncated'],
  ['export.jsonl --replay', 'option_invalid'],
  ['export.jsonl --public-key none.pem', 'file_not_found'],
  ['export.jsonl --public-key checkpoint.json', 'audit_key_invalid'],
  ['export.jsonl --checkpoint key.pem', 'audit_checkpoint_invalid'],
  ['part.jsonl --checkpoint checkpoint.json', 'audit_checkpoint_invalid'],
  // The model of this pack was never anywhere.
  ['pack.zip --replay', 'model_not_found'],
])('%s: exit 2, %s', async (line, expected) => {
  const { code, out } = await likeness(`${line} --json`);
  expect(code).toBe(2);
  expect(JSON.parse(out).error.code).toBe(expected);
});

test('--help teaches', async () => {
  const { code, out } = await likeness('--help');
  expect(code).toBe(0);
  for (const word of ['--public-key', '--checkpoint', '--replay', 'Exit codes:', 'Examples:'])
    expect(out).toContain(word);
});

test('a decision is computed anew from its pack, to the last bit', async () => {
  const face = sharp(SAMPLE).extract({ left: 190, top: 430, width: 380, height: 380 });
  const [selfie, document] = [await face.jpeg().toBuffer(), await face.resize(300).png().toBuffer()];
  const policy = { approveFmr: 1e-3, rejectLlr: -2, prior: 0.9, requires: 'portrait' } as const;
  const today = '2026-03-01';
  const engine = await Likeness.open({ model: 'fast', home: HOME });
  const verification = await engine.verify(selfie, document, { policy, today });
  const { calibration = null, ...embedder } = engine.model;
  await engine.close();
  const report = JSON.parse(
    JSON.stringify(verificationJson(verification, { ...embedder, ...(calibration && { calibration }) })),
  );
  const input = inputOf({
    report: report as EvidenceReport,
    conclusion: { decision: report.decision, reasons: report.reasons, concerns: [] },
    pictures: [
      { part: 'selfie', bytes: selfie, extension: 'jpg' },
      { part: 'document_front', bytes: document, extension: 'png' },
    ],
    conditions: { policy, today, visualZone: false },
    models: { embedder, others: {} },
    calibration,
    software: await softwareVersions(),
  });
  await writeFile(at('real.zip'), buildEvidencePack(input));
  const { code, out } = await likeness('real.zip --replay --json');
  expect(JSON.parse(out)).toMatchObject({ ok: true, replay: { same: true, differences: [], software: [] } });
  expect(code).toBe(0);
  expect(report.score).toBeTypeOf('number');
});
