// The first question: how is the model designed, and why.

import { moment, share } from '../../page/numbers.js';
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
  const { base, recipe, reasons, seed, command, at, history } = run;
  const choices = Object.entries(recipe).map(([choice, value]) => [
    choice,
    typeof value === 'string' ? value : JSON.stringify(value),
    reasons[choice] ?? 'reason not recorded',
  ]);
  return [
    {
      kind: 'facts',
      facts: [
        ['Trained from', base ? `${base.name} (${base.digest.slice(0, 12)})` : 'random weights'],
        ['Trained by', command],
        ['Ended', moment(at)],
        ['Seed', String(seed)],
        ...(history.length > 0 ? [['Last measured', measured(history.at(-1) ?? {})] as const] : []),
      ],
    },
    { kind: 'table', caption: 'The recipe’s choices', head: ['choice', 'value', 'why'], rows: choices },
    ...ablationBlocks(run),
  ];
}

const measured = (point: Readonly<Record<string, number>>): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ');

function ablationBlocks({ ablation }: TrainingRun): Block[] {
  if (ablation === null)
    return [{ kind: 'unknown', text: 'What each choice is worth is not known: there is no ablation study.' }];
  const { fmr, fnmr, lower, upper, command, choices } = ablation;
  const rows = choices.flatMap(({ choice, taken, alternatives }) =>
    alternatives.map((other) => [
      choice,
      taken,
      other.name,
      `${share(other.fnmr)} (${share(other.lower)} to ${share(other.upper)})`,
      other.pValue === null ? 'not tested' : String(Number(other.pValue.toPrecision(2))),
    ]),
  );
  return [
    {
      kind: 'table',
      caption: `Ablation: FNMR at FMR ${fmr}, ${share(fnmr)} (${share(lower)} to ${share(upper)}) as it is. Made by ${command}`,
      head: ['choice', 'taken', 'instead', 'FNMR (95 %)', 'p'],
      rows,
    },
  ];
}
