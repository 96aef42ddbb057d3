import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainOf, draftOf, headOf, momentOf, OTHER_SEED, SIGNER, TENANT } from './chain.fixture.js';
import { appendEntry, columnsOf, GENESIS, type StoredEntry } from './chain.js';
import { checkpointOf, readCheckpoint } from './checkpoint.js';
import { signingKeyFrom } from './keys.js';
import { type ChainOptions, verifyChain } from './verifyChain.js';

const KEYS = [SIGNER.publicKey];
const ROWS = chainOf(8);

const check = (rows: Iterable<StoredEntry> | AsyncIterable<StoredEntry>, options?: ChainOptions) =>
  verifyChain(rows, KEYS, options);

/** Faults as `kind 3` or `kind 3-5`. */
const faultsOf = async (rows: Iterable<StoredEntry>, options?: ChainOptions) =>
  (await check(rows, options)).faults.map(({ kind, sequence, through }) =>
    sequence === through ? `${kind} ${sequence}` : `${kind} ${sequence}-${through}`,
  );

const without = (from: number, through = from) => ROWS.filter((_, i) => i + 1 < from || i + 1 > through);

const swapped = (i: number, j: number) => {
  const rows = [...ROWS];
  [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  return rows;
};

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const replaced = (sequence: number, row: StoredEntry) => ROWS.map((r, i) => (i + 1 === sequence ? row : r));

describe('a chain as it was written', () => {
  test('is whole', async () => {
    expect(await check(ROWS)).toMatchObject({
      ok: true,
      tenant: TENANT,
      entries: 8,
      first: { sequence: 1, at: '2026-11-28T12:00:01.000Z' },
      last: { sequence: 8, hash: Buffer.from(ROWS[7]!.hash).toString('hex') },
      faults: [],
      notes: [],
    });
  });

  test('of no entries is whole', async () => {
    expect(await check([])).toMatchObject({ ok: true, entries: 0, first: null, last: null });
  });

  test('goes on from a head that is known', async () => {
    expect(await faultsOf(ROWS.slice(5), { from: headOf(ROWS.slice(0, 5)) })).toEqual([]);
    expect(await faultsOf(ROWS.slice(5))).toEqual(['missing 1-5']);
  });

  test('may have been signed with one key after another', async () => {
    const next = signingKeyFrom(OTHER_SEED);
    const rows = [...ROWS, ...chainOf(3, { from: headOf(ROWS), signer: next })];
    expect((await verifyChain(rows, [SIGNER.publicKey, next.publicKey])).ok).toBe(true);
    expect(await faultsOf(rows)).toEqual(['signature_wrong 9-11']);
  });

  test('may have a clock that went back: a note and no fault', async () => {
    const first = appendEntry(GENESIS, { ...draftOf(1), at: momentOf(50) }, SIGNER);
    const second = appendEntry({ sequence: 1, hash: first.hash }, draftOf(2), SIGNER);
    const report = await check([first, second]);
    expect(report.ok).toBe(true);
    expect(report.notes).toMatchObject([{ kind: 'clock_went_back', sequence: 2 }]);
  });
});

describe('what was done to it is named', () => {
  test('entries cut out', async () => {
    expect(await faultsOf(without(4))).toEqual(['missing 4']);
    expect(await faultsOf(without(3, 6))).toEqual(['missing 3-6']);
    expect(await faultsOf(without(1, 2))).toEqual(['missing 1-2']);
  });

  test('entries that changed places', async () => {
    expect(await faultsOf(swapped(2, 3))).toEqual(['reordered 3']);
    expect(await faultsOf(swapped(1, 4))).toEqual(['reordered 2-4']);
  });

  test('an entry twice', async () => {
    expect(await faultsOf([...ROWS.slice(0, 4), ROWS[2]!, ...ROWS.slice(4)])).toEqual(['inserted 3']);
  });

  test('a text that was changed, in one entry, and that the others are whole', async () => {
    const body = ROWS[3]!.body.replace('picture.read', 'picture.sold');
    expect(await faultsOf(replaced(4, { ...ROWS[3]!, body }))).toEqual(['altered 4']);
  });

  test('a text that was changed with its hash', async () => {
    const body = ROWS[3]!.body.replace('"v4"', '"v5"');
    const { hash } = appendEntry(
      headOf(ROWS.slice(0, 3)),
      { ...draftOf(4), target: { kind: 'verification', id: 'v5' } },
      SIGNER,
    );
    expect(await faultsOf(replaced(4, { body, hash, signature: ROWS[3]!.signature }))).toEqual([
      'signature_wrong 4',
    ]);
  });

  test('an entry written anew with the signing key, and those after it left', async () => {
    const anew = appendEntry(headOf(ROWS.slice(0, 3)), draftOf(4, { policy: 99 }), SIGNER);
    expect(await faultsOf(replaced(4, anew))).toEqual(['rewritten 5']);
  });

  test('an entry of another tenant, validly signed', async () => {
    const foreign = appendEntry(headOf(ROWS.slice(0, 3)), { ...draftOf(4), tenant: 'somebody else' }, SIGNER);
    expect(await faultsOf(replaced(4, foreign))).toContain('inserted 4');
  });

  test('rows of no kind between the others, counted, with all after them placed', async () => {
    const junk = { body: 'no entry', hash: new Uint8Array(32), signature: new Uint8Array(64) };
    expect(await faultsOf([...ROWS.slice(0, 3), junk, junk, ...ROWS.slice(3)])).toEqual([
      'altered 4-5',
      'inserted 4',
    ]);
  });

  test('all of it, where the key is another one', async () => {
    const report = await verifyChain(ROWS, [signingKeyFrom(OTHER_SEED).publicKey]);
    expect(report.faults).toMatchObject([{ kind: 'signature_wrong', sequence: 1, through: 8 }]);
    expect(report.last).toMatchObject({ sequence: 8 });
  });

  test('several things at once', async () => {
    const rows = [...ROWS];
    rows[1] = { ...rows[1]!, signature: flipped(rows[1]!.signature, 5) };
    rows.splice(3, 2);
    rows[4] = { ...rows[4]!, body: `${rows[4]!.body} ` };
    expect(await faultsOf(rows)).toEqual(['signature_wrong 2', 'missing 4-5', 'altered 7']);
  });
});

describe('against a checkpoint', () => {
  const at = momentOf(100);
  const fifth = checkpointOf(TENANT, headOf(ROWS.slice(0, 5)), SIGNER, at);
  const last = checkpointOf(TENANT, headOf(ROWS), SIGNER, at);

  test('a chain that went on agrees', async () => {
    const report = await check(ROWS, { checkpoints: [fifth, last] });
    expect(report.ok).toBe(true);
    expect(report.checkpoints).toEqual([
      { sequence: 5, result: 'agrees' },
      { sequence: 8, result: 'agrees' },
    ]);
  });

  test('a tail that was cut off is seen, and without one it is not', async () => {
    expect(await faultsOf(ROWS.slice(0, 6))).toEqual([]);
    expect(await faultsOf(ROWS.slice(0, 6), { checkpoints: [last] })).toEqual(['truncated 7-8']);
    expect(await faultsOf([], { checkpoints: [last] })).toEqual(['truncated 1-8']);
  });

  test('a chain written anew from the second entry on, with the signing key, is seen', async () => {
    const forged = [ROWS[0]!, ...chainOf(7, { from: headOf(ROWS.slice(0, 1)) })];
    const other = chainOf(1, { from: headOf(ROWS.slice(0, 1)) });
    expect(other[0]!.body).toBe(forged[1]!.body);
    let head = headOf(ROWS.slice(0, 1));
    const rewritten = [ROWS[0]!];
    for (let i = 2; i <= 8; i++) {
      const made = appendEntry(head, draftOf(i, { policy: 7 }), SIGNER);
      rewritten.push({ ...made, columns: columnsOf(made.entry) });
      head = { sequence: i, hash: made.hash };
    }
    expect(await faultsOf(rewritten)).toEqual([]);
    expect(await faultsOf(rewritten, { checkpoints: [fifth] })).toEqual(['rewritten 5']);
  });

  test('one that comes before the entries that are given proves nothing of them, and that is said', async () => {
    const report = await check(ROWS.slice(6), { from: headOf(ROWS.slice(0, 6)), checkpoints: [fifth] });
    expect(report.checkpoints).toEqual([{ sequence: 5, result: 'not_covered' }]);
  });

  test('one that was changed, or is somebody else’s, is refused', async () => {
    const later = { ...fifth, at: momentOf(101).toISOString() };
    expect(await faultsOf(ROWS, { checkpoints: [later] })).toEqual(['signature_wrong 5']);
    const foreign = checkpointOf('somebody else', headOf(ROWS.slice(0, 5)), SIGNER, at);
    expect(await faultsOf(ROWS, { checkpoints: [foreign] })).toEqual(['rewritten 5']);
  });

  test('its file reads back, and another file is none', () => {
    expect(readCheckpoint(JSON.stringify(last))).toEqual(last);
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      JSON.stringify({ ...last, sequence: 0 }),
      JSON.stringify({ ...last, x: 1 }),
    ])
      expect(() => readCheckpoint(text)).toThrow(
        expect.objectContaining({ code: 'audit_checkpoint_invalid' }),
      );
  });

  test('there is none of a log without entries', () => {
    expect(() => checkpointOf(TENANT, GENESIS, SIGNER)).toThrow(
      expect.objectContaining({ code: 'audit_checkpoint_invalid' }),
    );
  });
});

