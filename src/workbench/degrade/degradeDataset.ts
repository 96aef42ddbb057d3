// Pictures of a data set → what documents make of them, as new pictures of the same subjects. What was made is kept at
// once, by its digest, so that a run which was cut off goes on where it stood.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../../errors.js';
import { createDataset, type Dataset, isDataset, openDataset } from '../datasets/dataset.js';
import { type Ingested, ingest } from '../datasets/ingest.js';
import type { DatasetRecord, FoundFace, Part } from '../datasets/record.js';
import type { SourcePicture } from '../datasets/sources/index.js';
import type { TemplatesOptions } from '../templates/datasetTemplates.js';
import { digestOf, openDegradeLog } from './degradeLog.js';
import type { DegradeAnswer, DegradeJob } from './degradeWorker.js';
import { feedThreads } from './feedThreads.js';
import { PROCESSES, type ProcessName } from './processes.js';

export interface DegradeOptions extends TemplatesOptions {
  /** Name or digest of the model whose templates are made. */
  readonly model: string;
  /** Each picture goes through each of them. */
  readonly processes: readonly ProcessName[];
  /** Default 1. */
  readonly seed?: number;
  /** Put before the name of each new picture; default `degraded`. */
  readonly prefix?: string;
  /** Pictures of one part alone. */
  readonly part?: Part;
  /** Every picture of a subject; default: the one that is most like a passport’s portrait. */
  readonly every?: boolean;
  /** Another data set, which gets the new pictures; it is made if it is not there. Default: the same. */
  readonly out?: string;
}

export interface DegradedDataset {
  readonly ingested: Ingested;
  /** Pictures that were chosen to be degraded. */
  readonly chosen: number;
  /** New pictures that were in the data set already. */
  readonly known: number;
  /** Pictures in which no face had been found: they cannot be degraded. */
  readonly faceless: number;
  /** Pictures whose file could not be read. */
  readonly unreadable: readonly { readonly image: string; readonly code: string; readonly message: string }[];
}

/**
 * Degrades pictures of the data set at `path`.
 *
 * @throws LikenessError `dataset_invalid` where there is nothing to degrade; what `ingest` throws; what `signal` was
 * aborted with
 */
export async function degradeDataset(path: string, options: DegradeOptions): Promise<DegradedDataset> {
  const { seed = 1, prefix = 'degraded', processes, threads = availableParallelism() } = options;
  const { model, home, store, signal, onProgress } = options;
  const dataset = await openDataset(path);
  const target = options.out ? await openOrCreate(options.out) : dataset;
  const candidates = candidatesOf(dataset, options.part);
  const seen = candidates.filter(hasFace);
  const sources = options.every ? seen : mostPortraitLike(seen);
  if (sources.length === 0) {
    const what = options.part ? `the part ${options.part} of ${dataset.name}` : dataset.name;
    throw new LikenessError(
      'dataset_invalid',
      `${what} has no photograph with a face that could be degraded`,
    );
  }
  const name = namesIn(dataset.records, prefix, seed);
  const wanted = processes.flatMap((process) =>
    sources.map((source): Wanted => ({ source, process, seed, image: name(source, process) })),
  );
  const there = new Set(target.records.map(({ image }) => image));
  const missing = wanted.filter(({ image }) => !there.has(image));
  const log = await openDegradeLog(target);
  const unreadable: DegradedDataset['unreadable'][number][] = [];
  const todo = missing.filter((one) => !log.made.has(keyOf(one)));
  let done = missing.length - todo.length;
  const report = () => onProgress?.('degrading pictures', done, missing.length);
  if (todo.length > 0) report();
  await feedThreads(
    new URL('./degradeWorker.js', import.meta.url),
    todo.map(jobOf),
    { threads, signal },
    async (at, answer: DegradeAnswer) => {
      const one = todo[at]!;
      if ('error' in answer) unreadable.push({ image: one.source.image, ...answer.error });
      else await log.keep(keyOf(one), answer.bytes, answer.extension);
      done++;
      report();
    },
  );
  const pictures = missing.flatMap((one) => {
    const file = log.made.get(keyOf(one));
    return file === undefined ? [] : [pictureOf(one, file)];
  });
  const ingested = await ingest(target.path, pictures, {
    model,
    home,
    store,
    threads,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    link: true,
    change: `degrade: ${pictures.length} pictures by ${processes.join(', ')}, seed ${seed}`,
  });
  await log.close();
  return {
    ingested,
    chosen: sources.length,
    known: wanted.length - missing.length,
    faceless: candidates.length - seen.length,
    unreadable,
  };
}

