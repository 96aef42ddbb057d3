// Who may do what: every route that the service has, asked by everybody. docs/service/access.md is the table; it is
// written by this test (`npx vitest run src/service/access.test.ts -u`) and held against what the service does.

import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contract, contractOf } from './contract.fixture.js';
import {
  isPermission,
  KEY_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
} from './identity/index.js';
import { call, PUBLIC_URL, sharedService, type TestService, type TestTenant } from './service.fixture.js';

let service: TestService;
let contract: Contract;
let tenant: TestTenant;
let cookies: Map<Role, string>;

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  tenant = await service.newTenant();
  cookies = new Map();
  for (const role of Object.keys(ROLES) as Role[]) cookies.set(role, await tenant.signedIn(role));
});

const UUID = '01900000-0000-7000-8000-000000000000';

/** A path that leads to nothing that exists. */
const nowhere = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'version' ? '999999' : name === 'part' ? 'selfie' : name === 'code' ? 'internal' : UUID,
  );

interface Asked {
  readonly status: number;
  readonly code: string | undefined;
}

async function ask(method: string, path: string, headers: Record<string, string>): Promise<Asked> {
  const { status, body } = await call(service, method, nowhere(path), { headers });
  return { status, code: body?.code };
}

const isRefused = ({ status, code }: Asked): boolean =>
  status === 401 || (status === 403 && code === 'permission_missing');

const holds = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission].roles as readonly Role[]).includes(role);

/** The routes that a permission opens. */
const guarded = () =>
  contract.routes.filter((route): route is typeof route & { access: Permission } =>
    isPermission(route.access),
  );

describe('Every route', () => {
  it('is in the table of docs/service/access.md', async () => {
    await expect(tableOf(contract)).toMatchFileSnapshot('../../docs/service/access.md');
  });

  it('is described in a valid OpenAPI 3.1 document, with a summary, a tag and its answers', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(contract.document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    for (const { method, path } of contract.routes) {
      const { summary, tags, responses } = contract.document.paths[path][method.toLowerCase()];
      expect({ method, path, summary, tags }).toMatchObject({
        summary: expect.stringMatching(/^.{5,}/),
        tags: [expect.any(String)],
      });
      expect(Object.keys(responses).length, `${method} ${path}`).toBeGreaterThan(0);
    }
  });

  it('takes a permission of the table, and each of these is taken by some route', () => {
    const taken = contract.routes.flatMap(({ access, also }) => [access, ...also]);
    expect(Object.keys(PERMISSIONS).filter((permission) => !taken.includes(permission))).toEqual([]);
  });

  it('is shut without a key, and with a wrong one', async () => {
    const wrong = `Bearer lk_AAAAAAAAAAAA_${'A'.repeat(43)}`;
    for (const { method, path, access } of contract.routes) {
      if (access === 'anybody') continue;
      for (const headers of [{}, { authorization: wrong }, { authorization: 'Basic eA==' }])
        expect(await ask(method, path, headers as Record<string, string>), `${method} ${path}`).toMatchObject(
          {
            status: 401,
            code: 'unauthenticated',
          },
        );
    }
  });

  it('that takes a permission is open to a key that has it, and to no key that has all others', async () => {
    for (const scope of new Set(guarded().map(({ access }) => access))) {
      const without = await tenant.keyWith(...KEY_PERMISSIONS.filter((each) => each !== scope));
      for (const { method, path, also } of guarded().filter(({ access }) => access === scope)) {
        const about = `${method} ${path}`;
        const refused = await ask(method, path, { authorization: `Bearer ${without}` });
        expect(refused, about).toMatchObject({ status: 403, code: 'permission_missing' });
        expect(KEY_PERMISSIONS.includes(scope), about).toBe(PERMISSIONS[scope].keys);
        if (![scope, ...also].every((each) => KEY_PERMISSIONS.includes(each))) continue;
        const key = await tenant.keyWith(scope, ...also);
        expect(isRefused(await ask(method, path, { authorization: `Bearer ${key}` })), about).toBe(false);
      }
    }
  });

  it('that takes a permission is open to the roles that have it, and to no other', async () => {
    for (const { method, path, access, also } of guarded()) {
      for (const [role, cookie] of cookies) {
        const asked = await ask(method, path, { cookie, origin: PUBLIC_URL });
        const may = [access, ...also].every((each) => holds(role, each));
        expect(isRefused(asked), `${role}: ${method} ${path} → ${asked.status}`).toBe(!may);
      }
    }
  });

  it('refuses what a browser sends from elsewhere in the name of somebody signed in', async () => {
    const cookie = cookies.get('admin')!;
    for (const { method, path, access } of contract.routes) {
      if (method === 'GET' || access === 'anybody' || access === 'capture') continue;
      const asked = await ask(method, path, { cookie, origin: 'https://evil.example' });
      expect(asked, `${method} ${path}`).toMatchObject({ status: 403, code: 'origin_refused' });
    }
  });
});

function tableOf({ routes }: Contract): string {
  const roles = Object.keys(ROLES) as Role[];
  const rows = routes
    .map(({ method, path, access, also }) => {
      const taken = isPermission(access) ? [access, ...also] : [];
      const isOpen = taken.length > 0 || access !== 'capture';
      const mark = (may: boolean) => (may && isOpen ? '✓' : '');
      return [
        `\`${method} ${path}\``,
        [access, ...also].join(', '),
        mark(taken.every((each) => PERMISSIONS[each].keys)),
        ...roles.map((role) => mark(taken.every((each) => holds(role, each)))),
      ];
    })
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  const head = ['route', 'takes', 'key', ...roles];
  return [
    '# Who may do what',
    '',
    'Every route of the service. `anybody`: no key is asked for. `known`: whoever shows a key or has signed in.',
    '`capture`: the customer with a capture link. All others take a permission: of a key, one of its scopes; of a',
    'person, one of the role’s. Made by `npx vitest run src/service/access.test.ts -u`, which holds it against the',
    'service: every route is asked without a key, with a wrong one, with a key that has every scope but the one, and by',
    'somebody of each role.',
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}
