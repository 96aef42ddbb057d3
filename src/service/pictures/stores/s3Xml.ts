// The little of S3's XML that we need, read strictly: four elements by their place in the tree, predefined entities, no
// document types, no processing of anything else. A parser of all XML would be more to be wrong about.

import { LikenessError } from '../../../errors.js';

/** One page of ListObjectsV2. */
export interface Listing {
  readonly keys: readonly string[];
  /** Continuation token; undefined where this is the last page. */
  readonly next: string | undefined;
}

/** @throws `store_refused` where the answer is no listing */
export function parseListing(body: Uint8Array): Listing {
  const keys: string[] = [];
  let truncated: string | undefined;
  let token: string | undefined;
  for (const { path, text } of leavesOf(body)) {
    if (path === 'ListBucketResult/Contents/Key') keys.push(text);
    else if (path === 'ListBucketResult/IsTruncated') truncated = text;
    else if (path === 'ListBucketResult/NextContinuationToken') token = text;
  }
  if (truncated === 'false') return { keys, next: undefined };
  if (truncated === 'true' && token) return { keys, next: token };
  throw unreadable('it does not say whether more follows');
}

/** The code of an error document, e.g. `NoSuchKey`; empty where the answer is none. */
export function parseErrorCode(body: Uint8Array): string {
  try {
    const code = [...leavesOf(body)].find(({ path }) => path === 'Error/Code')?.text ?? '';
    return /^[A-Za-z0-9]{1,64}$/.test(code) ? code : '';
  } catch {
    return '';
  }
}

interface Leaf {
  /** Local names from the root, joined by slashes. */
  readonly path: string;
  readonly text: string;
}

/** A tag or a declaration; text lies between two of them. */
const MARK = /<(\?xml[^<>]*\?|\/?[A-Za-z_][\w.-]*(?:\s[^<>]*)?\/?)>/y;

/** Elements that hold no others, in order. */
function* leavesOf(body: Uint8Array): Iterable<Leaf> {
  const xml = new TextDecoder().decode(body).trimEnd();
  const open: string[] = [];
  let at = 0;
  let isLeaf = false;
  while (at < xml.length) {
    const start = xml.indexOf('<', at);
    if (start < 0) throw unreadable('text lies behind its end');
    const text = xml.slice(at, start);
    MARK.lastIndex = start;
    const mark = MARK.exec(xml)?.[1];
    if (mark === undefined) throw unreadable('it holds what S3 does not write');
    at = MARK.lastIndex;
    if (mark.startsWith('?')) continue;
    if (!mark.startsWith('/')) {
      const name = /^[\w.-]+/.exec(mark)![0];
      if (mark.endsWith('/')) yield { path: [...open, name].join('/'), text: '' };
      else open.push(name);
      isLeaf = !mark.endsWith('/');
      continue;
    }
    if (open.at(-1) !== mark.slice(1).trim()) throw unreadable('its elements cross');
    if (isLeaf) yield { path: open.join('/'), text: decodeEntities(text) };
    isLeaf = false;
    open.pop();
  }
  if (open.length > 0) throw unreadable('it ends too early');
}

/** XML 1.0, 4.6: the five predefined entities, and references to characters. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decodeEntities = (text: string): string =>
  text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const character = ENTITIES[name] ?? characterOf(name);
    if (character === undefined || !whole.endsWith(';')) throw unreadable('it holds an unknown entity');
    return character;
  });

function characterOf(name: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name) ?? [];
  const point = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal ?? Number.NaN);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

const unreadable = (why: string): LikenessError =>
  new LikenessError('store_refused', `the picture store's answer is not a listing as S3 writes it: ${why}`);
