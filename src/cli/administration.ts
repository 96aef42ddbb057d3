// Commands on keys and people of a service: they work straight on its database, for whoever holds the machine.

import { userInfo } from 'node:os';
import { Option } from 'commander';
import type { OpenAdministration } from '../service/index.js';
import { word } from './options.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

export const WHERE = `It works straight on the database: that of DATABASE_URL; else that of the service that runs on
LIKENESS_HOME; else it starts the one under LIKENESS_HOME for a moment. Whoever may do that needs no key. Each change
stands in the service’s log, with the name of the user of this machine.`;

export const tenantOption = (): Option =>
  new Option('--tenant <name>', 'of which tenant (default: default)').argParser(word);

/** Opens, works, closes, whatever happens. */
export async function administer<T>(
  terminal: Terminal,
  tenant = 'default',
  work: (administration: OpenAdministration) => Promise<T>,
): Promise<T> {
  const { configurationOf, openAdministration } = await import('../service/index.js');
  const { LIKENESS_HOME: home } = terminal.env;
  const configuration = await configurationOf({ ...(home && { home }) }, terminal.env);
  const progress = startProgress(terminal);
  const administration = await openAdministration(configuration, tenant, userInfo().username, (message) =>
    progress.report(message),
  ).finally(progress.done);
  try {
    return await work(administration);
  } finally {
    await administration.close();
  }
}

/** A moment for people: `2026-11-28 18:04`, UTC. */
export const minuteOf = (moment: Date | null): string =>
  moment === null ? 'never' : moment.toISOString().slice(0, 16).replace('T', ' ');
