// What can be given to people and keys: roles, permissions, and what each is for.

import { Type } from '@fastify/type-provider-typebox';
import type { Routes } from '../http/index.js';
import { PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from '../identity/index.js';
import { PRIVATE } from './context.js';
import { PermissionName, RoleName } from './schemas.js';

export const permissionRoutes: Routes = (server) => {
  server.get(
    '/v1/permissions',
    {
      ...PRIVATE,
      config: { access: 'known' },
      schema: {
        tags: ['People'],
        operationId: 'listPermissions',
        summary: 'What roles and scopes there are, and what each lets do',
        response: {
          200: Type.Object({
            roles: Type.Array(
              Type.Object({
                name: RoleName,
                about: Type.String(),
                permissions: Type.Array(PermissionName),
              }),
            ),
            permissions: Type.Array(
              Type.Object({
                name: PermissionName,
                about: Type.String(),
                keys: Type.Boolean({ description: 'Whether a key may be given it, as a scope.' }),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      roles: (Object.keys(ROLES) as Role[]).map((name) => ({
        ...{ name, about: ROLES[name], permissions: [...permissionsOf(name)] },
      })),
      permissions: (Object.keys(PERMISSIONS) as Permission[]).map((name) => ({
        ...{ name, about: PERMISSIONS[name].about, keys: PERMISSIONS[name].keys },
      })),
    }),
  );
};
