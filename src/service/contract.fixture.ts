// Holds answers against the API's own description: nothing that it does not name, nothing missing.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Permission } from './identity/index.js';
import { call, type Reply, type TestService } from './service.fixture.js';

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape
type Json = any;

export interface Described {
  readonly method: string;
  readonly path: string;
  readonly access: string;
  /** Permissions that it takes beside. */
  readonly also: readonly Permission[];
}

export interface Contract {
  readonly document: Json;
  /** Every route, as `GET /v1/verifications/{id}`, with who may call it. */
  readonly routes: readonly Described[];
  /** Why the reply is not one that the description gives for this route; empty where it is. */
  faultsOf(method: string, path: string, reply: Reply): string[];
}

export async function contractOf(service: TestService): Promise<Contract> {
  const { body: document } = await call(service, 'GET', '/openapi.json');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const closed = closing(document);
  ajv.addSchema(closed, 'api');
  const known = new Map<string, ValidateFunction>();
  const routes = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { 'x-access': access, 'x-also': also }]) => ({
      method: method.toUpperCase(),
      path,
      access: access as string,
      also: also as Permission[],
    })),
  );
  return {
    document,
    routes,
    faultsOf(method, path, { status, headers, body }) {
      const described = document.paths[path]?.[method.toLowerCase()]?.responses?.[status];
      if (!described) return [`${method} ${path} does not say that it may answer ${status}`];
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      if (!described.content) return [];
      if (!described.content[type])
        return [`${method} ${path} does not say that it answers ${status} as ${type}`];
      const keys = [
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        type,
        'schema',
      ];
      const pointer = `api#/${keys.map(escaped).join('/')}`;
      const validate = known.get(pointer) ?? ajv.compile({ $ref: pointer });
      known.set(pointer, validate);
      validate(body);
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

const escaped = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

/** No object may have a property that its schema does not name. */
function closing(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closing);
  if (typeof schema !== 'object' || schema === null) return schema;
  const open = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closing(value)]));
  const isObject = open.type === 'object' && open.properties && open.additionalProperties === undefined;
  return isObject ? { ...open, additionalProperties: false } : open;
}
