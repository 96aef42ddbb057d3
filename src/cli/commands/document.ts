// `likeness document`: reads documents, and makes specimens of them.

import type { Command } from 'commander';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';
import { addMake } from './document/make.js';
import { addRead } from './document/read.js';

const ABOUT = `Read a passport or an identity card: find its page in a photograph, however it lies, straighten it, find the
portrait and its fainter repetitions, read the machine-readable zone (TD1, TD2, TD3, MRV-A, MRV-B of ICAO Doc 9303) and
check all that can be checked: every check digit, the dates, the codes of states. Characters are corrected only
where check digits prove it; what is not sure is marked. It draws what it found.

With files of the chip (as a reader saved them), its portrait is preferred, its zone is held against the printed one,
and its signature is verified step by step (passive authentication, Doc 9303-11) by the certificates that you trust.`;

const EPILOGUE = `
Exit codes:
  0  read, and it holds together
  1  something fails: expired, a check digit, dates that cannot be, a chip that is forged or says otherwise
  3  a person should look: doubtful characters, no zone, no trusted issuer
  4  photograph it again: no page, unreadable, cropped, no portrait
  2  wrong use or bad input

Examples:
  $ likeness document passport.jpg                       writes passport.document.png
  $ likeness document card-front.jpg card-back.jpg
  $ likeness document passport.jpg --json | jq .mrz.lines
  $ likeness document passport.jpg --today 2030-01-01    would it be valid then?
  $ likeness document passport.jpg --dg1 dg1.bin --dg2 dg2.bin --sod sod.bin --trusted csca/*.cer
  $ likeness document make --portrait face.jpg           makes a specimen
  $ likeness document make --help                        all about that`;

export function addDocument(program: Command, terminal: Terminal): void {
  const document = program
    .command('document')
    .summary('read a passport or an identity card; make specimens')
    .description(prose(ABOUT))
    .usage('<front> [back] [options]\n       likeness document make --portrait <image> [options]')
    .helpCommand(false)
    .addHelpText('after', EPILOGUE);
  const read = addRead(document, terminal);
  addMake(document, terminal);
  // Last, since subcommands take after it: what is read without a command of its own is told of here.
  document.configureHelp({
    visibleArguments: () => read.createHelp().visibleArguments(read),
    visibleOptions: () => read.createHelp().visibleOptions(read),
  });
}
