// `likeness policy`: what a tenant decides by, and what another policy would have decided.

import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { LikenessError } from '../../errors.js';
import type { OpenPolicies, Simulation } from '../../service/index.js';
import { tenantOption, WHERE } from '../administration.js';
import { interruptible } from '../interrupt.js';
import { calendarDay, finite, jsonOption, whole, word } from '../options.js';
import { painter, printJson, printLines } from '../output.js';
import { simulationLines } from '../policy/simulationLines.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `A policy says how rarely an impostor may be approved, how strong evidence must be to reject, how good pictures must
be, and what makes a person look. Versions are drafted and put in force through the service (\`/v1/policies\`); here they
are read, and tried on past traffic before that.

${WHERE}`;

const SIMULATE = `Judges past decisions anew under another policy and says what would change: how many decisions and which way,
what people had said of those who would now pass unseen, how many cases a day there would be, in which time and at which
cost, and which false match rate approvals would claim. Nothing is changed. No picture is opened and no model runs: a
decision’s report holds all that it hung on. What it does not tell (who would be found at a lower threshold among customers
or on lists) is counted and said. The simulation stands in the log.

The policy is a JSON file; what it does not say is as Likeness comes. Start from \`likeness policy show --json\`.`;

const EXAMPLES = `
Examples:
  $ likeness policy show --json > draft.json
  $ likeness policy simulate draft.json --from 2026-10-01
  $ likeness policy simulate --policy 4 --from 2026-10-01 --to 2026-11-01 --hourly-cost 32
  $ likeness policy simulate draft.json --from 2026-10-01 --json`;

interface ShowOptions {
  readonly tenant?: string;
  readonly json?: true;
}

interface SimulateOptions extends ShowOptions {
  readonly policy?: number;
  readonly from: string;
  readonly to?: string;
  readonly most: number;
  readonly hourlyCost?: number;
}

export function addPolicy(program: Command, terminal: Terminal): void {
  const policy = program
    .command('policy')
    .summary('what is decided by, and what another policy would decide')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  policy
    .command('show')
    .summary('the policy in force, or a version')
    .description('The policy in force, or a version of it. With --json as a document to start another from.')
    .argument('[version]', 'its number (default: the one in force)', whole)
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((version: number | undefined, options: ShowOptions) => show(terminal, version, options));
  policy
    .command('simulate')
    .summary('try a policy on past traffic')
    .description(prose(SIMULATE))
    .argument('[file]', 'the policy, a JSON file', word)
    .option('--policy <version>', 'a version that was drafted, in place of a file', whole)
    .requiredOption('--from <day>', 'the first day, UTC', calendarDay)
    .option('--to <day>', 'up to the start of this day, UTC (default: now)', calendarDay)
    .option('--most <n>', 'if there were more decisions, so many are drawn by chance', whole, 10_000)
    .option('--hourly-cost <amount>', 'what an hour of a reviewer costs, in whichever currency', cost)
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((file: string | undefined, options: SimulateOptions) => simulate(terminal, file, options));
}

function cost(text: string): number {
  const amount = finite(text);
  if (amount < 0) throw new InvalidArgumentError(`"${text}" is below nothing.`);
  return amount;
}

async function show(terminal: Terminal, version: number | undefined, options: ShowOptions): Promise<void> {
  const found = await withPolicies(terminal, options.tenant, (policies) => policies.read(version));
  if (options.json) return printJson(terminal, found.document);
  const paint = painter(terminal.out, terminal.env);
  printLines(terminal, [
    paint(`version ${found.version}`, 'bold') +
      (found.activatedAt ? `, put in force ${found.activatedAt.toISOString().slice(0, 16)}Z` : ', a draft') +
      `: ${found.note}`,
    JSON.stringify(found.document, null, 2),
  ]);
}

async function simulate(
  terminal: Terminal,
  file: string | undefined,
  { policy: version, from, to, most, hourlyCost, tenant, json }: SimulateOptions,
): Promise<void> {
  if ((file === undefined) === (version === undefined))
    throw new LikenessError('option_invalid', 'give either a file or --policy <version>');
  const period = { from: new Date(`${from}T00:00:00Z`), to: to ? new Date(`${to}T00:00:00Z`) : new Date() };
  if (period.from >= period.to) throw new LikenessError('option_invalid', '--from must be before --to');
  const written = file === undefined ? undefined : await policyIn(file);
  const progress = startProgress(terminal);
  const simulation: Simulation = await interruptible((signal) =>
    withPolicies(terminal, tenant, async (policies) =>
      policies.simulate({
        policy: written ?? (await policies.read(version)).document,
        ...{ period, most, signal },
        ...(hourlyCost !== undefined && { hourlyCost }),
        onProgress: (done, total) => progress.report('judging anew', done, total),
      }),
    ),
  ).finally(progress.done);
  if (json) printJson(terminal, simulation);
  else printLines(terminal, simulationLines(simulation, painter(terminal.out, terminal.env)));
}

async function policyIn(file: string) {
  const { policyOf } = await import('../../service/index.js');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new LikenessError('file_unreadable', `cannot read ${file}: ${error.code}`);
  });
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw new LikenessError('policy_invalid', `${file} is no JSON: ${(error as Error).message}`);
  }
  return policyOf(written);
}

async function withPolicies<T>(
  terminal: Terminal,
  tenant = 'default',
  work: (policies: OpenPolicies) => Promise<T>,
): Promise<T> {
  const { configurationOf, openPolicies } = await import('../../service/index.js');
  const { LIKENESS_HOME: home } = terminal.env;
  const place = await configurationOf({ ...(home && { home }) }, terminal.env);
  const progress = startProgress(terminal);
  const policies = await openPolicies(place, tenant, (message) => progress.report(message)).finally(
    progress.done,
  );
  try {
    return await work(policies);
  } finally {
    await policies.close();
  }
}
