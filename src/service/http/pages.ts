// Long lists, a page at a time. The cursor says behind which item to go on, so that what comes meanwhile shifts
// nothing.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { LikenessError } from '../../errors.js';

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next` of the page before.' })),
};

export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'Cursor of the next page; null on the last.',
    }),
  });

/**
 * @param rows one more than the page holds, where there are more
 * @param last what the next page goes on behind
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  last: (row: Row) => string,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(item),
    next: rows.length > limit ? Buffer.from(last(shown.at(-1)!)).toString('base64url') : null,
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What a cursor of `pageOf` goes on behind, a UUID. @throws `request_invalid` */
export function uuidOfCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!UUID.test(text)) throw new LikenessError('request_invalid', 'the cursor is not one that a page gave');
  return text;
}
