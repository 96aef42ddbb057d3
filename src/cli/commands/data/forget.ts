// `likeness data forget`: a subject is erased.

import type { Command } from 'commander';
import type { Forgotten } from '../../../workbench/index.js';
import { jsonOption } from '../../options.js';
import { count, printJson, printLines } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Erase a subject: the rows of the data set, now and in every state that undo could bring back, the
copies of the pictures, and their templates in the caches of LIKENESS_HOME. This is not undone. Models that were
trained on the subject are named: a network cannot be made to forget, train it again without. Files outside the data
set (\`ingest --link\`) and pages that were made before are yours to remove.`;

const EPILOGUE = `
Exit codes:
  0 erased   2 wrong use, or nobody knows the subject

Example:
  $ likeness data forget people Adam_Sandler`;

export function addForget(data: Command, terminal: Terminal): void {
  data
    .command('forget')
    .summary('erase a subject everywhere')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .argument('<subject>', 'as the column `subject` calls the person')
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, subject: string, { json }: { readonly json?: true }) =>
      forgetSubject(terminal, path, subject, json),
    );
}

async function forgetSubject(
  terminal: Terminal,
  path: string,
  subject: string,
  json: true | undefined,
): Promise<void> {
  const { forget, openDataset } = await import('../../../workbench/index.js');
  const { ModelStore, likenessHome } = await import('../../../face/index.js');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const forgotten = await forget(await openDataset(path), subject, { home, store: new ModelStore(home) });
  if (json) printJson(terminal, forgotten);
  else printLines(terminal, linesOf(forgotten));
}

const linesOf = ({ subject, images, erased, templates, left, trainedOn }: Forgotten): string[] => [
  `${subject}: ${count(images.length)} pictures forgotten; ${count(erased.length)} copies and ${count(templates)} cached templates erased`,
  ...(left.length > 0 ? ['', 'left where they lie, for you to decide on:'] : []),
  ...left.map((file) => `  ${file}`),
  '',
  trainedOn.length === 0
    ? 'no model of this machine is known to have been trained on the subject'
    : 'models that were trained on the subject; train them again without:',
  ...trainedOn.map(({ name, digest }) => `  ${name} ${digest.slice(0, 12)}`),
];
