// Whether the leakage checks of `likeness data split` find what is there and accuse nobody else: on lfw-dev as it is,
// with subjects parted into two names, and with copies of pictures under new names. Also the evidence behind the limits
// of src/workbench/splitting. Writes studies/results/leaks.md.
//   npm run study:leaks

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { likenessHome, ModelStore } from '../../src/face/index.js';
import * as trials from '../../src/trials/index.js';
import { digestPictures, openImageFolder } from '../../src/workbench/datasets/imageFolder.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';
import { ScoringEngine } from '../../src/workbench/scoring/index.js';
import { findSuspects } from '../../src/workbench/splitting/findSuspects.js';
import { COPY_DISTANCE, closePairs } from '../../src/workbench/splitting/nearDuplicates.js';
import { searchSamePerson } from '../../src/workbench/splitting/samePerson.js';
import type { Suspects } from '../../src/workbench/splitting/suspects.js';
import { datasetTemplates } from '../../src/workbench/templates/datasetTemplates.js';
import { type Acquired, eraseTemplates } from '../../src/workbench/templates/templateCache.js';
import { LFW_DEV } from '../lfw.js';
import {
  angles,
  CHANGES,
  type Embedded,
  hashes,
  KNOWN_COPIES,
  nameOf,
  scoreOf,
  share,
  table,
  tallyOf,
} from './leakLimits.js';

const MODELS = ['accurate', 'fast'] as const;
const PLANTED = 50;
const SEEDS = [1, 2, 3, 4, 5];

/** Of the planted copies, a third each. */
const PLANTED_CHANGES = ['recompressed, quality 40', 'cropped by 2 % along each side', 'brighter by 15 %'];

/** What was seen on the pictures of each pair that is found. */
const SEEN: Readonly<Record<string, string>> = {
  'Andrew_Caldecott, Andrew_Gilligan': 'one picture twice',
  'Bart_Hendricks, Ricky_Ray': 'one picture twice',
  'Carlos_Beltran, Raul_Ibanez': 'one picture twice',
  'Noer_Moeis, Noer_Muis': 'one person: same uniform, spectacles, court room',
  'Chyung_Dai-chul, Dai_Chul_Chyung': 'one person, his name written in two ways',
  'Joseph_Blatter, Sepp_Blatter': 'one person: Sepp is Joseph',
  'Harold_Scott, Jeff_Roehm': 'one person, as far as can be seen',
  'Ashley_Olsen, Mary-Kate_Olsen': 'two people: twins',
};

const home = likenessHome();
const store = new ModelStore(home);
const sections: string[] = [];
for (const model of MODELS) {
  console.log(model);
  const data = await embed(model, LFW_DEV);
  if (model === MODELS[0]) sections.push(await hashes(data));
  const tally = await tallyOf(data);
  sections.push(
    `# ${model}\n`,
    await asItIs(data, tally),
    await twoNames(model, data),
    await copies(model, data),
    angles(tally),
  );
}
const head = `# Leaks between the parts of a data set

Made by \`npm run study:leaks\` on lfw-dev (2,877 subjects, 6,553 pictures; one without a face). What is found is what
\`likeness data split\` would refuse to part. Intervals are Clopper–Pearson's, 95 %.
`;
writeFileSync(new URL('../results/leaks.md', import.meta.url), [head, ...sections].join('\n'));

async function embed(model: string, path: string): Promise<Embedded> {
  const pictures = await digestPictures((await openImageFolder(path)).pictures);
  const { acquired } = await datasetTemplates(model, pictures, { home, store });
  const records = pictures.map((picture, i): DatasetRecord => {
    const one = acquired[i]!;
    const face = one.kind === 'template' ? { ...one, kind: 'face' as const } : one;
    return {
      ...picture,
      derivedFrom: null,
      sourceType: null,
      capturedAt: null,
      groups: {},
      terms: { source: null, licence: null, consent: null, purpose: null, retainUntil: null },
      part: null,
      size: one.seen?.size ?? null,
      perceptualHash: one.seen?.perceptualHash ?? null,
      face,
    };
  });
  return { records, acquired };
}