describe('whatever is done to a row is found', () => {
  const place = fc.integer({ min: 0, max: ROWS.length - 1 });

  const bodies = fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 127 }))
    .map(([at, change]) => (row: StoredEntry): StoredEntry => {
      const i = at % row.body.length;
      const letter = String.fromCharCode(row.body.charCodeAt(i) ^ change);
      return { ...row, body: row.body.slice(0, i) + letter + row.body.slice(i + 1) };
    });
  const digests = fc.constantFrom('hash', 'signature').chain((field) =>
    fc.nat(31).map(
      (at) =>
        (row: StoredEntry): StoredEntry => ({ ...row, [field]: flipped(row[field as 'hash'], at) }),
    ),
  );
  const columns = fc
    .constantFrom('tenant', 'sequence', 'at', 'actor_kind', 'actor_id', 'action', 'target_kind', 'target_id')
    .map((column) => (row: StoredEntry): StoredEntry => {
      const { [column as 'at']: value } = row.columns!;
      const other =
        value instanceof Date
          ? new Date(value.getTime() + 1)
          : typeof value === 'number'
            ? value + 1
            : `${value}x`;
      return { ...row, columns: { ...row.columns!, [column]: other } };
    });

  test('a change of any field', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.oneof(bodies, digests, columns), async (i, change) => {
        const report = await check(replaced(i + 1, change(ROWS[i]!)));
        expect(report.ok).toBe(false);
        // And no other entry is blamed.
        expect(report.faults.map(({ sequence, through }) => [sequence, through])).toEqual([[i + 1, i + 1]]);
      }),
      { numRuns: 200 },
    );
  });

  test('a removal, but of the tail, which takes a checkpoint', async () => {
    const checkpoints = [checkpointOf(TENANT, headOf(ROWS), SIGNER, momentOf(100))];
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(place, { minLength: 1 }), async (removed) => {
        const report = await check(
          ROWS.filter((_, i) => !removed.includes(i)),
          { checkpoints },
        );
        const told = report.faults.flatMap(({ sequence, through }) =>
          Array.from({ length: through - sequence + 1 }, (_, k) => sequence + k - 1),
        );
        expect(told).toEqual(removed.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  test('any other order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(ROWS, { minLength: ROWS.length }), async (rows) => {
        const isSorted = rows.every((row, i) => row === ROWS[i]);
        expect((await check(rows)).ok).toBe(isSorted);
      }),
      { numRuns: 100 },
    );
  });

  test('an insertion, of an old row, of a row of another chain, of a forged one', async () => {
    const other = chainOf(3, { from: { sequence: 2, hash: Buffer.alloc(32, 9) } });
    const forged = chainOf(8, { signer: signingKeyFrom(OTHER_SEED) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(ROWS.length),
        fc.constantFrom(...ROWS, ...other, ...forged),
        async (at, row) => {
          expect((await check([...ROWS.slice(0, at), row, ...ROWS.slice(at)])).ok).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('rows are taken as they come, a batch at a time: none is held', async () => {
  let [given, done] = [0, 0];
  let ahead = 0;
  async function* rows() {
    for (const row of chainOf(300)) {
      given++;
      ahead = Math.max(ahead, given - done);
      yield row;
    }
  }
  await check(rows(), {
    onProgress: (entries) => {
      done = entries;
    },
  });
  expect(given).toBe(300);
  expect(ahead).toBeLessThanOrEqual(64);
});

test('a log that is broken throughout fills no memory: its faults are counted beyond the first thousand', async () => {
  const forged = chainOf(1, { signer: signingKeyFrom(OTHER_SEED) })[0]!;
  const rows = Array.from({ length: 1200 }, (_, i) => (i % 2 ? { ...forged, body: '' } : forged));
  const report = await check(rows);
  expect(report.faults).toHaveLength(1000);
  expect(report.further).toBe(200);
});

test('work that is asked to stop stops', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(check(ROWS, { signal })).rejects.toThrow('enough');
});
