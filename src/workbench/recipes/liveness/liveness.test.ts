// The classifier on prints and replays that are simulated from photographs of lfw-dev. That it tells them shows that
// schema, balance, training and figures work; it says nothing about real attacks.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream, type TrainingEvent } from '../../../autograd/index.js';
import { decode, readPictureFile, resize } from '../../../image/index.js';
import { decodeModel } from '../../../onnx/index.js';
import { recordFixture } from '../../datasets/record.fixture.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { cutChips } from '../chips/cutChips.js';
import { arcFaceGeometry } from '../chips/geometry.js';
import type { Trained, TrainingContext } from '../kind.js';
import { contextOf, patternOf, putChips } from '../training/context.fixture.js';
import { watchedSubjects } from '../watching/watchedSubjects.js';
import { batchOf, evenOrder, type Presentation } from './presentations.js';
import { LIVENESS } from './recipe.js';
import { LIVENESS_SCHEMA } from './schema.js';
import { presented, SPECIES } from './simulatedAttacks.fixture.js';
import { metricsOf, probabilitiesOf, statementsOf, thresholdAtBpcer } from './watch.js';

const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'likeness-liveness-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;
const freshFolder = (): string => join(folder, `run${runs++}`);

const recipeOf = (said: object) =>
  v.parse(LIVENESS_SCHEMA, { kind: 'liveness', name: 'attacks', dataset: 'presentations', ...said });
const train = (said: object, context: TrainingContext): Promise<Trained> =>
  LIVENESS.train(recipeOf(said), context);

const presentation = (subject: string, species: string | null): Presentation => ({
  record: recordFixture(`${subject}/${species ?? 'alive'}`, { groups: { attack: species ?? 'bona-fide' } }),
  place: 0,
  species,
});

describe('a recipe for an attack classifier', () => {
  test('needs only a name and a data set', () => {
    expect(v.parse(LIVENESS_SCHEMA, LIVENESS.example)).toMatchObject({
      ...{ size: 96, margin: 0.5, width: 16, dropout: 0.2, rate: 0.01, batch: 48, epochs: 30 },
      augmentation: { shift: 0.05, turn: 0, zoom: 0, mirrored: 0.5 },
      watch: { share: 0.2, patience: 8, bpcer: [0.01, 0.05, 0.1] },
    });
    for (const reason of Object.values(LIVENESS.reasons(recipeOf({})))) expect(reason).toMatch(/\.$/);
  });

  test.each([
    [{ size: 100 }, 'size'],
    [{ augmentation: { soft: { share: 1 } } }, 'augmentation.soft'],
    [{ watch: { share: 0 } }, 'watch.share'],
    [{ watch: { bpcer: [0] } }, 'watch.bpcer.0'],
  ])('is refused with the field that is wrong: %j', (said, field) => {
    const { issues } = v.safeParse(LIVENESS_SCHEMA, { kind: 'liveness', name: 'a', dataset: 'b', ...said });
    expect(v.getDotPath(issues![0])).toBe(field);
  });

  test('fills each batch with bona fide pictures by half, and with every species alike', () => {
    const all = [
      ...Array.from({ length: 30 }, (_, i) => presentation(`S${i}`, null)),
      ...Array.from({ length: 40 }, (_, i) => presentation(`S${i}`, 'print')),
      ...Array.from({ length: 5 }, (_, i) => presentation(`S${i}`, 'mask')),
    ];
    expect([batchOf(48, 2), batchOf(50, 3), batchOf(1, 3)]).toEqual([48, 48, 6]);
    const order = evenOrder(all, ['mask', 'print'], 24, 1);
    for (const step of [0, 1, 7]) {
      const species = order.draws(step).map(({ index }) => all[index]!.species);
      expect([null, 'print', 'mask'].map((wanted) => species.filter((one) => one === wanted).length)).toEqual(
        [12, 6, 6],
      );
    }
  });
});