async function asItIs({ records, acquired }: Embedded, tally: trials.ScoreTally): Promise<string> {
  const { suspects, samePerson, nearDuplicates } = await findSuspects(records, acquired);
  const close = closePairs(records, COPY_DISTANCE).filter(
    ({ a, b }) => !KNOWN_COPIES.has(nameOf(records[a]!, records[b]!)),
  );
  const high = close.map(({ a, b }) => scoreOf(acquired[a]!, acquired[b]!)).sort((x, y) => y - x);
  const at = trials.thresholdAtFmr(tally, 1e-3);
  const limit = at.kind === 'threshold' ? at.threshold : Number.NaN;
  const rows = suspects.map((one) => [
    one.subjects.join(', '),
    said(one),
    SEEN[one.subjects.join(', ')] ?? 'not looked at',
  ]);
  return `## lfw-dev as it is

${table(['subjects', 'evidence', 'seen by eye'], rows)}

${'reason' in samePerson ? samePerson.reason : `Of those said to be one person ${samePerson.expectedFalse.toFixed(1)} were expected to be two; ${samePerson.pairs.toLocaleString('en-US')} pairs of subjects were looked at.`}
${close.length.toLocaleString('en-US')} pairs that are no copies have hashes within ${COPY_DISTANCE} bits; copies count from score ${nearDuplicates.scoreLimit?.toFixed(4)} on, the highest of these
pairs scores ${high[0]?.toFixed(4)}. ${high.filter((score) => score >= limit).length} of them reach the score of FMR 1e-3 (${limit.toFixed(4)}): ${(close.length * 1e-3).toFixed(1)} would if like pictures had faces no more alike than others.
`;
}

function said({ evidence }: Suspects): string {
  return evidence
    .map((one) => {
      if (one.kind === 'same-picture') return 'same file';
      if (one.kind === 'near-duplicate')
        return `copy: ${one.hashDistance} bits, score ${one.score?.toFixed(4)}`;
      return `one person: ${one.posterior > 0.9999 ? '> 0.9999' : one.posterior.toFixed(4)}, LLR ${one.llr.toFixed(1)}`;
    })
    .join('; ');
}

/** Subjects with two pictures or more, drawn at random, parted into two names at a random place. */
async function twoNames(model: string, { records, acquired }: Embedded): Promise<string> {
  const engine = await ScoringEngine.open();
  const rows: string[][] = [];
  const bySize = new Map<string, [found: number, planted: number]>();
  let [allFound, allPlanted] = [0, 0];
  for (const seed of SEEDS) {
    const { subjects, planted } = parted(records, acquired, seed);
    const result = await searchSamePerson(subjects, { engine });
    if ('reason' in result) throw new Error(result.reason);
    const truth = new Set(planted.map(([name]) => name));
    const original = (i: number) => subjects[i]!.subject.replace(/~$/, '');
    const hits = new Set(
      result.found.filter(({ a, b }) => original(a) === original(b)).map(({ a }) => original(a)),
    );
    const others = new Set(
      result.found
        .filter(({ a, b }) => original(a) !== original(b))
        .map(({ a, b }) => [original(a), original(b)].sort().join(', ')),
    );
    const wrong = [...others].filter((name) => (SEEN[name] ?? 'two').startsWith('two'));
    rows.push([
      `${seed}`,
      share(hits.size, truth.size),
      `${others.size - wrong.length}`,
      `${wrong.length}`,
      result.expectedFalse.toFixed(1),
    ]);
    allFound += hits.size;
    allPlanted += truth.size;
    for (const [name, fewer] of planted) {
      const key = fewer === 1 ? 'one picture' : fewer < 4 ? 'two or three' : 'four or more';
      const [found, of] = bySize.get(key) ?? [0, 0];
      bySize.set(key, [found + Number(hits.has(name)), of + 1]);
    }
    console.log(model, seed, hits.size, wrong);
  }
  await engine.close();
  const sizes = [...bySize].map(([key, [found, of]]) => [key, share(found, of)]);
  return `## One person under two names

${PLANTED} subjects with two pictures or more, drawn at random, each parted at random into two names. *Right besides* are the pairs
of lfw-dev as it is that are one person by eye; all others count as wrong without being looked at.

${table(['seed', 'planted ones found', 'right besides', 'wrong', 'wrong ones expected'], rows)}

All seeds: ${share(allFound, allPlanted)} (draws overlap, so the interval is somewhat too narrow). By the pictures of the name with fewer:

${table(['pictures', 'found'], sizes)}
`;
}

