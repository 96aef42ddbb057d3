// On photographs of ../shared/data/lfw-dev, as its user would, one of them planted under a second name. Skipped where
// they are not there.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePairsCsv } from '../../../workbench/scoring/index.js';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'likeness-split-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: join(tmpdir(), 'likeness-test-home') });
  const code = await run(args, terminal);
  return { code, ...terminal.said };
}

describe.skipIf(!existsSync(LFW))('likeness data split and pairs (need ../shared/data)', () => {
  const people = join(folder, 'people');
  const split = (...args: string[]) =>
    likeness(
      'data',
      'split',
      people,
      '--model',
      'fast',
      '--threads',
      '1',
      '--calibrate',
      '0',
      '--test',
      '0.4',
      ...args,
    );

  /** Ten people with two pictures each, and a picture of the first under another name. */
  beforeAll(async () => {
    const photographs = join(folder, 'photographs');
    const plant = (name: string, from: string, file: string) => {
      mkdirSync(join(photographs, name), { recursive: true });
      symlinkSync(join(LFW, from, file), join(photographs, name, file));
    };
    const several = readdirSync(LFW)
      .sort()
      .filter((name) => existsSync(join(LFW, name, `${name}_0002.jpg`)));
    for (const name of several.slice(0, 10)) for (const k of [1, 2]) plant(name, name, `${name}_000${k}.jpg`);
    plant('Somebody_Else', several[0]!, `${several[0]}_0001.jpg`);
    const { out } = await likeness('data', 'ingest', photographs, people, '--model', 'fast', '--link');
    expect(out).toContain('11 subjects, 21 pictures');
  }, 240_000);

  test('refuse one picture under two names with the evidence, and take both into one part', async () => {
    const answers = [];
    for (const seed of ['1', '2', '3']) answers.push(await split('--seed', seed, '--anew', '--json'));
    const refused = answers.find(({ code }) => code === 2)!;
    expect(JSON.parse(refused.out).error).toMatchObject({
      code: 'split_leaks',
      leaks: [
        { kind: 'suspects-apart', evidence: [{ kind: 'same-picture', b: { subject: 'Somebody_Else' } }] },
      ],
      hint: expect.stringContaining('--keep-together'),
    });
    const { code, out } = await split('--keep-together', '--anew');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^people: \d+ subjects placed\n\npart +subjects +pictures +mated pairs\ntrain +[67] +/,
    );
    expect(out).toContain('one person under two names: not searched for: 10 subjects with two pictures');
    expect(out).toMatch(/look at them all the same:\n.* and Somebody_Else\n/);
  }, 120_000);

  test('keep the parts there are unless told otherwise', async () => {
    const again = await split('--json');
    expect([again.code, JSON.parse(again.out).error.code]).toEqual([2, 'split_present']);
    const extended = await split('--extend', '--json');
    expect([extended.code, JSON.parse(extended.out).placed]).toEqual([0, 0]);
  }, 120_000);

  test('find no leak between parts that are apart', async () => {
    const { code, out } = await split('--check');
    expect([code, out]).toEqual([0, expect.stringMatching(/^people: no leak found between the parts\n/)]);
  }, 120_000);

  test('list pairs that evaluate reads, and say what of each kind there is', async () => {
    const file = join(folder, 'pairs.csv');
    const { code, out } = await likeness(
      ...[
        'data',
        'pairs',
        people,
        '--out',
        file,
        '--hard',
        'look-alike',
        '--model',
        'fast',
        '--non-mated',
        '2',
      ],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/mated +10 +of 10 subjects\n +random +\d+ +of 11 subjects/);
    expect(out).toMatch(
      /look-alikes by fast [0-9a-f]{12}: the worst case for it\n`likeness evaluate` sets thresholds on the random ones/,
    );
    const pairs = parsePairsCsv(readFileSync(file, 'utf8'));
    expect(pairs.filter(({ mated }) => mated)).toHaveLength(10);
    expect(new Set(pairs.map(({ kind }) => kind))).toEqual(new Set(['mated', 'random', 'look-alike']));
  }, 120_000);
});

describe('likeness data split and pairs, used wrongly,', () => {
  const nowhere = '/nowhere/at/all';
  test.each([
    [['data', 'split', nowhere], 'dataset_invalid'],
    [['data', 'split', nowhere, '--seed', '-1'], 'option_invalid'],
    [['data', 'split', nowhere, '--stratify', 'sex,,region'], 'option_invalid'],
    [['data', 'split', nowhere, '--extend', '--anew'], 'usage'],
    [['data', 'split', nowhere, '--check', '--keep-together'], 'usage'],
    [['data', 'pairs', nowhere], 'usage'],
    [['data', 'pairs', nowhere, '--out', 'p.csv', '--reference', 'passport'], 'option_invalid'],
    [['data', 'pairs', nowhere, '--out', 'p.csv', '--hard', 'twins'], 'option_invalid'],
    [['data', 'pairs', nowhere, '--out', 'p.csv', '--age-within', '-1'], 'option_invalid'],
    [['data', 'pairs', nowhere, '--out', 'p.csv'], 'dataset_invalid'],
  ])('%j is refused', async (args, code) => {
    const answer = await likeness(...args, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, code]);
  });
});
