// The types of the API, made of its own description (OpenAPI 3.1): what src/client is typed by. `npm run client:types`
// writes them; a test holds them against the service.

import { compile, type JSONSchema } from 'json-schema-to-typescript';

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
type Json = any;

const BANNER =
  '// The API as the service describes it, for src/client. Made by `npm run client:types`: edit the routes, not this.';

/** What a browser or Node has a file as. */
const FILE = { tsType: 'Blob | Uint8Array<ArrayBuffer>' };

/** What every operation may answer. */
const PROBLEM_ANSWER = object([
  ['content', object([['application/problem+json', { $ref: '#/components/schemas/Problem' }]])],
]);

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** @param document OpenAPI 3.1. @returns a TypeScript module with `interface Paths`, in the form that openapi-fetch takes, and one for each component */
export async function apiTypes(document: Json): Promise<string> {
  const paths = Object.entries<Json>(document.paths).map(([path, item]): [string, Json] => [
    path,
    object(METHODS.flatMap((method) => (item[method] ? [[method, operation(item[method])]] : []))),
  ]);
  const $defs = asTyped({ ...document.components.schemas, ProblemAnswer: PROBLEM_ANSWER });
  const schema = { ...asTyped(object(paths)), title: 'paths', $defs };
  const written = await compile(schema as JSONSchema, 'paths', {
    ...{ bannerComment: BANNER, unknownAny: true, additionalProperties: false },
    // Lists of known lengths would be written as every tuple that they may be.
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
  // Statuses are numbers to openapi-fetch.
  return written.replace(/^( +)'(\d{3})':/gm, '$1$2:');
}

function operation({ parameters = [], requestBody, responses, summary }: Json): Json {
  const body = requestBody?.content;
  const media = body && ('multipart/form-data' in body ? 'multipart/form-data' : Object.keys(body)[0]!);
  return {
    description: summary,
    ...object([
      ['parameters', parametersOf(parameters)],
      ...(media ? [['requestBody', object([['content', object([[media, body[media].schema]])]])]] : []),
      ['responses', answersOf(responses)],
    ] as [string, Json][]),
  };
}

/** By where they stand; those of one place are optional together where each is. */
function parametersOf(parameters: readonly Json[]): Json {
  const places = ['query', 'path', 'header'].flatMap((place) => {
    const these = parameters.filter((parameter) => parameter.in === place);
    if (these.length === 0) return [];
    const required = these.filter((one) => one.required).map((one) => one.name as string);
    const properties = Object.fromEntries(
      these.map(({ name, schema, description }) => [
        name,
        { ...schema, ...(description && { description }) },
      ]),
    );
    return [{ place, schema: { type: 'object', properties, required, additionalProperties: false } }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(places.map(({ place, schema }) => [place, schema])),
    required: places.filter(({ schema }) => schema.required.length > 0).map(({ place }) => place),
    additionalProperties: false,
  };
}

/** Each success by its status; all else is a problem, whichever. */
const answersOf = (responses: Json): Json =>
  object([
    ...Object.entries<Json>(responses)
      .filter(([status]) => Number(status) < 400)
      .map(([status, answer]) => [status, contentOf(answer)] as [string, Json]),
    ['default', { $ref: '#/components/schemas/ProblemAnswer' }],
  ]);

const contentOf = ({ content = {} }: Json): Json => {
  const media = Object.entries<Json>(content).map(([type, { schema }]) => [type, schema] as [string, Json]);
  return object(media.length === 0 ? [] : [['content', object(media)]]);
};

/** An object with all of these, and no other. */
function object(entries: readonly (readonly [string, Json])[]): Json {
  const properties = Object.fromEntries(entries);
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** Refers to components as definitions; makes files what they are to a caller. */
function asTyped(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(asTyped);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (typeof schema.$ref === 'string') return { $ref: `#/$defs/${schema.$ref.split('/').at(-1)}` };
  if (schema.format === 'binary' || schema.contentEncoding === 'base64')
    return { ...FILE, ...(schema.description && { description: schema.description }) };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, asTyped(value)]));
}
