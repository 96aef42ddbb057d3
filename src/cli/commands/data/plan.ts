// `likeness data plan`: which data is needed, and where it might come from.

import type { Command } from 'commander';
import { LikenessError } from '../../../errors.js';
import type { Plan } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { finite, jsonOption, whole, word } from '../../options.js';
import { count, type Paint, painter, printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Which data do I need, and where will I get it? Answered from evidence, on one page that can be handed over:
what to collect next, ranked, with how many people and what it buys; the learning curve of a recipe; what a claim at
each FMR takes; which slices (what is compared, age gap, pose, quality, groups) are thin or missing; and the public
sets with their licences, and what each is fit for.

With --recipe the recipe is trained on a sixteenth, an eighth … of the subjects of the part train, each several times,
and every model is measured on the part test: a power law says what twice and four times the subjects would bring, and
where nothing can be said it says so. That takes about five times as long as training once.

With --report, of an evaluation of these photographs or others like them, the numbers of people rest upon how people
share their errors; without, upon independent comparisons, which is the least that it takes.`;

const EPILOGUE = `
Exit codes:
  0 done   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data plan people
  $ likeness data plan people --report likeness-report/report.json --out plan.html
  $ likeness data plan people --recipe recipe.json --fmr 1e-3 --fnmr 0.02
  $ likeness data plan people --json | jq '.advice[0]'`;

interface Options {
  readonly recipe?: string;
  readonly report?: string;
  readonly fmr: number;
  readonly within?: number;
  readonly fnmr?: number;
  readonly out?: string;
  readonly replicates: number;
  readonly seed: number;
  readonly threads?: number;
  readonly json?: true;
}

export function addPlan(data: Command, terminal: Terminal): void {
  data
    .command('plan')
    .summary('which data is needed, how much of it, and where it might come from')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .option(
      '--recipe <file.json>',
      'what `likeness train` takes: trained on more and more of the subjects',
      word,
    )
    .option('--report <file.json>', 'what `likeness evaluate` wrote', word)
    .option('--fmr <rate>', 'the false match rate of the learning curve and of each slice', finite, 1e-3)
    .option(
      '--within <share>',
      'half the width that an FNMR’s interval may have (default: two fifths of it)',
      finite,
    )
    .option('--fnmr <rate>', 'ask how many subjects to train on this FNMR takes', finite)
    .option('--out <file.html>', 'the page (default: none with --json, else plan.html)', word)
    .option('--replicates <n>', 'bootstrap replicates', whole, 1000)
    .option('--seed <n>', 'of the bootstrap and of every draw', whole, 1)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((dataset: string, options: Options) => planDataset(terminal, dataset, options));
}

async function planDataset(terminal: Terminal, dataset: string, options: Options): Promise<void> {
  const { openRecipeLearner, planData, renderPlan } = await import('../../../workbench/index.js');
  const { likenessHome } = await import('../../../face/index.js');
  if (options.fnmr !== undefined && options.recipe === undefined)
    throw new LikenessError('usage', '--fnmr asks of a learning curve: give a recipe with --recipe');
  const { fmr, replicates, seed, threads, json } = options;
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const plan = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    const watch = { signal, onProgress: progress.report };
    const working = { home, ...(threads ? { threads } : {}), ...watch };
    try {
      const learner = options.recipe ? await openRecipeLearner(options.recipe, dataset, working) : undefined;
      try {
        return await planData({
          dataset,
          fmr,
          replicates,
          seed,
          ...watch,
          ...(learner ? { learner } : {}),
          ...(options.report ? { report: options.report } : {}),
          ...(options.within === undefined ? {} : { within: options.within }),
          ...(options.fnmr === undefined ? {} : { wanted: [options.fnmr] }),
        });
      } finally {
        await learner?.close();
      }
    } finally {
      progress.done();
    }
  });
  const page = options.out ?? (json ? undefined : 'plan.html');
  if (page) await save(page, renderPlan(plan));
  if (json) printJson(terminal, plan);
  else printLines(terminal, linesOf(plan, page!, painter(terminal.out, terminal.env)));
}

function linesOf({ dataset, advice, collection, learning }: Plan, page: string, paint: Paint): string[] {
  const size = `${count(dataset.subjects)} subjects, ${count(dataset.pictures)} pictures`;
  return [
    `${paint(dataset.name, 'bold')}: ${size}`,
    ...(learning ? [learning.statement] : []),
    '',
    advice.length === 0
      ? 'Nothing is missing for what was asked.'
      : paint('What to collect next, the most urgent first:', 'bold'),
    ...advice.flatMap(({ urgency, title, people }, i) => {
      const more = people ? `, ${count(people)} people more` : '';
      return [`${String(i + 1).padStart(2)}  ${title}${more}  ${paint(`(${urgency})`, 'dim')}`];
    }),
    ...(collection.people > 0
      ? ['', `One collection of ${count(collection.people)} people to test on would answer them together.`]
      : []),
    '',
    paint(page, 'dim'),
  ];
}
