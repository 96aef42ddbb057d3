// `likeness models`: a group of commands, one file a verb.

import type { Command } from 'commander';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';
import { addAdd } from './models/add.js';
import { addAttach, addDeclare } from './models/attach.js';
import { addCard } from './models/card.js';
import { addList } from './models/list.js';
import { addPromote, addRollback } from './models/promote.js';
import { addPull } from './models/pull.js';
import { addShow } from './models/show.js';

const VERBS = [addList, addShow, addCard, addAdd, addPull, addAttach, addDeclare, addPromote, addRollback];

const ABOUT = `The models of this machine. The default ones are composed from two installed packages, each when it is
first needed; others are added from ONNX files, or trained. Each is kept below LIKENESS_HOME by the SHA-256 of its
file, with its papers beside it. One of them is used where none is named: promote and rollback change which.`;

const EXAMPLES = `
Examples:
  $ likeness models list
  $ likeness models card accurate
  $ likeness models add w600k_r50.onnx --name arcface-r50 --licence "non-commercial research"
  $ likeness models promote adapter`;

export function addModels(program: Command, terminal: Terminal): void {
  const models = program
    .command('models')
    .summary('list, add and describe models; promote one to be the default')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  for (const add of VERBS) add(models, terminal);
}