function parted(records: readonly DatasetRecord[], acquired: readonly Acquired[], seed: number) {
  const own = new Map<string, Float32Array[]>();
  records.forEach(({ subject }, i) => {
    const one = acquired[i]!;
    if (one.kind === 'template') own.set(subject, [...(own.get(subject) ?? []), one.vector]);
  });
  const random = trials.createRandom(seed);
  const names = [...own].filter(([, vectors]) => vectors.length > 1).map(([name]) => name);
  const order = Int32Array.from(names.keys());
  trials.shuffle(order, random);
  const planted = Array.from(order.subarray(0, PLANTED), (i): [string, number] => {
    const name = names[i]!;
    const vectors = own.get(name)!;
    const places = Int32Array.from(vectors.keys());
    trials.shuffle(places, random);
    const cut = 1 + random.below(vectors.length - 1);
    own.set(
      name,
      Array.from(places.subarray(0, cut), (k) => vectors[k]!),
    );
    own.set(
      `${name}~`,
      Array.from(places.subarray(cut), (k) => vectors[k]!),
    );
    return [name, Math.min(cut, vectors.length - cut)];
  });
  return { subjects: [...own].map(([subject, templates]) => ({ subject, templates })), planted };
}

/** Copies of pictures, each under a name of its own. */
async function copies(model: string, { records, acquired }: Embedded): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-leaks-'));
  try {
    const random = trials.createRandom(1);
    const order = Int32Array.from(records.keys());
    trials.shuffle(order, random);
    const chosen = Array.from(order.subarray(0, PLANTED), (i) => records[i]!);
    for (const [k, { image, file }] of chosen.entries()) {
      const change = CHANGES[PLANTED_CHANGES[k % PLANTED_CHANGES.length]!]!;
      const path = join(folder, 'images', `copy${k}`, basename(image));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, await change(readFileSync(file)).toBuffer());
    }
    const made = await embed(model, folder);
    await eraseTemplates(home, new Set(made.records.map(({ sha256 }) => sha256)));
    const { suspects } = await findSuspects([...records, ...made.records], [...acquired, ...made.acquired]);
    const found = (kind: string) =>
      chosen.filter(({ subject }, k) =>
        suspects.some(
          ({ subjects, evidence }) =>
            subjects.includes(`copy${k}`) &&
            subjects.includes(subject) &&
            evidence.some((one) => kind === 'any' || one.kind === kind),
        ),
      ).length;
    const wrong = suspects.filter(
      ({ subjects, evidence }) =>
        evidence.some(({ kind }) => kind === 'near-duplicate') &&
        !KNOWN_COPIES.has(subjects.join(', ')) &&
        !chosen.some(({ subject }, k) => subjects.includes(`copy${k}`) && subjects.includes(subject)),
    );
    return `## Copies under another name

${PLANTED} pictures, drawn at random, copied under new names; a third each ${PLANTED_CHANGES.join(', ')}. Found as copies: ${share(found('near-duplicate'), PLANTED)};
by any evidence: ${share(found('any'), PLANTED)}. Pairs wrongly taken for copies: ${wrong.length}${wrong.length > 0 ? ` (${wrong.map(({ subjects }) => subjects.join(' and ')).join('; ')})` : ''}.
`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
