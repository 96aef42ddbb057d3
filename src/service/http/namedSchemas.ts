// Each shape of the API once: a schema with a name stands among the components of the description, and is referred to from
// wherever it is used. That is for readers and generators alone: what requests are held against knows nothing of it.

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
type Json = any;

/** Keywords below which there is data, and no schema. */
const DATA = new Set(['default', 'example', 'examples', 'enum', 'const']);

const below = (schema: object, change: (part: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries(schema).map(([keyword, part]) => [keyword, DATA.has(keyword) ? part : change(part)]),
  );

/**
 * Names by `title` alone: of an `$id` Fastify’s description makes a component where it lies deep in a schema, and nothing
 * where it stands at the top.
 */
export function titled(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(titled);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $id, ...rest } = below(schema, titled);
  return typeof $id === 'string' ? { title: $id, ...rest } : { ...rest, ...($id !== undefined && { $id }) };
}

/**
 * Takes every schema that has a title out of the bodies of requests and answers. Parameters say theirs themselves: what
 * describes the schema stands beside it there.
 * @param document OpenAPI 3.1
 * @throws where two that differ have one title
 */
export function namedOnce(document: Json): Json {
  const schemas = new Map<string, Json>(Object.entries(document.components?.schemas ?? {}));
  const referred = (schema: Json): Json => {
    if (Array.isArray(schema)) return schema.map(referred);
    if (typeof schema !== 'object' || schema === null) return schema;
    const { title, ...rest } = below(schema, referred);
    if (typeof title !== 'string') return { ...rest, ...(title !== undefined && { title }) };
    const known = schemas.get(title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest))
      throw new Error(`two schemas of the API that differ are called ${title}`);
    schemas.set(title, rest);
    return { $ref: `#/components/schemas/${title}` };
  };
  const operation = ({ parameters, requestBody, responses, ...other }: Json): Json => ({
    ...other,
    ...(parameters && { parameters: parameters.map(untitled) }),
    ...(requestBody && { requestBody: referred(requestBody) }),
    responses: referred(responses),
  });
  const paths = Object.fromEntries(
    Object.entries<Json>(document.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, operation(one)])),
    ]),
  );
  const named = Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...document, paths, components: { ...document.components, schemas: named } };
}

const untitled = ({ schema: { title: _, ...schema }, ...parameter }: Json): Json => ({
  ...parameter,
  schema,
});
