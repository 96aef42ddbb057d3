// `likeness keys`: what programs show to the service. One table of verbs, all on the same few lines of work.

import type { Command } from 'commander';
import { LikenessError } from '../../errors.js';
import type { ApiKey, Permission } from '../../service/index.js';
import { administer, minuteOf, tenantOption, WHERE } from '../administration.js';
import { calendarDay, finite, jsonOption, nameList, word } from '../options.js';
import { clipped, painter, printJson, printLines, table } from '../output.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `API keys: what programs show to the service, as \`Authorization: Bearer lk_…\`. A key may do what its scopes
say and no more; of its text the service keeps a hash, so that it is shown once and can never be shown again.

${WHERE}`;

const EXAMPLES = `
Examples:
  $ likeness keys scopes
  $ likeness keys create --name onboarding --scopes verifications.create,verifications.read
  $ likeness keys create --name batch --scopes verifications.list --expires 2027-06-30
  $ likeness keys rotate 4rJk0cWqx2mX --overlap 24
  $ likeness keys revoke 4rJk0cWqx2mX`;

interface Options {
  readonly tenant?: string;
  readonly json?: true;
}

interface CreateOptions extends Options {
  readonly name: string;
  readonly scopes: string[];
  readonly expires?: string;
}

interface RotateOptions extends Options {
  readonly overlap?: number;
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .summary('make, list, rotate and revoke API keys of the service')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  keys
    .command('create')
    .summary('make a key; its text is printed once')
    .description('Make a key. Its text is printed once: put it where the program reads its secrets.')
    .requiredOption('--name <name>', 'what uses it, as it will stand in the log', word)
    .requiredOption('--scopes <scope,…>', 'what it may do: see `likeness keys scopes`', nameList)
    .option(
      '--expires <day>',
      'serves to the end of this day, UTC, e.g. 2027-06-30 (default: forever)',
      calendarDay,
    )
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((options: CreateOptions) => create(terminal, options));
  keys
    .command('list')
    .summary('all keys, those too that serve no more')
    .description('All keys: what they may do, by whom they were made, and when they were used last.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((options: Options) => list(terminal, options));
  keys
    .command('rotate')
    .summary('put a new key in the place of one')
    .description(
      prose(`Make a key with the name, scopes and lifetime of another. The other serves on for a while, so that
programs can change over.`),
    )
    .argument('<id>', 'of `likeness keys list`')
    .option('--overlap <hours>', 'for how long the old one serves still, up to 720 (default 24)', finite)
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((id: string, options: RotateOptions) => rotate(terminal, id, options));
  keys
    .command('revoke')
    .summary('end a key at once')
    .description('End a key: from this moment on it serves no more, nor does any key that was made with it.')
    .argument('<id>', 'of `likeness keys list`')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .action((id: string, options: Options) => revoke(terminal, id, options));
  keys
    .command('scopes')
    .summary('what a key may be given')
    .description(
      'All that a key may be given. What is missing here, such as deciding cases, only people may do.',
    )
    .addOption(jsonOption())
    .action((options: Options) => scopes(terminal, options));
}

async function create(terminal: Terminal, options: CreateOptions): Promise<void> {
  const { isPermission } = await import('../../service/index.js');
  const { name, scopes: given, expires, tenant, json } = options;
  const unknown = given.filter((scope) => !isPermission(scope));
  if (unknown.length > 0)
    throw new LikenessError(
      'option_invalid',
      `there is no scope ${unknown.join(', ')}: see \`likeness keys scopes\``,
    );
  const made = await administer(terminal, tenant, ({ createKey }) =>
    createKey({
      name,
      scopes: given as Permission[],
      ...(expires !== undefined && { expiresAt: new Date(`${expires}T23:59:59.999Z`) }),
    }),
  );
  if (json) printJson(terminal, { key: made.key, text: made.text });
  else printLines(terminal, madeLines(terminal, made.key, made.text));
}

async function list(terminal: Terminal, { tenant, json }: Options): Promise<void> {
  const keys = await administer(terminal, tenant, ({ listKeys }) => listKeys());
  if (json) {
    printJson(terminal, { keys });
    return;
  }
  const rows = [
    ['id', 'name', 'state', 'last used', 'made by', 'scopes'],
    ...keys.map((key) => [
      key.id,
      clipped(key.name),
      stateOf(key),
      key.lastUsedOn ?? 'never',
      clipped(key.createdBy),
      key.scopes.join(' '),
    ]),
  ];
  const paint = painter(terminal.out, terminal.env);
  const dim = (row: number) => row === 0 || !isServing(keys[row - 1]!);
  printLines(
    terminal,
    keys.length > 0
      ? table(rows, (cell, row) => (dim(row) ? paint(cell, 'dim') : cell))
      : ['no key yet: `likeness keys create --help`'],
  );
}

async function rotate(terminal: Terminal, id: string, options: RotateOptions): Promise<void> {
  const { overlap = 24, tenant, json } = options;
  if (overlap < 0 || overlap > 720)
    throw new LikenessError('option_invalid', '--overlap is from 0 to 720 hours');
  const made = await administer(terminal, tenant, ({ rotateKey }) =>
    rotateKey(id, Math.round(overlap * 3600)),
  );
  if (json) printJson(terminal, { key: made.key, text: made.text });
  else
    printLines(terminal, [
      ...madeLines(terminal, made.key, made.text),
      overlap === 0 ? `${id} serves no more` : `${id} serves for ${overlap} hours still`,
    ]);
}

async function revoke(terminal: Terminal, id: string, { tenant, json }: Options): Promise<void> {
  const revoked = await administer(terminal, tenant, ({ revokeKey }) => revokeKey(id));
  if (json) printJson(terminal, { revoked });
  else
    printLines(
      terminal,
      revoked.map((key) => `${key} serves no more`),
    );
}

async function scopes(terminal: Terminal, { json }: Options): Promise<void> {
  const { KEY_PERMISSIONS, PERMISSIONS } = await import('../../service/index.js');
  const all = KEY_PERMISSIONS.map((scope) => ({ scope, about: PERMISSIONS[scope].about }));
  if (json) printJson(terminal, { scopes: all });
  else printLines(terminal, table(all.map(({ scope, about }) => [scope, about])));
}

function madeLines(terminal: Terminal, key: ApiKey, text: string): string[] {
  const paint = painter(terminal.out, terminal.env);
  return [
    paint(text, 'bold'),
    paint('This is the key. It is not kept, and will not be shown again.', 'dim'),
    `${key.id}: ${clipped(key.name)}, may ${key.scopes.join(' ')}; ${key.expiresAt ? `expires ${minuteOf(key.expiresAt)} UTC` : 'does not expire'}`,
  ];
}

const isServing = ({ revokedAt, expiresAt }: ApiKey): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > new Date());

function stateOf(key: ApiKey): string {
  if (key.revokedAt) return `revoked ${minuteOf(key.revokedAt)}`;
  if (!isServing(key)) return `expired ${minuteOf(key.expiresAt)}`;
  return key.expiresAt ? `until ${minuteOf(key.expiresAt)}` : 'serves';
}
