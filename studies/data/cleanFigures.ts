// Figures of the study of cleaning: which proposals are right, how many planted errors they find, and with what
// intervals.

import { clopperPearson, createRandom } from '../../src/trials/index.js';
import type { Proposal } from '../../src/workbench/cleaning/proposal.js';
import type { Proposed } from '../../src/workbench/cleaning/propose.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';

/** What the pictures show of a proposal, to somebody who looked at them. */
interface Seen {
  readonly right: boolean;
  readonly what: string;
}

const yes = (what: string): Seen => ({ right: true, what });

/**
 * Each proposal on the untouched lfw-dev, by a picture that it moves. The template is of the face nearest to the centre;
 * where that is a bystander, the label is right of the picture and wrong of the face.
 */
const SEEN: Readonly<Record<string, Seen>> = {
  'Hugh_Grant/Hugh_Grant_0008.jpg': yes('both are in the picture; her face is the one that is read'),
  'Michael_Schumacher/Michael_Schumacher_0008.jpg': yes('another racing driver'),
  'Elisabeth_Schumacher/Elisabeth_Schumacher_0001.jpg': yes('two women'),
  'Elisabeth_Schumacher/Elisabeth_Schumacher_0002.jpg': yes('two women'),
  'Noer_Muis/Noer_Muis_0001.jpg': yes('one man, spelt in two ways'),
  'Dai_Chul_Chyung/Dai_Chul_Chyung_0001.jpg': yes('one man, his names in another order'),
  'Jeff_Roehm/Jeff_Roehm_0001.jpg': yes('one man, as far as can be seen'),
  'Joseph_Blatter/Joseph_Blatter_0001.jpg': yes('one man, under his first name and its short form'),
  'Ricky_Ray/Ricky_Ray_0001.jpg': yes('the photograph of Bart_Hendricks'),
  'Raul_Ibanez/Raul_Ibanez_0001.jpg': yes('the photograph of Carlos_Beltran'),
  'Andrew_Gilligan/Andrew_Gilligan_0001.jpg': yes('the photograph of Andrew_Caldecott'),
  'Ari_Fleischer/Ari_Fleischer_0011.jpg': yes('the same photograph'),
  'Prince_Willem-Alexander/Prince_Willem-Alexander_0003.jpg': yes('the same photograph'),
  'Julianne_Moore/Julianne_Moore_0008.jpg': yes('the same photograph'),
  'Julianne_Moore/Julianne_Moore_0015.jpg': { right: false, what: 'another photograph of the same evening' },
};

function verdictOn(image: string): string {
  const seen = SEEN[image];
  if (!seen) return 'nobody has looked';
  return `${seen.right ? 'right' : 'wrong'}: ${seen.what}`;
}

/** One planted error. */
interface Planted {
  /** The true subject, over which the bootstrap goes. */
  readonly subject: string;
  readonly found: boolean;
  /** Pictures that the true subject has left, and that the false one has besides. */
  readonly left: number;
  readonly among: number;
}

/** One proposal about labels. */
interface Judged {
  readonly proposal: Proposal;
  readonly subject: string;
  readonly right: boolean;
  /** Right where errors that lfw-dev has of its own count as such. */
  readonly rightByReading: boolean;
}

export interface Run {
  readonly seed: number;
  readonly planted: readonly Planted[];
  readonly judged: readonly Judged[];
  readonly errorRate: number;
}

/** @param truth rows with their own labels; @param rows the same with some planted ones */
export function judge(
  truth: readonly DatasetRecord[],
  rows: readonly DatasetRecord[],
  { proposals, errorRate }: Proposed,
  seed: number,
): Run {
  const person = new Map(truth.map(({ image, subject }) => [image, subject]));
  const under = new Map<string, string[]>();
  for (const { image, subject } of rows) under.set(subject, [...(under.get(subject) ?? []), image]);
  const labels = proposals.filter(({ kind }) => ['relabel', 'set-aside', 'split'].includes(kind));
  const moved = new Set(labels.flatMap(({ moves }) => moves.map(({ image }) => image)));
  const found = new Set<string>();
  const judged = labels.map((proposal): Judged => {
    const groups = groupsOf(proposal, under, moved);
    const right = isRight(proposal, groups, person);
    if (right) for (const image of proposal.kind === 'split' ? groups.flat() : groups[0]!) found.add(image);
    const own = proposal.moves.some(({ image }) => SEEN[image]?.right);
    return { proposal, subject: proposal.moves[0]!.from, right, rightByReading: right || own };
  });
  const counts = new Map<string, number>();
  for (const { subject } of rows) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const planted = rows.flatMap(({ image, subject }): Planted[] => {
    const own = person.get(image)!;
    if (own === subject) return [];
    const left = rows.filter((row) => row.subject === own && person.get(row.image) === own).length;
    return [{ subject: own, found: found.has(image), left, among: counts.get(subject)! - 1 }];
  });
  return { seed, planted, judged, errorRate };
}

