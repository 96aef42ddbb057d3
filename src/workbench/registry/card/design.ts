// The first question: how is the model designed, and why.

import { count, moment, points, sentence, share, pValue as writtenP } from '../../page/numbers.js';
import type { Papers } from '../papers.js';
import type { TrainingRun } from '../trainingRecord.js';
import type { Architecture } from './architecture.js';
import type { Block } from './card.js';

export function designBlocks({ manifest, training }: Papers, architecture: Architecture): Block[] {
  return [
    { kind: 'facts', facts: [...networkFacts(architecture), ...inputFacts(manifest)] },
    ...(training?.kind === 'run' ? runBlocks(training) : [UNTOLD]),
  ];
}

const UNTOLD: Block = {
  kind: 'unknown',
  text: 'Why it is designed so, and how its weights were found, is not known here: it was not trained by likeness train.',
};

function networkFacts({ layers, parameters, flops, operators, input, output }: Architecture) {
  const most = operators.slice(0, MOST_OPERATORS).map(([operator, count]) => `${count} ${operator}`);
  const others = operators.length - most.length;
  return [
    ['Layers with weights', String(layers)],
    ['Parameters', parameters.toLocaleString('en-GB')],
    [
      'Multiply-adds a picture',
      flops === undefined ? 'not known: a shape in its graph cannot be told' : millions(flops),
    ],
    ['Operators', `${most.join(', ')}${others > 0 ? ` and ${others} others` : ''}`],
    ['Input', input],
    ['Output', output],
  ] as const;
}

const MOST_OPERATORS = 8;

const millions = (flops: number): string =>
  `${Number((flops / 1e6).toPrecision(3)).toLocaleString('en-GB')} million`;

function inputFacts({ input, alignment, templateLength }: Papers['manifest']) {
  if (!input || !alignment) return [];
  const points = alignment.landmarks === 'five' ? 'five points' : '51 points';
  return [
    [
      'Picture of the face',
      `${input.size} × ${input.size} pixels, ${input.order.toUpperCase()}, placed by ${points}${alignment.mirror ? ', averaged with its mirror image' : ''}`,
    ],
    ['Template', templateLength === undefined ? 'length not known' : `${templateLength} numbers`],
  ] as const;
}

function runBlocks(run: TrainingRun): Block[] {
  const { bases, recipe, reasons, seed, command, at, history } = run;
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  // A reason may be for what no single field says, such as how the whole was validated.
  const choices = Object.entries(reasons).map(([choice, reason]) => [
    choice,
    choice in recipe ? shown(recipe[choice]) : '',
    reason,
  ]);
  const rest = Object.entries(recipe).filter(([field]) => !(field in reasons) && !TOLD.includes(field));
  return [
    {
      kind: 'facts',
      facts: [
        ['Made of', madeOf(bases)],
        ['Trained by', command],
        ['Ended', moment(at)],
        ['Seed', String(seed)],
        ...(history.length > 0 ? [['Last measured', measured(history.at(-1) ?? {})] as const] : []),
      ],
    },
    ...tableOf('The recipe’s choices', ['choice', 'value', 'why'], choices),
    ...ablationBlocks(run),
    ...tableOf(
      'The rest of the recipe, for which no reason is recorded',
      ['field', 'value'],
      rest.map(([field, value]) => [field, shown(value)]),
    ),
  ];
}

const tableOf = (caption: string, head: readonly string[], rows: readonly string[][]): Block[] =>
  rows.length === 0 ? [] : [{ kind: 'table', caption, head, rows }];

/** Fields of a recipe that the card tells elsewhere. */
const TOLD: readonly string[] = ['kind', 'name', 'dataset', 'seed'];

const madeOf = (bases: TrainingRun['bases']): string =>
  bases.length === 0
    ? 'random weights'
    : bases.map(({ name, digest }) => `${name} (${digest.slice(0, 12)})`).join(', ');

const measured = (point: Readonly<Record<string, number>>): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ');

function ablationBlocks({ ablation }: TrainingRun): Block[] {
  if (ablation === null)
    return [{ kind: 'unknown', text: 'What each choice is worth is not known: there is no ablation study.' }];
  const { fmr, fnmr, lower, upper, command, people, choices } = ablation;
  const rows = choices.flatMap(({ choice, taken, alternatives }) =>
    alternatives.map(({ name, pValue, difference, ...other }) => [
      choice,
      taken,
      name,
      `${share(other.fnmr)} (${share(other.lower)} to ${share(other.upper)})`,
      difference === undefined
        ? 'not compared'
        : sentence(points(difference.estimate, difference.lower, difference.upper)),
      pValue === null ? 'not tested' : writtenP(pValue),
      verdictOf(pValue, difference?.estimate ?? other.fnmr - fnmr),
    ]),
  );
  const on = people
    ? ` on ${count(people.subjects)} subjects of the part ${people.part} of ${people.dataset}, who had no part in any choice; p adjusted over the table (Holm)`
    : '';
  return [
    {
      kind: 'table',
      caption: `Ablation: FNMR at FMR ${fmr}, ${share(fnmr)} (${share(lower)} to ${share(upper)}) as it is${on}. Made by ${command}`,
      head: ['choice', 'taken', 'instead', 'FNMR (95 %)', 'difference (95 %)', 'p', 'instead it would be'],
      rows,
    },
  ];
}

/** As probability of error that a claim may have. */
const LEVEL = 0.05;

function verdictOf(pValue: number | null, difference: number): string {
  if (pValue === null) return 'not known';
  if (pValue > LEVEL) return 'indistinguishable';
  return difference > 0 ? 'worse' : 'better';
}
