// What was measured is kept, so that a study that was cut off, or is asked more, does nothing twice. One file a recipe and
// place; they hang on the recipe, on the data set's version, on the folds, and on the code that made them.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../../errors.js';
import { CODEC_VERSION } from '../../../image/index.js';
import { RUNTIME_VERSION } from '../../../onnx/index.js';
import {
  EvidenceSchema,
  packEvidence,
  type ScoredPictures,
  unpackEvidence,
} from '../../evaluation/evidence.js';
import { addCode } from '../../templates/pipelineDigest.js';
import { MOST_PICTURES } from '../people.js';
import { depthOf, type LaneJob, type LaneSetup, placeFile } from './lane.js';

/** Another one where a measurement would be made otherwise. */
const FORMAT = 'likeness-trial-1';

const KeptSchema = v.object({
  format: v.literal(FORMAT),
  key: v.string(),
  place: v.string(),
  /** So many of the highest non-mated scores were kept, or all that there were. */
  depth: v.number(),
  scored: EvidenceSchema,
});

export interface KeptTrials {
  readonly folder: string;
  /** Undefined where it was not measured, or not so deep as the FMR asks. */
  readonly read: (job: LaneJob) => Promise<ScoredPictures | undefined>;
  readonly write: (job: LaneJob, scored: ScoredPictures) => Promise<void>;
}

/**
 * Results of any study of one name over the same rows and folds, below `<home>/studies/`.
 * @throws LikenessError `home_unwritable`
 */
export async function openKept(
  name: string,
  setup: Pick<LaneSetup, 'version' | 'protocol' | 'folds' | 'home' | 'fmr'>,
): Promise<KeptTrials> {
  const folder = join(setup.home, 'studies', `${name}-${await digestOf(setup)}`);
  const results = join(folder, 'results');
  const pathOf = ({ key, place }: LaneJob) => join(results, `${key}-${placeFile(place)}.json`);
  await writing(folder, () => mkdir(results, { recursive: true }));
  return {
    folder,
    read: async (job) => {
      const kept = await readTrial(pathOf(job));
      return kept && kept.depth >= depthOf(kept.scored, setup.fmr, 'measured') ? kept.scored : undefined;
    },
    write: (job, scored) =>
      writing(folder, async () => {
        const path = pathOf(job);
        const kept = {
          format: FORMAT,
          ...{ key: job.key, place: placeFile(job.place) },
          ...('model' in job ? { model: job.model } : { recipe: job.recipe.settings }),
          depth: depthOf(scored, setup.fmr, 'kept'),
          scored: packEvidence(scored),
        };
        await writeFile(`${path}.new`, JSON.stringify(kept));
        await rename(`${path}.new`, path);
      }),
  };
}

/** What was cut off or damaged is measured again. */
async function readTrial(path: string): Promise<{ depth: number; scored: ScoredPictures } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { depth, scored } = v.parse(KeptSchema, JSON.parse(text));
    return { depth, scored: unpackEvidence(scored) };
  } catch {
    return undefined;
  }
}

async function digestOf({ version, protocol, folds }: Pick<LaneSetup, 'version' | 'protocol' | 'folds'>) {
  const hash = createHash('sha256').update(
    JSON.stringify({ format: FORMAT, version, protocol, folds, pictures: MOST_PICTURES }),
  );
  hash.update(`libvips ${CODEC_VERSION}, ONNX Runtime ${RUNTIME_VERSION}`);
  await addCode(hash, ROOMS, (file) => !BESIDE.test(file));
  return hash.digest('hex').slice(0, 12);
}

/** Rooms that a trained model and its scores hang on, as they lie beside this one, in `src` as in `dist`. */
const ROOMS = ['image', 'face', 'autograd', 'workbench/recipes', 'workbench/scoring'].map(
  (room) => new URL(`../../../${room}/`, import.meta.url),
);

const BESIDE = /\.fixture\.[jt]s$/;

async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new LikenessError('home_unwritable', `cannot write ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
