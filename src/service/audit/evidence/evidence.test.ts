import { describe, expect, test } from 'vitest';
import { LikenessError } from '../../../errors.js';
import { chainOf, draftOf, headOf, momentOf, OTHER_SEED, SIGNER, TENANT } from '../chain.fixture.js';
import { appendEntry } from '../chain.js';
import { checkpointOf } from '../checkpoint.js';
import { signingKeyFrom } from '../keys.js';
import { buildEvidencePack, type EvidenceInput } from './build.js';
import { inputOf, REPORT, VERIFICATION } from './evidence.fixture.js';
import { type Replayer, replayEvidencePack } from './replay.js';
import { verifyEvidencePack } from './verify.js';
import { packMembers, readMembers } from './zip.js';

const INPUT = inputOf();
const PACK = buildEvidencePack(INPUT);
const bytes = (text: string) => new TextEncoder().encode(text);

/** The pack with members exchanged, added, or (undefined) taken out. */
function tampered(changes: Record<string, string | undefined>): Uint8Array {
  const members = new Map(readMembers(PACK));
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) members.delete(name);
    else members.set(name, bytes(text));
  }
  return packMembers(members);
}

const textOf = (name: string) => Buffer.from(readMembers(PACK).get(name)!).toString();

describe('a pack', () => {
  test('verifies, with all that it was made of', async () => {
    expect(await verifyEvidencePack(PACK, { publicKeys: [SIGNER.publicKey] })).toMatchObject({
      ok: true,
      tenant: TENANT,
      verification: VERIFICATION,
      madeAt: '2026-11-28T12:01:39.000Z',
      decision: 'review',
      unbound: [],
      faults: [],
      audit: { ok: true, entries: 4, first: { sequence: 2 }, last: { sequence: 6 } },
      absent: [],
      keySource: 'given',
    });
  });

  test('holds the pictures as they were given, and is the same file whenever it is made', () => {
    expect([...readMembers(PACK).keys()].filter((name) => name.startsWith('pictures/'))).toEqual([
      'pictures/selfie.jpg',
      'pictures/document_front.png',
      'pictures/trusted-1.bin',
      'pictures/trusted-2.bin',
    ]);
    expect(textOf('pictures/selfie.jpg')).toBe('a selfie');
    expect(buildEvidencePack(inputOf())).toEqual(PACK);
  });

  test('keeps the score to the last bit', () => {
    expect(JSON.parse(textOf('report.json')).score).toBe(0.6180339887498949);
  });

  test('goes without pictures that have been deleted since, and says which', async () => {
    const pack = buildEvidencePack({ ...INPUT, pictures: INPUT.pictures.slice(1) });
    expect(await verifyEvidencePack(pack)).toMatchObject({ ok: true, absent: ['selfie'] });
  });

  test('tells how to check it by hand, with the real thumbprint', () => {
    expect(textOf('README.txt')).toContain(SIGNER.publicKey.thumbprint);
    expect(textOf('README.txt')).toContain('openssl pkeyutl -verify');
  });

  test('of a log that says less still verifies, and what it says nothing of is told', async () => {
    const { reportDigest: _, conditionsDigest: __, ...details } = JSON.parse(INPUT.entries[1]!.body).details;
    const head = { sequence: 3, hash: Buffer.from(JSON.parse(INPUT.entries[1]!.body).previous, 'hex') };
    const target = { kind: 'verification', id: VERIFICATION };
    const draft = { ...draftOf(4), action: 'verification.decided', target, details } as const;
    const entry = appendEntry(head, draft, SIGNER);
    const checkpoint = checkpointOf(TENANT, { sequence: 4, hash: entry.hash }, SIGNER, momentOf(90));
    const pack = buildEvidencePack({ ...INPUT, entries: [entry], checkpoint });
    expect(await verifyEvidencePack(pack)).toMatchObject({
      ok: true,
      unbound: ['reportDigest', 'conditionsDigest'],
    });
    const { model: ___, ...less } = details;
    const tooLittle = appendEntry(head, { ...draft, details: less }, SIGNER);
    expect(() => buildEvidencePack({ ...INPUT, entries: [tooLittle], checkpoint })).toThrow(
      'model is not what the log says',
    );
  });

  const refused: [string, Partial<EvidenceInput>][] = [
    ['another conclusion', { conclusion: { ...INPUT.conclusion, decision: 'approve' } }],
    ['another report', { report: { ...REPORT, score: 0.6180339887498948 } }],
    ['another policy', { policy: { ...INPUT.policy, version: 4 } }],
    ['another day', { conditions: { ...INPUT.conditions, today: '2026-11-29' } }],
    [
      'another model',
      { models: { ...INPUT.models, embedder: { name: 'accurate', sha256: 'c'.repeat(64) } } },
    ],
    ['another picture', { pictures: [{ part: 'selfie', bytes: bytes('another'), extension: 'jpg' }] }],
    ['a picture that was never given', { pictures: [{ part: 'dg1', bytes: bytes('x'), extension: 'bin' }] }],
    ['the log of another decision', { entries: chainOf(4) }],
    ['another tenant', { tenant: 'somebody else' }],
  ];
  test.each(refused)('is not made where the log says otherwise: %s', (_, change) => {
    expect(() => buildEvidencePack({ ...INPUT, ...change })).toThrow(
      expect.objectContaining({ code: 'evidence_invalid' }),
    );
  });
});

