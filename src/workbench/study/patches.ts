// An option says what is different in it; the rest of the recipe stays as it is.

export type Fields = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lays fields over others. Objects are merged field by field, everything else is replaced, null included. An object
 * that is of another kind than the one below it replaces it as a whole, since its fields mean nothing there.
 */
export function layOver(below: Fields, fields: Fields): Fields {
  const laid: Record<string, unknown> = { ...below };
  for (const [name, value] of Object.entries(fields)) {
    const before = laid[name];
    laid[name] =
      isPlain(value) && isPlain(before) && !isAnother(before, value) ? layOver(before, value) : value;
  }
  return laid;
}

/** Whether all that `fields` say is so in `laid`. */
export function holds(fields: Fields, laid: Fields): boolean {
  return Object.entries(fields).every(([name, value]) => {
    const found = laid[name];
    return isPlain(value) && isPlain(found) ? holds(value, found) : same(value, found);
  });
}

/** Fields of which an object has one alone: of a start, and of what is frozen (recipes/embedder/schema.ts). */
const EITHER = [
  ['from', 'network'],
  ['layers', 'names'],
] as const;

function isAnother(before: Fields, fields: Fields): boolean {
  if (fields.kind !== undefined && before.kind !== undefined && fields.kind !== before.kind) return true;
  return EITHER.some(
    ([one, other]) => (one in before && other in fields) || (other in before && one in fields),
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
