// Who may do what: one table. A route names one permission; a key holds those it was given, a person those of a role.

/** What people are to the bank. One role a person. */
export const ROLES = {
  reviewer: 'Decides the cases that the model is unsure of.',
  supervisor: 'Assigns cases, gives the second opinion, keeps the lists of Financial Crime.',
  analyst: 'Sees figures and decisions, but no picture and no document.',
  engineer: 'Brings models and policies, compares and promotes them.',
  compliance: 'Reads the log and every decision, activates policies, erases, holds.',
  admin: 'Gives keys and roles.',
} as const;
export type Role = keyof typeof ROLES;

interface Rule {
  readonly about: string;
  readonly roles: readonly Role[];
  /** Whether an API key may be given it. */
  readonly keys: boolean;
}

export const PERMISSIONS = {
  'verifications.create': { about: 'Ask for a decision on a selfie and a document.', roles: [], keys: true },
  'verifications.read': {
    about: 'Read a decision with all that it rests on.',
    roles: ['reviewer', 'supervisor', 'compliance'],
    keys: true,
  },
  'verifications.list': {
    about: 'List decisions, without what the documents say.',
    roles: ['reviewer', 'supervisor', 'analyst', 'engineer', 'compliance'],
    keys: true,
  },
  'pictures.read': {
    about: 'See a picture. Every look is logged.',
    roles: ['reviewer', 'supervisor', 'compliance'],
    keys: true,
  },
  'customers.read': {
    about: 'Look a customer up.',
    roles: ['reviewer', 'supervisor', 'compliance'],
    keys: true,
  },
  'customers.authenticate': {
    about: 'Ask whether a selfie shows the enrolled customer.',
    roles: [],
    keys: true,
  },
  'customers.write': {
    about: 'Enrol a customer anew, block or unblock.',
    roles: ['supervisor', 'compliance'],
    keys: true,
  },
  'customers.erase': { about: 'Erase all that is known of a customer.', roles: ['compliance'], keys: true },
  'captures.create': {
    about: 'Make a one-time link with which a customer takes the pictures.',
    roles: [],
    keys: true,
  },
  'captures.read': {
    about: 'See how far a capture has come.',
    roles: ['reviewer', 'supervisor', 'compliance'],
    keys: true,
  },
  'cases.read': { about: 'Read cases.', roles: ['reviewer', 'supervisor', 'compliance'], keys: true },
  'cases.work': {
    about: 'Take a case, note, decide.',
    roles: ['reviewer', 'supervisor'],
    keys: false,
  },
  'cases.supervise': {
    about: 'Assign cases, approve an override, seed cases with a known answer.',
    roles: ['supervisor'],
    keys: false,
  },
  'cases.export': {
    about: 'Export what was decided about pictures, without the pictures: to train models with.',
    roles: ['engineer'],
    keys: true,
  },
  'reviewers.read': {
    about: 'See how often reviewers are right, how fast they are, and how often they agree.',
    roles: ['supervisor', 'compliance'],
    keys: true,
  },
  'analytics.read': {
    about: 'See figures of all decisions, and what is to be expected.',
    roles: ['supervisor', 'analyst', 'engineer', 'compliance', 'admin'],
    keys: true,
  },
  'lists.read': { about: 'Read the lists of faces.', roles: ['supervisor', 'compliance'], keys: true },
  'lists.write': {
    about: 'Put a face on a list or take it off.',
    roles: ['supervisor', 'compliance'],
    keys: true,
  },
  'links.read': {
    about: 'See which customers share a face, a device or a document.',
    roles: ['reviewer', 'supervisor', 'compliance'],
    keys: true,
  },
  'policies.read': {
    about: 'Read the policies; with analytics.read, simulate them.',
    roles: ['reviewer', 'supervisor', 'analyst', 'engineer', 'compliance'],
    keys: true,
  },
  'policies.write': { about: 'Draft a policy.', roles: ['engineer', 'compliance'], keys: false },
  'policies.activate': { about: 'Put a policy in force.', roles: ['compliance'], keys: false },
  'models.read': {
    about: 'See which models serve, and how the one that is tried compares with the one that decides.',
    roles: ['supervisor', 'analyst', 'engineer', 'compliance'],
    keys: true,
  },
  'models.write': {
    about: 'Have a model tried on the same pictures, or end that.',
    roles: ['engineer'],
    keys: false,
  },
  'models.promote': {
    about: 'Have the model that is tried decide from now on.',
    roles: ['engineer', 'compliance'],
    keys: false,
  },
  'metrics.read': { about: 'Read the figures of the process.', roles: ['engineer', 'admin'], keys: true },
  'audit.read': {
    about: 'Read, check and export the log; take evidence packs.',
    roles: ['compliance'],
    keys: true,
  },
  'retention.write': {
    about: 'Set how long things are kept; place and release holds.',
    roles: ['compliance'],
    keys: false,
  },
  'webhooks.write': { about: 'Say where events are sent; send them again.', roles: ['admin'], keys: true },
  'keys.write': { about: 'Make, rotate and revoke API keys.', roles: ['admin'], keys: true },
  'people.read': {
    about: 'See who works here, in which role.',
    roles: ['supervisor', 'compliance', 'admin'],
    keys: true,
  },
  // No key may: it could invite itself as a person, and do what only people may.
  'people.write': { about: 'Invite people, give roles, shut people out.', roles: ['admin'], keys: false },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof PERMISSIONS;

export const isPermission = (text: string): text is Permission => Object.hasOwn(PERMISSIONS, text);

/** What an API key may be given. */
export const KEY_PERMISSIONS = Object.freeze(
  Object.entries(PERMISSIONS)
    .filter(([, { keys }]) => keys)
    .map(([permission]) => permission as Permission),
);

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

export const permissionsOf = (role: Role): readonly Permission[] =>
  Object.entries<Rule>(PERMISSIONS)
    .filter(([, { roles }]) => roles.includes(role))
    .map(([permission]) => permission as Permission);