describe('what was done to a pack is named', () => {
  const codes = async (file: Uint8Array, options = {}) =>
    (await verifyEvidencePack(file, options)).faults.map(
      ({ code, message }) => `${code}: ${message.split(' ')[0]}`,
    );

  test('a picture exchanged', async () => {
    const report = await verifyEvidencePack(tampered({ 'pictures/selfie.jpg': 'b selfie' }));
    expect(report).toMatchObject({ ok: false, decision: null, audit: null });
    expect(report.faults).toMatchObject([
      { code: 'member_altered', message: expect.stringContaining('selfie.jpg') },
    ]);
  });

  test('a member taken out, one added', async () => {
    expect(await codes(tampered({ 'policy.json': undefined }))).toEqual(['member_missing: policy.json']);
    expect(await codes(tampered({ 'note.txt': 'trust me' }))).toEqual(['member_unlisted: note.txt']);
  });

  test('a manifest that was changed with a member', async () => {
    const manifest = textOf('manifest.json').replace('"madeAt":"2026', '"madeAt":"2027');
    expect(await codes(tampered({ 'manifest.json': manifest }))).toEqual(['signature_wrong: None']);
    expect(await codes(tampered({ 'manifest.sig': undefined }))).toEqual(['signature_wrong: None']);
  });

  test('another key than the one that is known', async () => {
    const other = signingKeyFrom(OTHER_SEED);
    const report = await verifyEvidencePack(PACK, { publicKeys: [other.publicKey] });
    expect(report.ok).toBe(false);
    expect(report.faults).toMatchObject([{ code: 'signature_wrong' }]);
    expect(report.audit?.faults[0]).toMatchObject({ kind: 'signature_wrong' });
  });

  test('a pack whose entries are not those that a checkpoint from outside names', async () => {
    const { entries } = INPUT;
    const mine = checkpointOf(TENANT, headOf(entries), SIGNER, momentOf(95));
    expect((await verifyEvidencePack(PACK, { checkpoints: [mine] })).audit?.checkpoints).toEqual([
      { sequence: 6, result: 'agrees' },
    ]);
    const other = checkpointOf(
      TENANT,
      { ...headOf(entries), hash: new Uint8Array(32) },
      SIGNER,
      momentOf(95),
    );
    expect((await verifyEvidencePack(PACK, { checkpoints: [other] })).ok).toBe(false);
  });

  test.each(['manifest.json', 'public-keys.json'])('without %s it is no pack', async (name) => {
    await expect(verifyEvidencePack(tampered({ [name]: undefined }))).rejects.toMatchObject({
      code: 'evidence_invalid',
    });
  });
});