type WithFace = DatasetRecord & { readonly face: FoundFace };

interface Wanted {
  readonly source: WithFace;
  readonly process: ProcessName;
  readonly seed: number;
  readonly image: string;
}

const openOrCreate = async (path: string): Promise<Dataset> =>
  (await isDataset(path)) ? openDataset(path) : createDataset(path);

/** Photographs of people: what is a document already is not made one again. */
const candidatesOf = ({ records }: Dataset, part: Part | undefined): DatasetRecord[] =>
  records.filter(
    (record) =>
      (part === undefined || record.part === part) &&
      record.sourceType !== 'document' &&
      record.sourceType !== 'chip' &&
      record.derivedFrom === null,
  );

const hasFace = (record: DatasetRecord): record is WithFace => record.face.kind === 'face';

/** What ICAO Doc 9303-3 asks of a portrait, as far as it is measured: frontal, eyes open, mouth closed, sharp, lit evenly. */
const OF_PORTRAITS = [
  'HeadPoseYaw',
  'HeadPosePitch',
  'HeadPoseRoll',
  'EyesOpen',
  'MouthClosed',
  'Sharpness',
  'IlluminationUniformity',
];

/** One picture a subject: the one with the highest sum of the components that portraits are judged by. */
function mostPortraitLike(records: readonly WithFace[]): WithFace[] {
  const fitness = ({ face }: WithFace) =>
    OF_PORTRAITS.reduce((sum, component) => sum + (face.quality[component] ?? 0), 0);
  const best = new Map<string, WithFace>();
  for (const record of records) {
    const other = best.get(record.subject);
    if (!other || fitness(record) > fitness(other)) best.set(record.subject, record);
  }
  return [...best.values()];
}

/** `degraded/document-print-scan-1/Ann/1.jpg`; where two pictures differ by their ending alone, it stays in the name. */
function namesIn(records: readonly DatasetRecord[], prefix: string, seed: number) {
  const stem = (image: string) => image.replace(/\.[^./]+$/, '');
  const counts = new Map<string, number>();
  for (const { image } of records) counts.set(stem(image), (counts.get(stem(image)) ?? 0) + 1);
  return ({ image }: DatasetRecord, process: ProcessName): string => {
    const alone = counts.get(stem(image)) === 1;
    return `${prefix}/${process}-${seed}/${alone ? stem(image) : image}${PROCESSES[process].extension}`;
  };
}

const jobOf = ({ source, process, seed }: Wanted): DegradeJob => ({
  file: source.file,
  landmarks: source.face.landmarks,
  process,
  seed,
});

function pictureOf({ source, process, seed, image }: Wanted, file: string): SourcePicture {
  const origin = `degraded from ${source.image} by ${process}, seed ${seed}`;
  const { subject, capturedAt, groups, part, terms } = source;
  return {
    image,
    subject,
    file,
    sourceType: PROCESSES[process].sourceType,
    ...(capturedAt !== null && { capturedAt }),
    groups: { ...groups, process },
    part,
    derivedFrom: source.sha256,
    terms: { ...terms, source: terms.source === null ? origin : `${origin}; ${terms.source}` },
  };
}

/** What makes a picture: the same key is the same picture. */
const keyOf = ({ source, process, seed }: Wanted): string => digestOf(`${source.sha256} ${process} ${seed}`);