/** The pictures that a proposal moves, by where they go, and then those that it leaves behind. */
function groupsOf(
  { moves }: Proposal,
  under: ReadonlyMap<string, readonly string[]>,
  moved: ReadonlySet<string>,
): string[][] {
  const byTarget = new Map<string | null, string[]>();
  for (const { image, to } of moves) byTarget.set(to, [...(byTarget.get(to) ?? []), image]);
  const stays = under.get(moves[0]!.from)!.filter((image) => !moved.has(image));
  return [...byTarget.values(), stays];
}

/**
 * Strictly: who goes to somebody is that person; who is set aside is not whom the others are; who is split apart are
 * different people. The name of a group is that of most of its pictures.
 */
function isRight(
  { kind, moves }: Proposal,
  groups: readonly (readonly string[])[],
  person: ReadonlyMap<string, string>,
): boolean {
  const people = groups.map((images) => mostOf(images.map((image) => person.get(image)!)));
  const pure = groups.slice(0, -1).every((images) => new Set(images.map((i) => person.get(i))).size === 1);
  if (!pure) return false;
  if (kind === 'relabel') return people[0] === moves[0]!.to;
  if (kind === 'set-aside') return people[0] !== (people[1] ?? moves[0]!.from);
  return new Set(people).size === people.length;
}