describe('figures of an attack classifier', () => {
  // 100 bona fide with probabilities 0.00 to 0.99; 40 prints at 0.97, 40 replays of which 30 at 0.92.
  const all = [
    ...Array.from({ length: 100 }, (_, i) => presentation(`A${i}`, null)),
    ...Array.from({ length: 40 }, (_, i) => presentation(`A${i}`, 'print')),
    ...Array.from({ length: 40 }, (_, i) => presentation(`A${i}`, 'replay')),
  ];
  const probabilities = Float32Array.from({ length: 180 }, (_, i) =>
    i < 100 ? i / 100 : i < 140 ? 0.975 : i < 170 ? 0.925 : 0.99,
  );

  test('stand at the threshold that refuses the stated share of bona fide presentations', () => {
    expect(thresholdAtBpcer(Float64Array.of(0.4, 0.1, 0.3, 0.2), 0.25)).toBe(0.2);
    expect(thresholdAtBpcer(Float64Array.of(0.4, 0.1, 0.3, 0.2), 0.24)).toBe(0.1);
  });

  test('are told by species with intervals, and refused where too few people cannot show them', () => {
    const told = statementsOf(all, ['print', 'replay'], probabilities, [0.1, 0.05, 0.01]);
    expect(told.map(({ what }) => what)).toEqual([
      'APCER of print at BPCER 10.00 %',
      'APCER of replay at BPCER 10.00 %',
      expect.stringContaining('probability'),
      'APCER of print at BPCER 5.00 %',
      'APCER of replay at BPCER 5.00 %',
      expect.stringContaining('probability'),
      'APCER at BPCER 1.00 %',
    ]);
    // scipy 1.17.1: binomtest(0, 40) and binomtest(30, 40), proportion_ci(0.95, 'exact').
    expect(told[0]!.after).toBe('0.00 % (0.00 % – 8.81 %; 0 of 40)');
    expect(told[4]!.after).toBe('75.00 % (58.80 % – 87.31 %; 30 of 40)');
    expect(told[6]!.after).toContain(
      '100 bona fide presentations that do not hang together cannot show it: 300',
    );
  });

  test('of a run weigh bona fide and every species alike', () => {
    const { loss, worstApcer } = metricsOf(all, ['print', 'replay'], probabilities);
    const alive = Array.from({ length: 100 }, (_, i) => -Math.log(1 - i / 100)).reduce((a, b) => a + b) / 100;
    const replay = -(30 * Math.log(0.925) + 10 * Math.log(0.99)) / 40;
    expect(loss).toBeCloseTo((alive + (replay - Math.log(0.975)) / 2) / 2, 5);
    expect(worstApcer).toBe(0.75);
  });
});

const SIZE = 64;
const SAID = {
  size: SIZE,
  width: 8,
  batch: 16,
  epochs: 10,
  rate: 0.02,
  warmUp: 2,
  watch: { share: 0.3, bpcer: [0.1] },
};
const GEOMETRY = arcFaceGeometry(SIZE, 0.5);

describe('a data set without both kinds', () => {
  test.each([
    ['no attack', ['bona-fide'], '8 bona fide pictures and attacks of 0 species'],
    ['attacks alone', ['print', 'mask'], '0 bona fide pictures and attacks of 2 species'],
    ['nothing said', [undefined], '0 bona fide pictures and attacks of 0 species'],
  ])('is refused: %s', async (_, kinds, why) => {
    const records = Array.from({ length: 8 }, (_, i) => {
      const kind = kinds[i % kinds.length];
      return recordFixture(`Someone${i}/${kind}`, { groups: kind === undefined ? {} : { attack: kind } });
    });
    await putChips(records, GEOMETRY, ({ subject, image }) => patternOf(subject, image, SIZE));
    await expect(train(SAID, contextOf(records, freshFolder()))).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringContaining(why),
      hint: expect.stringContaining('`attack`'),
    });
  });
});

