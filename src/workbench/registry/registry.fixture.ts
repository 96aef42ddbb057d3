// Models, people and reports for the tests of the registry: small networks that run, and reports whose scores are drawn
// from normal distributions, so that which model is better is known beforehand.

import { createHash } from 'node:crypto';
import { normal, randomStream } from '../../autograd/index.js';
import type { Calibration, ModelManifest, ModelStore } from '../../face/index.js';
import { writeCard } from '../../face/index.js';
import { encodeModel, GraphBuilder } from '../../onnx/index.js';
import { type DigestedPicture, digestDataset } from '../datasets/imageFolder.js';
import { packEvidence } from '../evaluation/evidence.js';
import { specimenReport } from '../evaluation/page/report.specimen.js';
import type { Report } from '../evaluation/report.js';
import { peopleOf } from './people.js';
import type { TrainingRun } from './trainingRecord.js';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Mean colours after one convolution: 3 × 3 × 3 × 3 weights on 112 × 112 pixels. Two factors, two digests. */
export function tinyEmbedder(factor: number): Uint8Array {
  const graph = new GraphBuilder('tiny');
  const face = graph.input('face', ['N', 3, 112, 112]);
  const weights = Float32Array.from({ length: 81 }, (_, i) => factor * (i + 1));
  const mapped = graph.add('Conv', [face, graph.floats(weights, [3, 3, 3, 3])], { pads: [1, 1, 1, 1] });
  graph.output('template', graph.add('Flatten', [graph.add('GlobalAveragePool', [mapped])]), ['N', 3]);
  return encodeModel(graph.build());
}

export async function storeModel(store: ModelStore, name: string, factor: number): Promise<ModelManifest> {
  const bytes = tinyEmbedder(factor);
  const manifest: ModelManifest = {
    name,
    kind: 'embedder',
    sha256: sha256(bytes),
    bytes: bytes.byteLength,
    licence: 'Apache-2.0',
    source: 'made up for a test',
    templateLength: 3,
  };
  await store.write(manifest, bytes, writeCard(manifest));
  return manifest;
}

/** Two pictures each of so many subjects, whose names begin with `group`. */
export function pictures(group: string, subjects: number): DigestedPicture[] {
  return Array.from({ length: 2 * subjects }, (_, i) => {
    const subject = `${group}-${String(i >> 1).padStart(3, '0')}`;
    const image = `${subject}/${i % 2}.jpg`;
    return { image, subject, file: `/nowhere/${image}`, sha256: sha256(image) };
  });
}

export interface Contender {
  readonly manifest: Pick<ModelManifest, 'name' | 'sha256'>;
  /** Mean of its mated scores; non-mated ones have mean 0 and deviation 0.1, as these have. */
  readonly mated: number;
}

/** All pairs of the pictures, by every model; each comparison is as hard for one model as for another. */
export function report(contenders: readonly Contender[], shown: readonly DigestedPicture[]): Report {
  const specimen = specimenReport();
  const subjects = Int32Array.from(shown, (_, i) => i >> 1);
  const models = contenders.map(({ manifest, mated }, i) => ({
    ...specimen.models[i % specimen.models.length]!,
    model: { ...specimen.models[0]!.model, name: manifest.name, digest: manifest.sha256 },
    evidence: packEvidence({ subjects, ...scored(subjects, mated), nonMatedAre: 'highest of all pairs' }),
  }));
  const dataset = {
    ...specimen.dataset,
    name: 'test people',
    digest: digestDataset(shown),
    pictures: shown.length,
    subjects: shown.length / 2,
  };
  return { ...specimen, dataset, models, comparisons: [] };
}

function scored(subjects: Int32Array, mean: number) {
  const noise = normal(randomStream(7, 'scores'));
  const pairs: { score: number; left: number; right: number }[][] = [[], []];
  for (let left = 0; left < subjects.length; left++) {
    for (let right = left + 1; right < subjects.length; right++) {
      const isMated = subjects[left] === subjects[right];
      pairs[isMated ? 0 : 1]!.push({ score: (isMated ? mean : 0) + 0.1 * noise(), left, right });
    }
  }
  const [mated, nonMated] = pairs.map((list) => {
    const sorted = list.toSorted((a, b) => b.score - a.score);
    return {
      scores: Float32Array.from(sorted, ({ score }) => score),
      left: Int32Array.from(sorted, (one) => one.left),
      right: Int32Array.from(sorted, (one) => one.right),
    };
  });
  return { mated: mated!, nonMated: nonMated! };
}

export const CALIBRATION: Calibration = {
  slope: 40,
  offset: -12,
  thresholds: [
    { fmr: 0.03, threshold: 0.19, fmrInterval: [0.02, 0.05], fnmr: 0.01, fnmrInterval: [0, 0.03] },
    { fmr: 0.01, threshold: 0.23, fmrInterval: [0.005, 0.02], fnmr: 0.02, fnmrInterval: [0.01, 0.05] },
  ],
  data: {
    name: 'calibration people',
    subjects: 30,
    images: 60,
    matedPairs: 30,
    nonMatedPairs: 1740,
    failureToAcquire: 0,
  },
  command: 'likeness calibrate tiny --dataset calibration-people --apply',
};

export function trainingRun(shown: readonly DigestedPicture[], ...bases: TrainingRun['bases']): TrainingRun {
  return {
    kind: 'run',
    at: '2026-11-24T12:00:00.000Z',
    command: 'likeness train adapter.json',
    recipe: { recipe: 'adapter', loss: 'adaface', siblings: true, dropout: 0.2 },
    reasons: {
      loss: 'AdaFace: the chip portraits are of low quality',
      siblings: 'documents look unlike selfies',
    },
    bases,
    dataset: {
      name: 'training people',
      digest: sha256('images.parquet'),
      terms: [
        { licence: 'CC BY 4.0', source: 'https://example.org/people', consent: 'written', pictures: 150 },
        { licence: null, source: 'branch 7', consent: null, pictures: shown.length },
      ],
    },
    people: peopleOf(shown),
    seed: 1,
    history: [
      { step: 100, loss: 3.25 },
      { step: 200, loss: 1.5, fnmr: 0.061 },
    ],
    ablation: {
      fmr: 0.001,
      fnmr: 0.02,
      lower: 0.012,
      upper: 0.031,
      command: 'likeness study adapter-study.json',
      people: { dataset: 'training people', part: 'test', subjects: 171 },
      choices: [
        {
          choice: 'siblings',
          taken: 'two heads',
          alternatives: [
            {
              ...{ name: 'one head', fnmr: 0.034, lower: 0.021, upper: 0.048, pValue: 0.012 },
              difference: { estimate: 0.014, lower: 0.004, upper: 0.025 },
            },
          ],
        },
        {
          choice: 'loss',
          taken: 'AdaFace',
          alternatives: [{ name: 'ArcFace', fnmr: 0.023, lower: 0.014, upper: 0.035, pValue: null }],
        },
      ],
    },
  };
}
