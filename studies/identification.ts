// Whether a stated FPIR holds: people who are not enrolled are searched for in galleries of people on whom no threshold
// was chosen, at the thresholds of `identificationThreshold`; and how many planted duplicates are found there.
//   npm run study:identification
// Writes studies/results/identification.md.

import { writeFileSync } from 'node:fs';
import { type Calibration, likenessHome, ModelStore } from '../src/face/index.js';
import { type Gallery, identificationThreshold, openSearchPool } from '../src/service/search/index.js';
import {
  drawGallery,
  fnir,
  fpir,
  type Searches,
  type SearchRate,
  splitBySubject,
} from '../src/trials/index.js';
import { digestPictures, openImageFolder } from '../src/workbench/datasets/imageFolder.js';
import { datasetTemplates } from '../src/workbench/templates/datasetTemplates.js';
import { LFW_DEV } from './lfw.js';

/** The model that ships as the default. */
const MODEL = 'accurate';
/** The split of `npm run study:calibrate`: its thresholds are of the first half. */
const SPLIT_SEED = 1;
const SIZES = [100, 300, 1000] as const;
const FPIRS = [0.1, 0.03, 0.01, 0.003] as const;
/** Galleries drawn of each size. */
const DRAWS = 20;
/** Candidates that a case would show. */
const RANK = 10;

interface People {
  readonly templates: readonly Float32Array[];
  readonly subjects: Int32Array;
}

const { people, calibration } = await heldOut(MODEL);
const sections = await study(MODEL, people, calibration);
const report = [
  '# Identification: is a stated FPIR kept, and are duplicates found?',
  '',
  `Made by \`npm run study:identification\`. Thresholds are those that \`identificationThreshold\` reads off the shipped`,
  'calibration, of the first half of lfw-dev’s subjects; galleries and probes are of the second half, on which no threshold',
  'was chosen. (The calibration’s intervals are stated on that half, and so was the fusion weight of `accurate` seen on it.)',
  `A gallery enrols N subjects by one picture each; all other pictures are searched for. ${DRAWS} galleries of each size.`,
  'FPIR: share of the searches of people not enrolled that return anybody. FNIR: share of the planted duplicates, further',
  `pictures of those enrolled, that are not returned among the ${RANK} best at the threshold. Both are means over the`,
  'galleries; in brackets the 95 % interval over people for the first gallery, then least and most of all galleries.',
  'Some false positives are one person under two names (`studies/results/leaks.md`): LFW’s labels are taken as they are.',
  '',
  ...sections,
].join('\n');
writeFileSync(new URL('./results/identification.md', import.meta.url), report);
console.log(report);

async function study(model: string, people: People, calibration: Calibration): Promise<string[]> {
  const lines: string[] = [];
  for (const size of SIZES) {
    const draws: Searches[] = [];
    for (let draw = 0; draw < DRAWS; draw++) draws.push(await searchesOf(people, size, draw + 1));
    for (const stated of FPIRS) {
      const { threshold, fmr, supported, fpirInterval } = identificationThreshold(calibration, {
        fpir: stated,
        gallerySize: size,
      });
      const wrong = draws.map((searches) => falsePositives(searches, threshold));
      const missed = draws.map((searches) => falseNegatives(searches, threshold));
      const [first] = draws as [Searches];
      const intervals = [fpir(first, threshold), fnir(first, RANK, threshold)] as const;
      const claimed = fpirInterval ? fpirInterval.map(percent).join(' – ') : 'none';
      lines.push(
        `| ${size} | ${percent(stated)} | ${supported ? 'yes' : 'no'} | ${claimed} | ${fmr.toExponential(1)} | ${threshold.toFixed(4)} | ${shown(wrong, intervals[0])} | ${(mean(wrong) / stated).toFixed(2)} | ${shown(missed, intervals[1])} |`,
      );
      console.error(lines.at(-1));
    }
  }
  return [
    `## ${model}`,
    '',
    `${new Set(people.subjects).size} subjects, ${people.templates.length} pictures.`,
    '',
    '| N | stated FPIR | data carries it | 95 % by the calibration | FMR | threshold | FPIR, % (95 %; least – most) | realised ÷ stated | FNIR, % (95 %; least – most) |',
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ];
}

/** The half of lfw-dev that no threshold was chosen on. */
async function heldOut(model: string): Promise<{ people: People; calibration: Calibration }> {
  const home = likenessHome();
  const pictures = await digestPictures((await openImageFolder(LFW_DEV)).pictures);
  const onProgress = (message: string, done?: number, total?: number) => {
    if (done !== undefined && done % 500 === 0) console.error(`${message} ${done} of ${total}`);
  };
  const made = await datasetTemplates(model, pictures, { home, store: new ModelStore(home), onProgress });
  const { calibration } = made.model;
  if (!calibration) throw new Error(`${model} has no calibration: run npm run study:calibrate`);
  const numbers = new Map([...new Set(pictures.map(({ subject }) => subject))].map((name, i) => [name, i]));
  const found = made.acquired.flatMap((one, i) =>
    one.kind === 'template' ? [{ vector: one.vector, subject: numbers.get(pictures[i]!.subject)! }] : [],
  );
  const all = Int32Array.from(found, ({ subject }) => subject);
  const [, second] = splitBySubject(all, 2, SPLIT_SEED) as [Int32Array, Int32Array];
  return {
    calibration,
    people: {
      templates: Array.from(second, (row) => found[row]!.vector),
      subjects: Int32Array.from(second, (row) => all[row]!),
    },
  };
}

/** A gallery as the service holds it, every reference's score for each probe. */
async function searchesOf({ templates, subjects }: People, size: number, seed: number): Promise<Searches> {
  const { gallery, probes } = drawGallery(subjects, size, seed);
  const pool = openSearchPool();
  const held: Gallery = pool.open(templates[0]!.length);
  for (const row of gallery) held.add(String(subjects[row]), templates[row]!);
  const hits = await held.search(
    Array.from(probes, (row) => templates[row]!),
    { k: size },
  );
  await pool.close();
  const own = (i: number) => String(subjects[probes[i]!]);
  const places = hits.map((list, i) => list.findIndex(({ id }) => id === own(i)));
  return {
    gallerySize: size,
    subjects: Int32Array.from(probes, (row) => subjects[row]!),
    bestNonMate: Float32Array.from(
      hits,
      (list, i) => list[places[i] === 0 ? 1 : 0]?.score ?? Number.NEGATIVE_INFINITY,
    ),
    mate: Float32Array.from(hits, (list, i) => list[places[i]!]?.score ?? Number.NaN),
    rank: Int32Array.from(places, (place) => place + 1),
  };
}

/** Share of the searches without a mate that return anybody. */
function falsePositives({ rank, bestNonMate }: Searches, threshold: number): number {
  const open = [...rank.keys()].filter((i) => rank[i] === 0);
  return open.filter((i) => bestNonMate[i]! >= threshold).length / open.length;
}

/** Share of the searches with a mate that do not return it. */
function falseNegatives({ rank, mate }: Searches, threshold: number): number {
  const mated = [...rank.keys()].filter((i) => rank[i]! > 0);
  return mated.filter((i) => rank[i]! > RANK || mate[i]! < threshold).length / mated.length;
}

function mean(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

function percent(share: number): string {
  return String(Number((100 * share).toPrecision(3)));
}

function shown(rates: readonly number[], { lower, upper }: SearchRate): string {
  return `${percent(mean(rates))} (${percent(lower)} – ${percent(upper)}; ${percent(Math.min(...rates))} – ${percent(Math.max(...rates))})`;
}