describe.skipIf(!existsSync(LFW))(
  'prints and replays simulated from photographs (needs ../shared/data)',
  () => {
    const records: DatasetRecord[] = [];
    const context = (run: string, change: Partial<TrainingContext> = {}) => contextOf(records, run, change);
    let trained: Trained;
    beforeAll(async () => {
      const chips = new Map<string, Uint8Array>();
      for (const subject of readdirSync(LFW).sort().slice(100, 140)) {
        const [photograph] = readdirSync(join(LFW, subject)).sort();
        const picture = resize(
          await decode(await readPictureFile(join(LFW, subject, photograph!))),
          125,
          125,
        );
        for (const species of [null, ...SPECIES]) {
          const image = `${subject}/${species ?? 'alive'}`;
          const file = await presented(picture, species, randomStream(1, image));
          // LFW has the face in the middle already: the whole picture is the square about it.
          chips.set(image, resize(await decode(file), SIZE, SIZE).data);
          records.push(recordFixture(image, { groups: { attack: species ?? 'bona-fide' } }));
        }
      }
      await putChips(records, GEOMETRY, ({ image }) => chips.get(image)!);
      trained = await train(SAID, context(freshFolder()));
    });

    test('give a model of the kind liveness that says which species it covers', () => {
      const { product } = trained;
      if (product.kind !== 'model') throw new Error('no model');
      expect(product.manifest).toMatchObject({
        kind: 'liveness',
        input: { size: SIZE },
        alignment: GEOMETRY.alignment,
        source: expect.stringContaining('print, replay only: one of another kind is not covered'),
      });
      const { inputs, outputs } = decodeModel(product.bytes).graph;
      expect([inputs[0]!.dims, outputs[0]!.dims]).toEqual([
        ['N', 3, SIZE, SIZE],
        ['N', 1],
      ]);
      expect(new Set(trained.used.map(({ subject }) => subject)).size).toBe(40);
    });

    test('are told from bona fide pictures of people who were not trained on', async () => {
      const { product, findings } = trained;
      if (product.kind !== 'model') throw new Error('no model');
      const watched = findings.find(({ what }) => what.startsWith('watched'))!.after;
      expect(watched).toBe('12 subjects: 12 bona fide pictures, 12 of print, 12 of replay');
      const { file, places } = await cutChips(records, GEOMETRY, context(''));
      const all = records.map(
        (record, i): Presentation => ({
          record,
          place: places[i]!,
          species: record.groups.attack === 'bona-fide' ? null : record.groups.attack!,
        }),
      );
      const p = await probabilitiesOf(decodeModel(product.bytes), product.manifest.input!, file, all, 2);
      for (const value of p) expect(value >= 0 && value <= 1).toBe(true);
      const subjects = all.map(({ record }) => record.subject);
      const kept = watchedSubjects(subjects, () => ['', ...SPECIES].join('\n'), 0.3, 1);
      /** Of the pairs of a bona fide picture and an attack, those where the attack is held more likely to be one. */
      const rightlyOrdered = (those: (one: Presentation) => boolean): number => {
        const of = (attacks: boolean) =>
          [...p].filter((_, i) => those(all[i]!) && (all[i]!.species !== null) === attacks);
        const [bonaFide, attacks] = [of(false), of(true)];
        const right = bonaFide.flatMap((low) => attacks.filter((high) => high > low)).length;
        return right / (bonaFide.length * attacks.length);
      };
      // By chance half would be, give or take a tenth for twelve people; of four seeds it was 0.87 to 0.96. Which it is
      // hangs on the last bits of sums, which another processor adds in another order.
      expect(rightlyOrdered(({ record }) => kept.has(record.subject))).toBeGreaterThanOrEqual(0.75);
      expect(rightlyOrdered(({ record }) => !kept.has(record.subject))).toBeGreaterThanOrEqual(0.75);
    });

    test('give the same model to the last bit where the run was cut off and begun again', async () => {
      const run = freshFolder();
      const abort = new AbortController();
      const onEvent = (event: TrainingEvent) => {
        if (event.kind === 'step' && event.step === 5) abort.abort(new Error('enough'));
      };
      await expect(train(SAID, context(run, { signal: abort.signal, onEvent }))).rejects.toThrow('enough');
      const { product } = await train(SAID, context(run));
      if (product.kind !== 'model' || trained.product.kind !== 'model') throw new Error('no model');
      expect(product.bytes).toEqual(trained.product.bytes);
    });
  },
);
