// `likeness data`: everything between a folder of photographs and a model that may be trained on them.

import type { Command } from 'commander';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';
import { addClean } from './data/clean.js';
import { addDegrade } from './data/degrade.js';
import { addForget } from './data/forget.js';
import { addIngest } from './data/ingest.js';
import { addInspect } from './data/inspect.js';
import { addLedger } from './data/ledger.js';
import { addPairs } from './data/pairs.js';
import { addPlan } from './data/plan.js';
import { addSplit } from './data/split.js';
import { addUndo } from './data/undo.js';

const ABOUT = `Data sets: photographs with what is known of them. A data set is a folder with images.parquet, one row
a picture, which any tool reads, and the pictures themselves by their digests.`;

const EPILOGUE = `
Examples:
  $ likeness data ingest photos people       makes the data set people of the folder photos
  $ likeness data clean people --page c.html proposes what to mend: labels, duplicates, double names
  $ likeness data split people               parts it into train, calibrate and test, and checks that
                                             nobody is in two
  $ likeness data pairs people --out p.csv   lists pairs to compare, with look-alikes
  $ likeness data plan people                which data is needed, and where it might come from
  $ likeness data undo people                takes the latest change back
  $ likeness data degrade people             makes documents of its photographs
  $ likeness data inspect people             one page: what it can be used for, and what is wrong with it
  $ likeness data ledger people              on what terms whose pictures are held
  $ likeness data forget people Ann_Lee      erases a person everywhere
  $ likeness data ingest --help              all about one command`;

export function addData(program: Command, terminal: Terminal): void {
  const data = program
    .command('data')
    .summary('data sets: take photographs in, take changes back, forget people')
    .description(prose(ABOUT))
    .helpCommand(false)
    .addHelpText('after', EPILOGUE);
  for (const add of [
    addIngest,
    addInspect,
    addClean,
    addLedger,
    addSplit,
    addPairs,
    addPlan,
    addUndo,
    addForget,
    addDegrade,
  ])
    add(data, terminal);
}
