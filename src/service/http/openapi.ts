// The API's description, made of the very schemas that hold requests: OpenAPI 3.1 at /openapi.json, and a page at
// /docs on which it can be tried. Nothing on the page comes from elsewhere.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Server } from './context.js';
import { namedOnce, titled } from './namedSchemas.js';
import { versionOfPackage } from './version.js';

const ABOUT = `Is this selfie the person in this passport?

Every answer that is no success is a problem (RFC 9457) with a stable \`code\`. Routes that name the header
\`Idempotency-Key\` have one effect under one key: a request that was cut off can be sent again. Lists are read by \`cursor\`.
What passes by itself says by \`Retry-After\` when to try again.`;

/** The page asks nobody but us. */
const PAGE =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const KEY_HEADER = {
  ...{ type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  description: 'Sent again under the same key, within two days, a request has no second effect.',
};

export async function describeApi(server: Server): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Likeness',
        description: ABOUT,
        version: versionOfPackage(),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key: `lk_…`.' },
          capture: { type: 'http', scheme: 'bearer', description: 'The token of a capture link.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-likeness',
            description: 'Somebody signed in.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (json.$id as string | undefined) ?? `schema-${i}`,
    },
    transform: ({ schema, url, route }) => {
      const { access, also = [], isOnce = false } = route.config ?? {};
      const security =
        access === 'anybody' ? [] : access === 'capture' ? [{ capture: [] }] : [{ key: [] }, { session: [] }];
      const headers = isOnce && {
        headers: { type: 'object', properties: { 'idempotency-key': KEY_HEADER } },
      };
      return {
        schema: { ...titled(schema), ...headers, security, 'x-access': access, 'x-also': also } as object,
        url,
      };
    },
    transformObject: (document) =>
      'openapiObject' in document ? namedOnce(document.openapiObject) : document,
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: () => PAGE,
    uiConfig: {
      // Without the bar at the top, which is another project's.
      layout: 'BaseLayout',
      docExpansion: 'list',
      deepLinking: true,
      persistAuthorization: false,
      validatorUrl: null,
    },
  });
  server.get('/openapi.json', { config: { access: 'anybody' }, schema: { hide: true } }, async () =>
    server.swagger(),
  );
}
