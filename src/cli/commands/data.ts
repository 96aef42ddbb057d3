// `likeness data`: everything between a folder of photographs and a model that may be trained on them.

import type { Command } from 'commander';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';
import { addForget } from './data/forget.js';
import { addIngest } from './data/ingest.js';
import { addUndo } from './data/undo.js';

const ABOUT = `Data sets: photographs with what is known of them. A data set is a folder with images.parquet, one row
a picture, which any tool reads, and the pictures themselves by their digests.`;

const EPILOGUE = `
Examples:
  $ likeness data ingest photos people       makes the data set people of the folder photos
  $ likeness data undo people                takes the latest change back
  $ likeness data forget people Ann_Lee      erases a person everywhere
  $ likeness data ingest --help              all about one command`;

export function addData(program: Command, terminal: Terminal): void {
  const data = program
    .command('data')
    .summary('data sets: take photographs in, take changes back, forget people')
    .description(prose(ABOUT))
    .helpCommand(false)
    .addHelpText('after', EPILOGUE);
  for (const add of [addIngest, addUndo, addForget]) add(data, terminal);
}
