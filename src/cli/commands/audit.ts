// `likeness audit`: a group of commands, one file a verb.

import type { Command } from 'commander';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';
import { addAuditVerify } from './audit/verify.js';

const VERBS = [addAuditVerify];

const ABOUT = `The log of a service: who did what, when, on which versions; each entry signed, and holding the hash of the
one before it. Its exports, evidence packs of decisions and receipts of erasures are checked here without the service, its
database or a network; whoever holds the machine of a service may check the log where it lies.`;

const EXAMPLES = `
Examples:
  $ likeness audit verify export.jsonl
  $ likeness audit verify evidence.zip --replay
  $ likeness audit verify receipt.json --public-key bank.pem
  $ likeness audit verify --database`;

export function addAudit(program: Command, terminal: Terminal): void {
  const audit = program
    .command('audit')
    .summary('check the log of a service, and the evidence of a decision')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  for (const add of VERBS) add(audit, terminal);
}
