// The way of a model into service and out of it, at the command line: from a report to a promotion and back.

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultDigest, type ModelManifest, ModelStore, writeCard } from '../../../face/index.js';
import { appendPromotion, defaultEmbedder } from '../../../face/registry/promotions.js';
import { fileCalibrationPeople, fileTraining, peopleOf } from '../../../workbench/registry/index.js';
import {
  CALIBRATION,
  pictures,
  report,
  storeModel,
  trainingRun,
} from '../../../workbench/registry/registry.fixture.js';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const TEST = pictures('test', 60);

let folder: string;
let home: string;
let good: ModelManifest;
let present: ModelManifest;
const at = (name: string): string => join(folder, name);

async function models(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: home });
  const exitCode = await run(['models', ...args], terminal);
  return { exitCode, ...terminal.said };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-models-'));
  home = at('home');
  const store = new ModelStore(home);
  present = await storeModel(store, 'present', 1);
  good = await storeModel(store, 'good', 2);
  for (const { sha256 } of [present, good]) await store.calibrate(sha256, CALIBRATION, writeCard);
  await fileCalibrationPeople(store, good.sha256, peopleOf(pictures('calibrate', 30)));
  await fileTraining(store, good.sha256, trainingRun(pictures('train', 40)));
  await appendPromotion(home, {
    action: 'promote',
    at: '2026-11-01T00:00:00.000Z',
    by: 'a test',
    reason: null,
    from: { name: 'accurate', digest: defaultDigest('accurate') },
    to: { name: 'present', digest: present.sha256 },
    fmr: 0.01,
    thresholds: { from: null, to: 0.23 },
    difference: { estimate: 0, lower: 0, upper: 0, margin: 0.01 },
    evidence: {},
    caveats: [],
  });
  // Files whose bytes are those that the fixture's digests are of.
  for (const { image } of TEST) {
    const file = at(join('people', image));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, image);
  }
  const contenders = [
    { manifest: good, mated: 0.5 },
    { manifest: present, mated: 0.25 },
  ];
  const made = report(contenders, TEST);
  const placed = { ...made, dataset: { ...made.dataset, path: at('people') } };
  await writeFile(at('report.json'), JSON.stringify(placed));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a model without an evaluation', () => {
  test('is not promoted: exit 1, nothing changed, and the commands that are missing', async () => {
    const { exitCode, out } = await models('promote', 'good', '--fmr', '0.01');
    expect(exitCode).toBe(1);
    expect(out).toContain('not promoted: 5 of 8 requirements are not met; present stays the default');
    expect(
      out.match(/\$ likeness evaluate present good --dataset <test subjects> --fmr 0\.01/g),
    ).toHaveLength(1);
    expect(await defaultEmbedder(home)).toBe(present.sha256);
  });
});

describe('a model with a report', () => {
  test('is filed with it, and the pictures are looked at again', async () => {
    const { exitCode, out } = await models('attach', at('report.json'));
    expect([exitCode, out]).toEqual([0, 'filed with good, present\n']);
    await writeFile(at('people/test-000/0.jpg'), 'another picture');
    const changed = await models('attach', at('report.json'), '--json');
    expect([changed.exitCode, JSON.parse(changed.out).error.code]).toEqual([2, 'evaluation_mismatch']);
  });

  test('is promoted, both thresholds told, and has the star', async () => {
    const { exitCode, out } = await models('promote', 'good', '--fmr', '0.01', '--reason', 'misses fewer');
    expect(exitCode).toBe(0);
    expect(out).toContain('good is the default now, in place of present');
    expect(out).toContain('threshold at FMR 1 %: 0.23000, was 0.23000');
    const { out: list } = await models('list');
    expect(list).toMatch(/^\* +good/m);
    expect(JSON.parse((await models('list', '--json')).out).default.name).toBe('good');
  });

  test('is taken back by rollback, and again, until there is nothing before', async () => {
    expect((await models('rollback')).out).toBe('present is the default again, in place of good\n');
    expect((await models('rollback', '--json')).exitCode).toBe(0);
    const { exitCode, out } = await models('rollback', '--json');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, 'promotion_none']);
    expect(readFileSync(join(home, 'promotions.jsonl'), 'utf8').match(/"action"/g)).toHaveLength(4);
  });
});

describe('a card', () => {
  test('is printed, written as a page, and refused in other forms', async () => {
    expect((await models('card', 'good')).out).toMatch(/^# good\n[\s\S]*## How is it designed, and why\?/);
    const { out } = await models('card', 'good', '--out', at('card.html'));
    expect([out, existsSync(at('card.html'))]).toEqual([`${at('card.html')}\n`, true]);
    const { exitCode } = await models('card', 'good', '--out', at('card.pdf'), '--json');
    expect(exitCode).toBe(2);
  });

  test('shows what was declared of a stranger’s model', async () => {
    await models('declare', 'present', '--trained-on', 'MS1M', '--by', 'Anna Weber');
    expect((await models('card', 'present')).out).toMatch(/declared by Anna Weber on .*: MS1M\./);
  });
});

describe('pull', () => {
  test('without a name lists what publishers offer; an unknown name is refused', async () => {
    const { out } = await models('pull');
    expect(out).toMatch(/^sface +embedder +38\.7 MB +Apache-2\.0 +0ba9fbfa01b5 +https:/m);
    const { exitCode, out: refused } = await models('pull', 'nobody', '--json');
    expect([exitCode, JSON.parse(refused).error.code]).toEqual([2, 'model_not_found']);
  });
});

test.each(['list', 'show', 'card', 'add', 'pull', 'attach', 'declare', 'promote', 'rollback'])(
  '`likeness models %s --help` answers',
  async (verb) => {
    const { exitCode, out } = await models(verb, '--help');
    expect([exitCode, out]).toEqual([0, expect.stringContaining(`likeness models ${verb}`)]);
  },
);