test('a thousand packs with bytes changed, cut and doubled: a refusal with a code, or a report that is not ok', async () => {
  // Linear congruence: the same thousand on every run.
  let state = 1;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const codes = new Set<string>();
  let passed = 0;
  for (let i = 0; i < 1000; i++) {
    let file = Buffer.from(PACK);
    const kind = i % 4;
    if (kind === 0) file[draw(file.length)]! ^= 1 << draw(8);
    if (kind === 1) for (let k = 0; k < 8; k++) file[draw(file.length)] = draw(256);
    if (kind === 2) file = file.subarray(0, draw(file.length));
    if (kind === 3) {
      const at = draw(file.length);
      file = Buffer.concat([file.subarray(0, at), file.subarray(draw(file.length))]);
    }
    try {
      const report = await verifyEvidencePack(file);
      if (report.ok) passed++;
      for (const { code } of report.faults) codes.add(code);
    } catch (error) {
      expect(error).toBeInstanceOf(LikenessError);
      codes.add((error as LikenessError).code);
    }
  }
  // What may change unseen is what no member is made of: which version of which program made the ZIP.
  expect(passed).toBeLessThan(20);
  expect([...codes]).toEqual(
    expect.arrayContaining(['member_altered', 'evidence_truncated', 'evidence_invalid']),
  );
  expect(codes).not.toContain('internal');
});

describe('a replay', () => {
  type Answer = Awaited<ReturnType<Replayer['verify']>>;
  const answer = {
    decision: REPORT.decision,
    reasons: REPORT.reasons,
    score: REPORT.score,
    llr: REPORT.llr,
    probability: REPORT.probability,
    adjustment: null,
    operatingPoint: { threshold: REPORT.threshold, fmr: 1e-4, supported: true },
  } as unknown as Answer;

  // The real engine runs in `likeness audit verify --replay`, src/cli/commands/audit.test.ts.
  const replayer = (change: Partial<Answer> = {}, sha256 = 'a'.repeat(64)) => {
    const asked: unknown[] = [];
    const likeness: Replayer = {
      model: { name: 'accurate', sha256 },
      verify: async (...given) => {
        asked.push(given);
        return { ...answer, ...change };
      },
      close: async () => void asked.push('closed'),
    };
    return { likeness, asked };
  };

  const noTrust = inputOf({ pictures: INPUT.pictures.slice(0, 2) });
  const pack = buildEvidencePack(noTrust);

  test('asks with the same pictures, policy and day, and finds the same', async () => {
    const { likeness, asked } = replayer();
    const replay = await replayEvidencePack(pack, async (wanted) => {
      expect(wanted).toEqual({
        model: { name: 'accurate', digest: 'a'.repeat(64) },
        calibration: null,
        visualZone: false,
      });
      return likeness;
    });
    expect(replay).toMatchObject({
      same: true,
      differences: [],
      model: { same: true },
      calibration: { same: true },
    });
    const { policy, today } = INPUT.conditions;
    const [selfie, front] = noTrust.pictures.map((picture) => new Uint8Array(picture.bytes));
    expect(asked).toEqual([[selfie, { front }, { policy, today }], 'closed']);
  });

  test('sees a score that differs in its last bit', async () => {
    const { likeness } = replayer({ score: 0.618033988749895 });
    expect(await replayEvidencePack(pack, async () => likeness)).toMatchObject({
      same: false,
      differences: [{ field: 'score', packed: 0.6180339887498949, here: 0.618033988749895 }],
    });
  });

  test('says when the model at hand is another', async () => {
    const { likeness } = replayer({}, 'd'.repeat(64));
    expect(await replayEvidencePack(pack, async () => likeness)).toMatchObject({
      same: false,
      differences: [],
      model: { packed: 'a'.repeat(64), here: 'd'.repeat(64), same: false },
    });
  });

  test('closes what it opened, also where deciding fails', async () => {
    const { likeness, asked } = replayer();
    const failing = { ...likeness, verify: () => Promise.reject(new Error('no')) };
    await expect(replayEvidencePack(pack, async () => failing)).rejects.toThrow('no');
    expect(asked).toEqual(['closed']);
  });

  test('names what differs in the software', async () => {
    const { likeness } = replayer();
    const { software } = await replayEvidencePack(pack, async () => likeness);
    expect(software).toContainEqual(expect.objectContaining({ name: 'processor', packed: 'A processor' }));
  });

  test('is not possible without the pictures', async () => {
    const { likeness } = replayer();
    const bare = buildEvidencePack({ ...noTrust, pictures: noTrust.pictures.slice(0, 1) });
    await expect(replayEvidencePack(bare, async () => likeness)).rejects.toMatchObject({
      code: 'evidence_not_replayable',
    });
  });
});
