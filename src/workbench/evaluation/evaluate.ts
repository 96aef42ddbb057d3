// The whole of an evaluation: pictures → templates → comparisons → report. Each step tells how far it is, and each
// may be stopped; templates that were made are kept.

import { readFile } from 'node:fs/promises';
import { LikenessError } from '../../errors.js';
import { likenessHome, ModelStore } from '../../face/index.js';
import { type GroupAttribute, parseGroups } from '../datasets/groups.js';
import { type DigestedPicture, digestDataset } from '../datasets/imageFolder.js';
import { openPhotographs, type Photographs } from '../datasets/photographs.js';
import type { Part } from '../datasets/record.js';
import { type Shown, thumbnails } from '../page/thumbnails.js';
import { ScoringEngine } from '../scoring/scoringEngine.js';
import {
  type DatasetTemplates,
  datasetTemplates,
  type PictureToAcquire,
  type TemplatesOptions,
} from '../templates/datasetTemplates.js';
import type { ScoredPictures } from './evidence.js';
import { compareAll } from './leaderboard.js';
import { type ModelSettings, reportModel } from './modelReport.js';
import { openProtocol, type Protocol, type ProtocolPicture } from './protocol.js';
import { type ModelReport, REPORT_FORMAT, type Report } from './report.js';
import { requireResampling } from './resampling.js';
import { measureRobustness } from './robustness/measure.js';
import { runProtocol } from './runProtocol.js';
import { robustnessSection } from './sections/robustness.js';
import { software } from './software.js';
import { numberSubjects, type TrialSet, templateRows } from './trialSet.js';

