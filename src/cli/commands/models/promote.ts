// `likeness models promote` and `rollback`: which model is used where none is named.

import type { Command } from 'commander';
import type { PromoteResult, Requirement } from '../../../workbench/index.js';
import { finite, jsonOption, word } from '../../options.js';
import { type Paint, painter, printJson, printLines, rate } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { openStore } from './store.js';

const ABOUT = `Make a model the default, if the evidence is there; there is no way around it. It must have been evaluated on
subjects that it never saw, on the same comparisons as the present default, be shown not to be worse at the policy's
false match rate, and be calibrated on subjects that were neither trained on nor tested on. Otherwise nothing is
changed, and each thing that is missing is named with the command that would supply it.

Not worse: the upper end of the 95 % interval of its FNMR less the default's must lie below the margin. Few comparisons
make that interval wide and so speak against a model, not for it. The FMR of the policy stays as it is; the threshold
moves to where the new model's calibration has it. The change is appended to promotions.jsonl in LIKENESS_HOME.

It is the default of the command line, and of the first start of a service. A service that has decided once goes by its
own database: see docs/service/models.md.`;

const EPILOGUE = `
Exit codes:
  0 promoted   1 evidence is missing   2 wrong use or bad input

Examples:
  $ likeness models promote adapter --reason "misses a third fewer on documents"
  $ likeness models promote adapter --fmr 1e-3 --margin 0.005
  $ likeness models rollback --reason "complaints from branch 7"`;

const EXIT_REFUSED = 1;

interface PromoteFlags {
  readonly json?: true;
  readonly fmr?: number;
  readonly margin?: number;
  readonly reason?: string;
}

interface RollbackFlags {
  readonly json?: true;
  readonly reason?: string;
}

export function addPromote(models: Command, terminal: Terminal): void {
  models
    .command('promote')
    .summary('make a model the default, on evidence')
    .description(prose(ABOUT))
    .argument('<name>', 'name or digest')
    .option('--fmr <rate>', 'the policy’s false match rate (default 1e-4)', finite)
    .option('--margin <share>', 'how much higher its FNMR may be, at most 0.05 (default 0.01)', finite)
    .option('--reason <text>', 'why, for the record', word)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((name: string, options: PromoteFlags) => promoteOne(terminal, name, options));
}

export function addRollback(models: Command, terminal: Terminal): void {
  models
    .command('rollback')
    .summary('make the former default the default again')
    .description('Make the former default the default again; run again, the one before it.')
    .option('--reason <text>', 'why, for the record', word)
    .addOption(jsonOption())
    .action((options: RollbackFlags) => rollBack(terminal, options));
}

async function promoteOne(
  terminal: Terminal,
  model: string,
  { json, fmr, margin, reason }: PromoteFlags,
): Promise<void> {
  const { promote } = await import('../../../workbench/index.js');
  const { DEFAULT_POLICY, operatingPoint } = await import('../../../decision/index.js');
  const { home } = await openStore(terminal);
  const approveFmr = fmr ?? DEFAULT_POLICY.approveFmr;
  const result = await promote({
    model,
    home,
    fmr: approveFmr,
    operatingPoint,
    ...(margin === undefined ? {} : { margin }),
    ...(reason === undefined ? {} : { reason }),
  });
  if (!result.promoted) terminal.exitCode = EXIT_REFUSED;
  if (json) printJson(terminal, { ...result, fmr: approveFmr });
  else printLines(terminal, resultLines(result, approveFmr, painter(terminal.out, terminal.env)));
}

function resultLines(
  { promoted, from, to, case: { requirements, thresholds, caveats } }: PromoteResult,
  fmr: number,
  paint: Paint,
): string[] {
  const missing = requirements.filter(({ met }) => !met).length;
  const commands = new Set(requirements.flatMap(({ command }) => command ?? []));
  return [
    ...requirements.map((requirement) => requirementLine(requirement, paint)),
    ...caveats.map((caveat) => `${paint('!', 'yellow')} ${caveat}`),
    '',
    ...(promoted
      ? [
          paint(`${to.name} is the default now, in place of ${from.name}`, 'bold', 'green'),
          `threshold at FMR ${rate(fmr)}: ${thresholds.to?.toFixed(5)}, was ${thresholds.from?.toFixed(5) ?? 'not known'}`,
          paint('`likeness models rollback` takes it back', 'dim'),
        ]
      : [
          paint(
            `not promoted: ${missing} of ${requirements.length} requirements are not met; ${from.name} stays the default`,
            'bold',
            'red',
          ),
          ...(commands.size > 0 ? ['What is missing comes from:'] : []),
          ...[...commands].map((command) => `  $ ${command}`),
        ]),
  ];
}

function requirementLine({ name, met, finding }: Requirement, paint: Paint): string {
  return `${met ? paint('✓', 'green') : paint('✕', 'red')} ${name}: ${finding}`;
}

async function rollBack(terminal: Terminal, { json, reason }: RollbackFlags): Promise<void> {
  const { rollback } = await import('../../../workbench/index.js');
  const { home } = await openStore(terminal);
  const { from, to } = await rollback(home, reason);
  if (json) printJson(terminal, { from, to });
  else printLines(terminal, [`${to.name} is the default again, in place of ${from.name}`]);
}
