import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainOf, headOf, momentOf, OTHER_SEED, SIGNER, TENANT } from './chain.fixture.js';
import type { Head, StoredEntry } from './chain.js';
import { checkpointOf } from './checkpoint.js';
import { exportLines, verifyExport } from './export.js';
import { signingKeyFrom } from './keys.js';

const ROWS = chainOf(6);

async function exported(rows: readonly StoredEntry[], after?: Head): Promise<string> {
  const frame = {
    ...(after && { after }),
    checkpoint: checkpointOf(TENANT, headOf(rows), SIGNER, momentOf(100)),
    publicKeys: [SIGNER.publicKey],
  };
  let text = '';
  for await (const line of exportLines(rows, frame)) text += line;
  return text;
}

/** In pieces that end in the middle of lines and letters. */
async function* inPieces(text: string | Uint8Array, size = 100) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

let folder: string;
let text: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-audit-'));
  text = await exported(ROWS);
});
afterAll(() => rm(folder, { recursive: true }));

test('an export is checked from its file, with the key that it names', async () => {
  const file = join(folder, 'export.jsonl');
  await writeFile(file, text);
  expect(await verifyExport(file)).toMatchObject({
    ok: true,
    entries: 6,
    after: 0,
    keySource: 'file',
    keys: [SIGNER.publicKey.thumbprint],
    checkpoints: [],
  });
});

test('a part of the log begins where its header says', async () => {
  const part = await exported(ROWS.slice(3), headOf(ROWS.slice(0, 3)));
  expect(await verifyExport(inPieces(part))).toMatchObject({
    ok: true,
    entries: 3,
    after: 3,
    first: { sequence: 4 },
  });
});

test('against the auditor’s own key and checkpoint, a log that was signed anew is seen', async () => {
  const forger = signingKeyFrom(OTHER_SEED);
  const rows = chainOf(6, { signer: forger });
  const checkpoint = checkpointOf(TENANT, headOf(rows), forger, momentOf(100));
  let forged = '';
  for await (const line of exportLines(rows, { checkpoint, publicKeys: [forger.publicKey] })) forged += line;
  expect(await verifyExport(inPieces(forged))).toMatchObject({ ok: true, keySource: 'file' });
  const report = await verifyExport(inPieces(forged), { publicKeys: [SIGNER.publicKey] });
  expect(report).toMatchObject({ ok: false, keySource: 'given' });
  const mine = checkpointOf(TENANT, headOf(ROWS.slice(0, 4)), SIGNER, momentOf(100));
  expect((await verifyExport(inPieces(forged), { checkpoints: [mine] })).ok).toBe(false);
  expect(await verifyExport(inPieces(text), { checkpoints: [mine] })).toMatchObject({
    ok: true,
    checkpoints: [{ sequence: 4, result: 'agrees' }],
  });
});

test('a file that ends too early is seen without any checkpoint but its own', async () => {
  const lines = text.trimEnd().split('\n');
  const report = await verifyExport(inPieces(lines.slice(0, 5).join('\n')));
  expect(report.faults).toMatchObject([{ kind: 'truncated', sequence: 5, through: 6 }]);
});

test('line ends of Windows, and none at the end, change nothing', async () => {
  expect((await verifyExport(inPieces(text.replaceAll('\n', '\r\n')))).ok).toBe(true);
  expect((await verifyExport(inPieces(text.trimEnd(), 7))).ok).toBe(true);
});

test('a change of any byte of any entry is found', async () => {
  const bytes = Buffer.from(text);
  const start = bytes.indexOf('\n') + 1;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: start, max: bytes.length - 2 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at]! ^= change;
        // A line feed that becomes the end of a line of Windows is no change.
        if (changed[at] === 13 && bytes[at + 1] === 10) return;
        expect((await verifyExport(inPieces(changed))).ok).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});

describe('what is no export is refused', () => {
  const header = () => text.slice(0, text.indexOf('\n'));
  test.each([
    ['nothing', () => ''],
    ['an empty line', () => '\n'],
    ['another JSON', () => '{"a":1}\n'],
    ['entries without a header', () => text.slice(text.indexOf('\n') + 1)],
    ['a header with spaces', () => header().replace(',', ', ')],
    ['a header of another version', () => header().replace('"version":1', '"version":2')],
    ['a header without keys', () => header().replace(/"publicKeys":\[.*?\]/, '"publicKeys":[]')],
    ['a header with a key that is none', () => header().replace(/"x":"[^"]+"/, '"x":"AAAA"')],
    ['a picture', () => '\xff\xd8\xff\xe0'.repeat(100)],
  ])('%s', async (_, file) => {
    await expect(verifyExport(inPieces(Buffer.from(file(), 'latin1')))).rejects.toMatchObject({
      code: 'audit_export_invalid',
    });
  });

  test('a file of one line without end, of which little is kept', async () => {
    async function* endless() {
      for (let i = 0; i < 2000; i++) yield new Uint8Array(65_536).fill(97);
    }
    await expect(verifyExport(endless())).rejects.toMatchObject({ code: 'audit_export_invalid' });
  });

  test('an entry of a line without end is altered, and those after it are placed', async () => {
    const lines = text.trimEnd().split('\n');
    lines[3] = 'x'.repeat(1_000_000);
    expect((await verifyExport(inPieces(lines.join('\n'), 65_536))).faults).toMatchObject([
      { kind: 'altered', sequence: 3, through: 3 },
    ]);
  });

  test('a file that is not there, and a folder', async () => {
    await expect(verifyExport(join(folder, 'none'))).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(verifyExport(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
