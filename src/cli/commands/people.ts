// `likeness people`: who works with the service. The first administrator is let in here, and whoever lost everything.

import type { Command } from 'commander';
import { LikenessError } from '../../errors.js';
import type { OpenAdministration, PersonRecord, Role } from '../../service/index.js';
import { administer, minuteOf, tenantOption, WHERE } from '../administration.js';
import { jsonOption, word } from '../options.js';
import { clipped, painter, printJson, printLines, table } from '../output.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `People who work with the service: reviewers, compliance, administrators. They are let in by a link that serves
once, for three days, and sign in with a passkey from then on; there are no passwords. Nothing is sent by e-mail: hand
the link over where only the person reads it. Afterwards an administrator invites the others in the browser.

${WHERE}`;

const EXAMPLES = `
Examples:
  $ likeness people roles
  $ likeness people invite ada@bank.example --name "Ada Lovelace" --role admin
  $ likeness people role ada@bank.example compliance
  $ likeness people renew ada@bank.example      who lost the link, or the passkey
  $ likeness people disable ada@bank.example`;

interface Options {
  readonly tenant?: string;
  readonly json?: true;
}

interface InviteOptions extends Options {
  readonly name: string;
  readonly role: string;
}

export function addPeople(program: Command, terminal: Terminal): void {
  const people = program
    .command('people')
    .summary('let people in, give them roles, shut them out of the service')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  const verb = (name: string, summary: string, description: string): Command =>
    people
      .command(name)
      .summary(summary)
      .description(prose(description))
      .addOption(tenantOption())
      .addOption(jsonOption());

  verb(
    'invite',
    'enter a person, and print the link that lets them in',
    'Enter a person, and print the link that lets them in: once, for three days.',
  )
    .argument('<email>', 'how they are told apart; nothing is sent there')
    .requiredOption('--name <name>', 'as colleagues know them', word)
    .requiredOption('--role <role>', 'what they may do: see `likeness people roles`', word)
    .action((email: string, options: InviteOptions) => invite(terminal, email, options));
  verb(
    'list',
    'who there is, in which role',
    'Who there is, in which role, and when they signed in last.',
  ).action((options: Options) => list(terminal, options));
  verb(
    'role',
    'give somebody another role',
    'Give somebody another role. It ends wherever they are signed in.',
  )
    .argument('<email>')
    .argument('<role>', 'see `likeness people roles`')
    .action((email: string, role: string, options: Options) => changeRole(terminal, email, role, options));
  verb('disable', 'shut somebody out, at once', 'Shut somebody out: at once, wherever they are signed in.')
    .argument('<email>')
    .action((email: string, options: Options) => disable(terminal, email, true, options));
  verb(
    'enable',
    'let somebody in again',
    'Let somebody in again who was shut out, with what they signed in with before.',
  )
    .argument('<email>')
    .action((email: string, options: Options) => disable(terminal, email, false, options));
  verb(
    'renew',
    'a new link for somebody who cannot get in',
    'Print a new link for somebody who lost the first one, or what they sign in with. Their passkeys, phrase and codes serve no more from now on.',
  )
    .argument('<email>')
    .action((email: string, options: Options) => renew(terminal, email, options));
  people
    .command('roles')
    .summary('what roles there are')
    .description('What roles there are, and what each may do.')
    .addOption(jsonOption())
    .action((options: Options) => roles(terminal, options));
}

async function invite(terminal: Terminal, email: string, options: InviteOptions): Promise<void> {
  const { name, role, tenant, json } = options;
  const checked = await roleOf(role);
  const invited = await administer(terminal, tenant, async (open) => {
    const { person, link } = await open.invite({ name, email, role: checked });
    return { person, link: open.linkOf(link.text), expiresAt: link.expiresAt };
  });
  sayLink(terminal, invited, json);
}

async function renew(terminal: Terminal, email: string, { tenant, json }: Options): Promise<void> {
  const renewed = await administer(terminal, tenant, async (open) => {
    const { person, link } = await open.renew((await find(open, email)).id);
    return { person, link: open.linkOf(link.text), expiresAt: link.expiresAt };
  });
  sayLink(terminal, renewed, json);
}

async function list(terminal: Terminal, { tenant, json }: Options): Promise<void> {
  const people = await administer(terminal, tenant, ({ listPeople }) => listPeople());
  if (json) {
    printJson(terminal, { people });
    return;
  }
  const rows = [
    ['e-mail', 'name', 'role', 'state', 'signed in last'],
    ...people.map((each) => [
      clipped(each.email, 40),
      clipped(each.name),
      each.role,
      each.state,
      minuteOf(each.signedInAt),
    ]),
  ];
  const paint = painter(terminal.out, terminal.env);
  printLines(
    terminal,
    people.length > 0
      ? table(rows, (cell, row) => (row === 0 ? paint(cell, 'dim') : cell))
      : ['nobody yet: `likeness people invite --help`'],
  );
}

async function changeRole(
  terminal: Terminal,
  email: string,
  role: string,
  { tenant, json }: Options,
): Promise<void> {
  const checked = await roleOf(role);
  const person = await administer(terminal, tenant, async (open) =>
    open.change((await find(open, email)).id, { role: checked }),
  );
  if (json) printJson(terminal, { person });
  else printLines(terminal, [`${clipped(person.name)} is ${person.role} now`]);
}

async function disable(
  terminal: Terminal,
  email: string,
  disabled: boolean,
  { tenant, json }: Options,
): Promise<void> {
  const person = await administer(terminal, tenant, async (open) =>
    open.change((await find(open, email)).id, { disabled }),
  );
  if (json) printJson(terminal, { person });
  else printLines(terminal, [`${clipped(person.name)} is ${disabled ? 'shut out' : 'let in again'}`]);
}

async function roles(terminal: Terminal, { json }: Options): Promise<void> {
  const { ROLES } = await import('../../service/index.js');
  const all = Object.entries(ROLES).map(([role, about]) => ({ role, about }));
  if (json) printJson(terminal, { roles: all });
  else printLines(terminal, table(all.map(({ role, about }) => [role, about])));
}

function sayLink(
  terminal: Terminal,
  invited: { person: PersonRecord; link: string; expiresAt: Date },
  json: true | undefined,
): void {
  const { person, link, expiresAt } = invited;
  if (json) {
    printJson(terminal, { person, link, expiresAt });
    return;
  }
  const paint = painter(terminal.out, terminal.env);
  printLines(terminal, [
    paint(link, 'bold'),
    paint(
      `It lets ${clipped(person.name)} in once, as ${person.role}, until ${minuteOf(expiresAt)} UTC.`,
      'dim',
    ),
    paint('Hand it over where nobody else reads it. It is not kept, and will not be shown again.', 'dim'),
  ]);
}

async function roleOf(text: string): Promise<Role> {
  const { isRole, ROLES } = await import('../../service/index.js');
  if (isRole(text)) return text;
  throw new LikenessError(
    'option_invalid',
    `there is no role ${text}: there are ${Object.keys(ROLES).join(', ')}`,
  );
}

async function find({ listPeople, tenant }: OpenAdministration, email: string): Promise<PersonRecord> {
  const person = (await listPeople()).find((each) => each.email === email.toLowerCase());
  if (person) return person;
  throw new LikenessError('not_found', `nobody in the tenant ${tenant.name} has the address ${email}`);
}