function mostOf(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

export function pooled(runs: Readonly<Record<string, readonly Run[]>>, errorRate: number): string[] {
  return [
    `## ${100 * errorRate} % of the pictures moved to another subject`,
    '',
    'Pictures and the subjects that they go to are drawn at random. **Found**: the moved picture is named in a right proposal. **Right**: a relabelled picture goes to its true person; one set aside is not whom the others of the folder are; those split apart are different people. Errors that lfw-dev has of its own count as false alarms in the first column of precision, and by what the pictures show in the second. Intervals: 95 %, bootstrap over subjects, all seeds together; in brackets lowest and highest seed.',
    '',
    '| people | planted | recall | proposals | precision, strict | precision, pictures looked at | expected by the tool | share of errors estimated |',
    '|---|---|---|---|---|---|---|---|',
    ...Object.entries(runs).map(([name, list]) => {
      const planted = list.flatMap((run) => run.planted);
      const judged = list.flatMap((run) => run.judged);
      const expected = judged.reduce((sum, { proposal }) => sum + proposal.probability, 0) / judged.length;
      return `| ${[
        name,
        planted.length,
        figure(list, (run) => run.planted.map((p) => ({ subject: p.subject, hit: p.found }))),
        judged.length,
        figure(list, (run) => run.judged.map((j) => ({ subject: j.subject, hit: j.right }))),
        figure(list, (run) => run.judged.map((j) => ({ subject: j.subject, hit: j.rightByReading }))),
        percent(expected),
        list.map((run) => percent(run.errorRate)).join(', '),
      ].join(' | ')} |`;
    }),
    '',
    ...byKind(runs['all subjects']!),
    ...byCertainty(runs['all subjects']!),
  ];
}

function byKind(runs: readonly Run[]): string[] {
  const judged = runs.flatMap((run) => run.judged);
  return [
    '| kind | proposals | right, strict | right, looked at |',
    '|---|---|---|---|',
    ...(['relabel', 'set-aside', 'split'] as const).map((kind) => {
      const list = judged.filter(({ proposal }) => proposal.kind === kind);
      return `| ${kind} | ${list.length} | ${list.filter((j) => j.right).length} | ${list.filter((j) => j.rightByReading).length} |`;
    }),
    '',
  ];
}

function byCertainty(runs: readonly Run[]): string[] {
  const judged = runs.flatMap((run) => run.judged);
  const bins = [
    [0.9, 0.97],
    [0.97, 0.99],
    [0.99, 0.999],
    [0.999, 1.0001],
  ] as const;
  return [
    'Is a certainty what it says? Proposals of all seeds by the certainty that the tool states:',
    '',
    '| certainty | proposals | stated on average | right, strict | right, looked at |',
    '|---|---|---|---|---|',
    ...bins.flatMap(([from, to]) => {
      const list = judged.filter(({ proposal: { probability } }) => probability >= from && probability < to);
      if (list.length === 0) return [];
      const share = (hits: number) => percent(hits / list.length);
      return `| ${from} to ${Math.min(1, to)} | ${list.length} | ${share(list.reduce((sum, { proposal }) => sum + proposal.probability, 0))} | ${share(list.filter((j) => j.right).length)} | ${share(list.filter((j) => j.rightByReading).length)} |`;
    }),
    '',
  ];
}

export function tableOfSizes(runs: readonly Run[]): string[] {
  const planted = runs.flatMap((run) => run.planted);
  const among = [
    ['nobody', 0, 0],
    ['1', 1, 1],
    ['2 to 4', 2, 4],
    ['5 or more', 5, Number.POSITIVE_INFINITY],
  ] as const;
  const cell = (list: readonly Planted[]): string =>
    list.length === 0
      ? '–'
      : `${list.filter(({ found }) => found).length} of ${list.length} (${percent(list.filter(({ found }) => found).length / list.length)})`;
  const within = (value: number, [, from, to]: (typeof among)[number]) => value >= from && value <= to;
  return [
    '### By how much there is to compare with',
    '',
    'Rows: pictures that the true person has left under their own name. Columns: other pictures in the folder that it was moved to. Among one other picture, and with none of the person left, nothing says which of the two is wrong: found then means split, and is counted so. Among nobody (that picture was moved away as well) nothing says that anything is wrong; it counts as missed.',
    '',
    `| true person has left | ${among.map(([name]) => `moved to ${name}`).join(' | ')} | all |`,
    `|---|${among.map(() => '---').join('|')}|---|`,
    ...among.map((row) => {
      const mine = planted.filter(({ left }) => within(left, row));
      const cells = among.map((column) => cell(mine.filter((p) => within(p.among, column))));
      return `| ${row[0]} | ${cells.join(' | ')} | ${cell(mine)} |`;
    }),
    '',
  ];
}

export function untouched({ proposals, errorRate, twinRate }: Proposed): string[] {
  return [
    '## The data set as it is',
    '',
    `${proposals.length} proposals; estimated: ${percent(errorRate)} of the labels wrong, ${percent(twinRate)} of the subjects under two names.`,
    '',
    '| kind | certain | pictures | goes to | looked at |',
    '|---|---|---|---|---|',
    ...proposals.map(
      ({ kind, probability, moves }) =>
        `| ${kind} | ${percent(probability)} | ${moves.map(({ image }) => image.split('/')[1]).join(', ')} | ${moves[0]!.to ?? 'out'} | ${verdictOn(moves[0]!.image)} |`,
    ),
    '',
  ];
}

const REPLICATES = 2000;

/** A share with its interval over subjects, and its range over seeds. */
function figure(
  runs: readonly Run[],
  of: (run: Run) => readonly { readonly subject: string; readonly hit: boolean }[],
): string {
  const all = runs.flatMap(of);
  const share = (list: readonly { readonly hit: boolean }[]) =>
    list.filter(({ hit }) => hit).length / list.length;
  const bySubject = new Map<string, { hits: number; all: number }>();
  for (const { subject, hit } of all) {
    const known = bySubject.get(subject) ?? { hits: 0, all: 0 };
    bySubject.set(subject, { hits: known.hits + Number(hit), all: known.all + 1 });
  }
  const subjects = [...bySubject.values()];
  const random = createRandom(1);
  const replicates = Array.from({ length: REPLICATES }, () => {
    let [hits, total] = [0, 0];
    for (let k = 0; k < subjects.length; k++) {
      const drawn = subjects[random.below(subjects.length)]!;
      hits += drawn.hits;
      total += drawn.all;
    }
    return hits / total;
  }).sort((a, b) => a - b);
  // Where all are right, every resample is: then people stand for the trials that there are.
  const isDegenerate = subjects.every(({ hits, all }) => hits === all);
  const { lower, upper } = isDegenerate
    ? clopperPearson(subjects.length, subjects.length)
    : {
        lower: replicates[Math.floor(0.025 * REPLICATES)]!,
        upper: replicates[Math.ceil(0.975 * REPLICATES) - 1]!,
      };
  const seeds = runs.map((run) => share(of(run)));
  return `${percent(share(all))} (${percent(lower)} – ${percent(upper)}) [${percent(Math.min(...seeds))}, ${percent(Math.max(...seeds))}]`;
}

const percent = (value: number): string => `${(100 * value).toFixed(value > 0 && value < 0.02 ? 2 : 1)} %`;
