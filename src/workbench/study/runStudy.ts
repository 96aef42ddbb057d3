// How is the model to be designed, and why? Recipes are searched on the part `train` alone, choice after choice; then what
// was taken, and what each choice would else have been, are trained on all of it and measured once on the part `test`.

import { ensureModel, ModelStore } from '../../face/index.js';
import { openDataset } from '../datasets/dataset.js';
import { trialsOf } from '../evaluation/scoredPictures.js';
import { baseOf, kindOf, type Recipe } from '../recipes/index.js';
import { requireCleanSplit } from '../splitting/index.js';
import { answersOf } from './answers.js';
import { candidateOf } from './candidates.js';
import { type People, studyPeople } from './people.js';
import { prove, provedRecipes } from './proof.js';
import type { ReportedPeople, StudyReport } from './report.js';
import { search } from './search.js';
import type { Study } from './study.js';
import { highest, type LaneJob, type LaneProgress, type ModelJob, runFolder } from './trying/lane.js';
import { type Ended, openTrials } from './trying/trials.js';

export interface StudyOptions {
  readonly home: string;
  /** Default: all cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Told which recipe is trained for what, and how many of how many are done. */
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  /** The command line that gives this again. */
  readonly command: string;
}

export interface StudyResult {
  readonly report: StudyReport;
  /** What was taken. */
  readonly recipe: Recipe;
  /** Where its training on the whole part `train` left off: `fileRecipe` need not train again. */
  readonly run: string;
}

/** Of the figures that are claimed. */
const REPLICATES = 2000;

/**
 * What was measured is kept below `<home>/studies/`: the same study, or one that asks more of the same people, goes on from
 * there.
 * @throws LikenessError `dataset_invalid`, `split_leaks`; `training_unsuitable` where the people cannot carry it, naming the
 * choice where a recipe cannot be trained on them; `study_invalid` where options make no recipe together; what `signal` was
 * aborted with
 */
export async function runStudy(study: Study, options: StudyOptions): Promise<StudyResult> {
  const { home, signal, onProgress, command } = options;
  const start = candidateOf(study, {}, study.name).recipe;
  onProgress?.('reading the data set');
  const dataset = await openDataset(start.settings.dataset);
  requireCleanSplit(dataset.records);
  const people = studyPeople(dataset, study);
  const progress = openProgress(study, onProgress);
  const threads = options.threads ? { threads: options.threads } : {};
  const trials = await openTrials({
    ...{ name: study.name, dataset: dataset.path, version: dataset.version, home, command, ...threads },
    ...{ protocol: people.protocol.name, fmr: study.fmr, atOnce: study.atOnce },
    folds: people.folds.map(({ records }) => [...new Set(records.map(({ subject }) => subject))]),
    ...(signal ? { signal } : {}),
    onWork: progress.working,
  });
  const measure = async (job: LaneJob) => {
    const scored = trialsOf(highest(await trials.run(job), study.fmr, 'measured'));
    progress.finished();
    return scored;
  };
  try {
    const { choices, taken } = await search(study, {
      measure: ({ key, recipe }, label, place) => measure({ key, recipe, label, place }),
      onSpared: progress.spared,
    });
    const base = await baseJob(taken.recipe, home);
    const proof = await prove(study, taken, {
      replicates: REPLICATES,
      measure: ({ key, recipe }, label, keepRun) => measure({ key, recipe, label, place: 'test', keepRun }),
      base: base && { name: base.model, measure: () => measure(base) },
    });
    const { kind, settings } = taken.recipe;
    const found = {
      search: choices,
      proof,
      test: reported(people.test),
      reasons: kindOf(kind).reasons(settings),
    };
    return {
      report: {
        format: 'likeness-study-1',
        created: new Date().toISOString(),
        command,
        study: {
          name: study.name,
          kind,
          fmr: study.fmr,
          folds: study.folds,
          seed: study.seed,
          replicates: REPLICATES,
        },
        dataset: { name: dataset.name, path: dataset.path, version: dataset.version },
        protocol: { name: people.protocol.name, description: people.protocol.description },
        train: reported(people.train),
        measurements: { ...trials.counts() },
        recipe: settings,
        ...found,
        answers: answersOf(found, study),
      },
      recipe: taken.recipe,
      run: runFolder(trials.runs, { ...taken, place: 'test' }),
    };
  } finally {
    await trials.close();
  }
}

/** What the recipe begins with, as it is; null where it begins with random weights. */
async function baseJob(recipe: Recipe, home: string): Promise<ModelJob | null> {
  const model = baseOf(recipe);
  if (model === undefined) return null;
  const { manifest } = await ensureModel(new ModelStore(home), model);
  return { label: 'before training', key: `base-${manifest.sha256.slice(0, 16)}`, place: 'test', model };
}

/** Says what is under way, side by side or alone; how much of it is done, as measurements that there are to make. */
function openProgress(study: Study, say: StudyOptions['onProgress']) {
  const tried = study.choices.reduce((sum, { options }) => sum + options.length, 0);
  let total = tried * study.folds + provedRecipes(study) + 1;
  let done = 0;
  const running = new Map<string, number>();
  const nameOf = ({ label, place }: LaneJob) =>
    `${label}, ${place === 'test' ? 'for the proof' : `fold ${place + 1} of ${study.folds}`}`;
  return {
    working: (job: LaneJob, progress: LaneProgress | Ended) => {
      const name = nameOf(job);
      if (progress.kind === 'ended') {
        running.delete(name);
        return;
      }
      running.set(name, progress.kind === 'training' ? progress.share : 0);
      if (progress.kind === 'pictures') {
        if (running.size === 1) say?.(`${name}: ${progress.what}`, progress.done, progress.total);
        return;
      }
      const shares = [...running.values()].reduce((sum, share) => sum + share, done);
      say?.([...running.keys()].sort().join('; '), Math.round(100 * shares) / 100, total);
    },
    finished: () => {
      done++;
    },
    spared: (count: number) => {
      total -= count;
    },
  };
}

const reported = ({ records, subjects, mated, matedTrials, nonMatedTrials }: People): ReportedPeople => ({
  ...{ subjects, pictures: records.length, mated, matedTrials, nonMatedTrials },
});
