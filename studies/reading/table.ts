// The table of what was read of the committed thousand.
//   npm run study:reading:table -- --out DIR [--write studies/results/reading.md]

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VISUAL_LABELS, type VisualFact } from '../../src/document/index.js';
import { clopperPearson } from '../../src/trials/index.js';
import { EVERYDAY } from '../../src/workbench/specimens/scene/index.js';
import type { Outcome } from './outcome.js';
import { SEED, wasLookedAt } from './specimens.js';
import { VISUAL_FACTS } from './visual.js';

const { values } = parseArgs({ options: { out: { type: 'string' }, write: { type: 'string' } } });
if (!values.out) throw new Error('give --out: the folder of the results');
const outcomes = readdirSync(values.out)
  .filter((name) => /^outcomes-\d+\.jsonl$/.test(name))
  .flatMap((name) => readFileSync(join(values.out!, name), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Outcome)
  .toSorted((a, b) => a.number - b.number);

const peers = outcomes.flatMap(({ tesseract, zone, milliseconds }) =>
  tesseract && zone ? [{ ...tesseract, zone, milliseconds }] : [],
);

const text = [
  '# Reading the page',
  '',
  `Made by \`npm run study:reading\` (seed ${SEED}, numbers ${ranges(outcomes.map(({ number }) => number))} of the committed thousand specimens of src/workbench/specimens, photographed as \`EVERYDAY\` says).`,
  'The networks have seen other specimens, photographed by the same program, with portraits of other people: this shows how well they',
  'read what our camera makes of what our press prints, and no real passport is among them.',
  ...(outcomes.length < 1000 ? ['', '**Preliminary**: not all of the thousand.'] : []),
  '',
  `Each photograph is drawn from: longer side ${EVERYDAY.longSide.join('–')} pixels; page ${percents(EVERYDAY.size)} of its diagonal; turned by any angle;`,
  `tilted by up to ${EVERYDAY.tilt[1]}°; light falling off by up to ${100 * EVERYDAY.falloff[1]} %; a shadow in ${100 * EVERYDAY.shadow.share} %, a reflection in ${100 * EVERYDAY.glare.share} %, a thumb on an edge in ${100 * EVERYDAY.thumb} %;`,
  `blur of ${EVERYDAY.defocus.join('–')} mm, motion of up to ${EVERYDAY.motion[1]} mm, noise of up to ${EVERYDAY.noise[1]} levels, exposure ${EVERYDAY.exposure.join(' to +')} stops, JPEG quality ${EVERYDAY.jpeg.join('–')};`,
  'on wood, cloth, stone, tiles, among papers and cards; most passports with their other page.',
  '',
  '95 % intervals by Clopper and Pearson.',
  '',
  ...mainTable(outcomes),
  '',
  `Corners: median ${quantile(
    outcomes.map(({ cornerError }) => cornerError ?? 1),
    0.5,
  )}, 99th percentile ${quantile(
    outcomes.map(({ cornerError }) => cornerError ?? 1),
    0.99,
  )} of the diagonal; a page that was not found counts as 100 %.`,
  `Milliseconds a photograph (median): ${(['decode', 'page', 'zone', 'portrait', 'total'] as const).map((stage) => `${stage} ${median(outcomes.map(({ milliseconds }) => milliseconds[stage])).toFixed(0)}`).join(', ')}.`,
  '',
  ...freshTable(),
  ...visualTable(),
  ...peerTable(),
].join('\n');
console.log(text);
if (values.write) writeFileSync(values.write, text);

function mainTable(of: readonly Outcome[]): string[] {
  const withPortrait = of.filter(({ portrait }) => portrait !== null);
  const zones = of.flatMap(({ zone }) => (zone ? [zone] : []));
  return [
    '| | aim | | |',
    '|---|---|---|---|',
    row('corners within 1 % of the diagonal', '≥ 99 %', of, ({ cornerError }) => (cornerError ?? 1) <= 0.01),
    row('corners within 0.5 %', '', of, ({ cornerError }) => (cornerError ?? 1) <= 0.005),
    row('page found at all', '', of, ({ cornerError }) => cornerError !== null),
    row('portrait found', '≥ 99.5 %', withPortrait, ({ portrait }) => portrait === true),
    row('zone read without any error', '≥ 97 %', zones, ({ wrong }) => wrong === 0),
    row('… and said to be `read`', '', zones, ({ wrong, status }) => wrong === 0 && status === 'read'),
    row('wrong, with all check digits passed', '0', zones, ({ wrong, valid }) => (wrong ?? 0) > 0 && valid),
    row(
      'wrong, and said to be `read`',
      '0',
      zones,
      ({ wrong, status }) => (wrong ?? 0) > 0 && status === 'read',
    ),
    row('wrong before check digits corrected', '', zones, ({ firstChoiceWrong }) => firstChoiceWrong !== 0),
    row(
      'a portrait found where none is',
      '',
      of.filter(({ portrait }) => portrait === null),
      ({ faceConfidence }) => faceConfidence !== null,
    ),
    row(
      'a zone read where none is',
      '',
      of.filter(({ zone }) => !zone),
      ({ ghostZone }) => ghostZone,
    ),
  ];
}

/** The same of what nobody had looked at before the last training. */
function freshTable(): string[] {
  const fresh = outcomes.filter(({ number }) => !wasLookedAt(number));
  if (fresh.length === 0 || fresh.length === outcomes.length) return [];
  return [
    '## Of specimens that no choice hangs on',
    '',
    `Outcomes of some of the above were looked at while the networks were trained. Of these ${fresh.length}, only after the last training (numbers ${ranges(fresh.map(({ number }) => number))}); that no face is sought on a card's back was decided on them too.`,
    '',
    ...mainTable(fresh),
    '',
  ];
}

function visualTable(): string[] {
  // The back of a card prints none of these facts but in its zone.
  const printed = outcomes.filter(({ kind }) => kind !== 'TD1-back');
  const read = printed.flatMap(({ visual }) => (visual ? [visual] : []));
  if (read.length === 0) return [];
  const times = printed.flatMap(({ visual, milliseconds }) => (visual ? [milliseconds.visual] : []));
  const cell = (of: 'genuine' | 'altered', fact: VisualFact, agrees: boolean) =>
    rate(read.filter((one) => one[of][fact] === agrees).length, read.length);
  return [
    '## What is printed for people',
    '',
    `On ${read.length} of these photographs whose zone was read and whose page prints its facts, with \`--visual\` (tesseract.js; ${median(times).toFixed(0)} ms a page, median). Altered: one`,
    'character of the fact is another in the zone than in print.',
    '',
    '| | found, and agrees | said to differ, though it is as it was made | altered: said to differ | altered: said to agree |',
    '|---|---|---|---|---|',
    ...VISUAL_FACTS.map(
      (fact) =>
        `| ${VISUAL_LABELS[fact]} | ${cell('genuine', fact, true)} | ${cell('genuine', fact, false)} | ${cell('altered', fact, false)} | ${cell('altered', fact, true)} |`,
    ),
    '',
  ];
}

function peerTable(): string[] {
  if (peers.length === 0) return [];
  const strips = peers.filter(({ stripWrong }) => stripWrong !== null);
  const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
  return [
    '## Beside tesseract.js',
    '',
    `On ${peers.length} of these photographs that show a zone: tesseract.js 7.0.0 with its best English model (\`4.0.0_best_int\`), set as was best for it (studies/reading/tesseract.ts).`,
    '',
    '| | zones without error | characters wrong | milliseconds (median) |',
    '|---|---|---|---|',
    `| Likeness, from the photograph | ${share(peers.filter(({ zone }) => zone.wrong === 0).length, peers.length)} | ${meanOf(peers.map(({ zone }) => zone.wrong ?? 88))} | ${median(peers.map(({ milliseconds }) => milliseconds.zone)).toFixed(0)} for the zone, ${median(peers.map(({ milliseconds }) => milliseconds.total)).toFixed(0)} in all |`,
    `| tesseract.js, of the zone as we cut it out, straight and upright | ${share(strips.filter(({ stripWrong }) => stripWrong === 0).length, strips.length)} | ${meanOf(strips.map(({ stripWrong }) => stripWrong!))} | ${median(strips.map(({ stripMilliseconds }) => stripMilliseconds!)).toFixed(0)} |`,
    `| tesseract.js, of the whole photograph | ${share(peers.filter(({ wholeWrong }) => wholeWrong === 0).length, peers.length)} | ${meanOf(peers.map(({ wholeWrong }) => wholeWrong))} | ${median(peers.map(({ wholeMilliseconds }) => wholeMilliseconds)).toFixed(0)} |`,
    '',
    `For the zone alone tesseract.js takes ${(median(strips.map(({ stripMilliseconds }) => stripMilliseconds!)) / median(strips.map(({ milliseconds }) => milliseconds.zone))).toFixed(1)} times as long. Of ${count(strips.length)} zones it errs on ${count(sum(strips.map(({ stripWrong }) => stripWrong!)))} characters, most of them fillers; Likeness on ${count(sum(strips.map(({ zone }) => zone.wrong ?? 88)))}.`,
    '',
  ];
}

function row<T>(name: string, aim: string, items: readonly T[], holds: (item: T) => boolean): string {
  const hits = items.filter(holds).length;
  return `| ${name} | ${aim} | ${hits} of ${items.length} | ${rate(hits, items.length)} |`;
}

function rate(hits: number, of: number): string {
  const { lower, upper } = clopperPearson(hits, of);
  const percent = (share: number) => (100 * share).toFixed(1);
  return `**${percent(hits / of)} %** (${percent(lower)}–${percent(upper)})`;
}

/** `0–193, 500–651`. */
function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((n, i) => n !== numbers[i - 1]! + 1);
  const ends = numbers.filter((n, i) => n !== numbers[i + 1]! - 1);
  return starts.map((start, i) => `${start}–${ends[i]}`).join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percents([from, to]: readonly [number, number]): string {
  return `${Math.round(100 * from)}–${Math.round(100 * to)} %`;
}

function quantile(numbers: readonly number[], share: number): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  return `${(100 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!).toFixed(2)} %`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

function meanOf(numbers: readonly number[]): string {
  return (sum(numbers) / numbers.length).toFixed(2);
}
