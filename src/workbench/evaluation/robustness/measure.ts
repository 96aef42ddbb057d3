// Every model's templates of degraded photographs. Nothing of it is kept: a run that is cut off begins anew.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../../../errors.js';
import { feedThreads } from '../../degrade/index.js';
import type { DatasetTemplates } from '../../templates/datasetTemplates.js';
import type { ProtocolPicture } from '../protocol.js';
import type { RobustnessAnswer, RobustnessEngines, RobustnessJob } from './robustnessWorker.js';
import { drawSample, type SampledSubject } from './sample.js';

export interface RobustnessOptions {
  /** At most so many subjects, each with one degraded photograph. */
  readonly subjects: number;
  readonly seed: number;
  readonly home: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

export interface MeasuredRobustness {
  readonly sample: readonly SampledSubject[];
  /** By model as given, subject as sampled, and condition; null is a failure to acquire. */
  readonly templates: readonly (readonly (readonly (Float32Array | null)[])[])[];
}

/** @throws LikenessError what a thread met with: `file_unreadable`, `runtime_failed`; what `signal` was aborted with */
export async function measureRobustness(
  models: readonly DatasetTemplates[],
  pictures: readonly ProtocolPicture[],
  { subjects, seed, home, threads = availableParallelism(), signal, onProgress }: RobustnessOptions,
): Promise<MeasuredRobustness> {
  const [{ acquired, finders }] = models as [DatasetTemplates];
  const sample = drawSample(pictures, acquired, subjects, seed);
  const jobs = sample.map(({ reference }): RobustnessJob => {
    const one = acquired[reference]!;
    if (one.kind === 'failure') throw new LikenessError('internal', 'a picture without a face was sampled');
    return { file: pictures[reference]!.file, landmarks: one.landmarks, seed };
  });
  const [detector, landmarks] = finders.map(({ sha256 }) => sha256) as [string, string];
  const embedders = models.map(({ model }) => ({
    digest: model.sha256,
    siblings: model.documentOutput !== undefined,
  }));
  const workerData = { home, detector, landmarks, embedders } satisfies RobustnessEngines;
  const templates = models.map(() => new Array<readonly (Float32Array | null)[]>(sample.length));
  let done = 0;
  const report = () => onProgress?.('robustness: degrading photographs', done, sample.length);
  report();
  await feedThreads(
    new URL('./robustnessWorker.js', import.meta.url),
    jobs,
    { threads, workerData, signal },
    (at, answer: RobustnessAnswer) => {
      if ('error' in answer) throw new LikenessError(answer.error.code, answer.error.message);
      answer.templates.forEach((ofModel, which) => {
        templates[which]![at] = ofModel;
      });
      done++;
      report();
    },
  );
  return { sample, templates };
}
