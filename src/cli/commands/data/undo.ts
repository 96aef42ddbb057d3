// `likeness data undo`: the latest change of a data set is taken back.

import type { Command } from 'commander';
import { jsonOption } from '../../options.js';
import { count, printJson, printLines } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Take the latest change of a data set back: what ingest added goes. Run it again for the change before.
Copies of pictures stay on the disk; \`likeness data forget --unlisted\` erases those that no row knows.`;

const EPILOGUE = `
Exit codes:
  0 taken back   1 there is nothing to take back   2 wrong use or bad input

Example:
  $ likeness data undo people`;

const EXIT_NOTHING = 1;

export function addUndo(data: Command, terminal: Terminal): void {
  data
    .command('undo')
    .summary('take the latest change back')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set')
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, { json }: { readonly json?: true }) => undo(terminal, path, json));
}

async function undo(terminal: Terminal, path: string, json: true | undefined): Promise<void> {
  const { openDataset, undoChange } = await import('../../../workbench/index.js');
  const undone = await undoChange(path);
  const { name, records } = await openDataset(path);
  if (json) printJson(terminal, { dataset: name, undone: undone ?? null, pictures: records.length });
  else
    printLines(terminal, [
      undone
        ? `taken back: ${undone.change} (${undone.at}); ${name} has ${count(records.length)} pictures now`
        : `${name}: there is nothing to take back`,
    ]);
  if (!undone) terminal.exitCode = EXIT_NOTHING;
}
