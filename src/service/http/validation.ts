// Holds requests against their schemas. What stands in an address is text and is turned into numbers; a body is taken
// as it is. Files are judged by whoever decodes them.

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

const options = { strict: false, removeAdditional: false, useDefaults: true } as const;

/** For Fastify's `setValidatorCompiler`. */
export function schemaCompiler(): FastifySchemaCompiler<unknown> {
  const strict = withFormats(new Ajv2020({ ...options, coerceTypes: false }));
  const lenient = withFormats(new Ajv2020({ ...options, coerceTypes: true }));
  return ({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : lenient).compile(withoutFiles(schema) as object);
}

function withFormats(ajv: Ajv2020): Ajv2020 {
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv;
}

/** A file of a form is bytes by now, and no string. */
function withoutFiles(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutFiles);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('format' in schema && schema.format === 'binary') return {};
  if ('contentEncoding' in schema) return {};
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutFiles(value)]));
}