export interface EvaluateOptions {
  /** Names or digests. */
  readonly models: readonly string[];
  /** Folder of the photographs, or a data set. */
  readonly dataset: string;
  /** Of a data set; default: all of it. */
  readonly part?: Part;
  /** `all-pairs` (default), `documents`, `lfw`, or the path of a list of pairs. */
  readonly protocol?: string;
  /** Path of a CSV file of groups; default: what a data set says of its subjects. */
  readonly groups?: string;
  /** The FMR to decide by; default 1e-4. */
  readonly fmr?: number;
  /** Subjects in the gallery of the 1:N search; default half of those with several pictures. */
  readonly gallery?: number;
  /** Degrades a photograph of so many subjects in every way there is; default: none. */
  readonly robustness?: number;
  /** Default 1,000. */
  readonly replicates?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default: all cores. */
  readonly threads?: number;
  readonly home?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

export interface Evaluation {
  readonly report: Report;
  /** Pictures that the page shows, as data URIs by their path in the data set. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** Looked at besides the FMR to decide by. */
const TARGETS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;

/**
 * Measures models on one data set.
 *
 * @throws `dataset_invalid`, `split_leaks`, `groups_invalid`, `pairs_invalid`, `option_invalid`, `model_not_found`, `model_unsuitable`,
 * `home_unwritable`; what `signal` was aborted with
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { fmr = 1e-4, replicates = 1000, seed = 1, signal, onProgress, threads } = options;
  if (!(fmr > 0 && fmr <= 0.5)) {
    throw new LikenessError('option_invalid', `the FMR is ${fmr}: it must lie above 0 and at most at 0.5`);
  }
  requireResampling({ replicates, seed });
  onProgress?.('reading the pictures');
  const photographs = await openPhotographs(options.dataset, options);
  const { pictures, path } = photographs;
  const attributes = options.groups ? await readGroups(options.groups) : photographs.attributes;
  const protocol = await openProtocol(options.protocol ?? 'all-pairs', path, pictures);
  const watch = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const cores = threads === undefined ? {} : { threads };
  const templates = await templatesOf(options, pictures, { ...watch, ...cores });
  const targets = [...new Set([...TARGETS, fmr])].sort((a, b) => b - a);
  const engine = await ScoringEngine.open(cores);
  const settings: ModelSettings = {
    dataset: photographs.name,
    fmr,
    targets,
    bootstrap: { replicates, seed },
    attributes,
    engine,
    ...(options.gallery === undefined ? {} : { gallery: options.gallery }),
    ...watch,
  };
  try {
    const scored: ReportedModel[] = [];
    for (const made of templates) scored.push(await scoreModel(made, { pictures, protocol }, settings));
    const robust = await withRobustness(scored, templates, pictures, options, settings);
    onProgress?.('comparing the models');
    const comparisons = compareAll(
      scored.map(({ report, comparable }) => ({ name: report.model.name, scored: comparable })),
      fmr,
      settings.bootstrap,
    );
    onProgress?.('cutting out pictures');
    const report: Report = {
      format: REPORT_FORMAT,
      created: new Date().toISOString(),
      command: commandLine(options),
      software: await software(),
      dataset: describeDataset(photographs),
      protocol: {
        name: protocol.name,
        description: protocol.description,
        listDigest: protocol.digest,
      },
      settings: { fmr, targets, replicates, confidence: 0.95, seed },
      models: byMerit(robust, fmr),
      comparisons,
    };
    return {
      report,
      pictures: await thumbnails(
        scored.flatMap((one) => shownOf(one.report, report.dataset, pictures, one.acquired)),
        signal,
      ),
    };
  } finally {
    await engine.close();
  }
}

/** The reports of the models, with what degradations do where that was asked for. */
async function withRobustness(
  scored: readonly ReportedModel[],
  templates: readonly DatasetTemplates[],
  pictures: readonly ProtocolPicture[],
  { robustness: subjects, home = likenessHome(), threads }: EvaluateOptions,
  { bootstrap, signal, onProgress }: ModelSettings,
): Promise<ModelReport[]> {
  const reports = scored.map(({ report }) => report);
  if (subjects === undefined) return reports;
  const measured = await measureRobustness(templates, pictures, {
    subjects,
    seed: bootstrap.seed,
    home,
    ...(threads === undefined ? {} : { threads }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  return reports.map((report, which) => ({
    ...report,
    robustness: robustnessSection(measured, which, templates[which]!.acquired, report.points, bootstrap),
  }));
}

/** What all models are measured on. */
interface Measured {
  readonly pictures: readonly ProtocolPicture[];
  readonly protocol: Protocol;
}

interface ReportedModel {
  readonly report: ModelReport;
  readonly comparable: ScoredPictures;
  readonly acquired: DatasetTemplates['acquired'];
}

async function templatesOf(
  { models, home = likenessHome() }: EvaluateOptions,
  pictures: readonly PictureToAcquire[],
  working: Omit<TemplatesOptions, 'home' | 'store'>,
): Promise<DatasetTemplates[]> {
  if (models.length === 0) throw new LikenessError('usage', 'name a model at least');
  const store = new ModelStore(home);
  const made: DatasetTemplates[] = [];
  for (const name of new Set(models))
    made.push(await datasetTemplates(name, pictures, { home, store, ...working }));
  return made;
}

async function scoreModel(
  { model, finders, acquired }: DatasetTemplates,
  { pictures, protocol }: Measured,
  settings: ModelSettings,
): Promise<ReportedModel> {
  const subjects = numberSubjects(pictures);
  const rows = templateRows(acquired, subjects, model.templateLength);
  if (rows.subjects.length < 2) {
    throw new LikenessError(
      'dataset_invalid',
      `${model.name} found a face in ${rows.subjects.length} pictures: nothing to compare`,
    );
  }
  const set = await runProtocol(protocol, rows, subjects, { ...settings, label: model.name });
  requireBothKinds(set);
  const made = await reportModel(
    { model, finders, pictures, acquired, subjects, rows, set, protocol },
    settings,
  );
  return { ...made, acquired };
}

function requireBothKinds({ mated, nonMated }: TrialSet): void {
  const lacking = mated.scores.length === 0 ? 'mated' : nonMated.trials === 0 ? 'non-mated' : undefined;
  if (lacking) {
    throw new LikenessError(
      'dataset_invalid',
      `there is no ${lacking} comparison: error rates need both kinds`,
      {
        hint: 'Give two pictures at least of one subject, and two subjects at least.',
      },
    );
  }
}

async function readGroups(path: string): Promise<GroupAttribute[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  return parseGroups(text, path);
}

/** The lowest FNMR at the FMR to decide by first; where it cannot be shown, the lowest EER. */
function byMerit(models: readonly ModelReport[], fmr: number): ModelReport[] {
  const merit = ({ points, eer }: ModelReport): number => {
    const point = points.find(({ target }) => target === fmr);
    return point?.kind === 'point' ? point.frr : eer.rate;
  };
  return models.toSorted((a, b) => merit(a) - merit(b));
}

function describeDataset({ name, path, pictures }: Photographs): Report['dataset'] {
  const picturesOf = new Map<string, number>();
  for (const { subject } of pictures) picturesOf.set(subject, (picturesOf.get(subject) ?? 0) + 1);
  const first = new Map<string, DigestedPicture>();
  const doubles = pictures.flatMap((picture) => {
    const before = first.get(picture.sha256);
    if (!before) first.set(picture.sha256, picture);
    return before ? [{ a: before, b: picture }] : [];
  });
  const refer = ({ image, subject }: DigestedPicture) => ({ image, subject });
  return {
    name,
    path,
    digest: digestDataset(pictures),
    pictures: pictures.length,
    subjects: picturesOf.size,
    subjectsWithSeveral: [...picturesOf.values()].filter((n) => n > 1).length,
    duplicates: doubles.length,
    duplicatesAcrossSubjects: doubles
      .filter(({ a, b }) => a.subject !== b.subject)
      .map(({ a, b }) => ({ a: refer(a), b: refer(b) })),
  };
}

/** What the page shows: failures, the hardest pairs, and pictures that lie under two subjects. */
function shownOf(
  { acquisition, hardest }: ModelReport,
  { duplicatesAcrossSubjects }: Report['dataset'],
  pictures: readonly DigestedPicture[],
  acquired: DatasetTemplates['acquired'],
): Shown[] {
  const pairs = [...hardest.mated, ...hardest.nonMated].flatMap(({ reference, probe }) => [reference, probe]);
  const doubles = duplicatesAcrossSubjects.flatMap(({ a, b }) => [a, b]);
  const wanted = new Set(
    [...acquisition.failures.slice(0, MOST_SHOWN), ...pairs, ...doubles.slice(0, MOST_SHOWN)].map(
      (p) => p.image,
    ),
  );
  return pictures.flatMap(({ image, file }, i) => {
    const one = acquired[i]!;
    return wanted.has(image) ? [{ image, file, box: one.kind === 'template' ? one.box : null }] : [];
  });
}

/** Of failures, and of doubles; a page with more is too heavy to open. */
const MOST_SHOWN = 48;

/** The command that gives this report again. */
function commandLine({
  models,
  dataset,
  part,
  protocol,
  groups,
  fmr,
  gallery,
  robustness,
  replicates,
  seed,
}: EvaluateOptions): string {
  const given = { dataset, part, protocol, groups, fmr, gallery, robustness, replicates, seed };
  const flags = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(String(value))],
  );
  return ['likeness evaluate', ...models.map(quoted), ...flags].join(' ');
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
