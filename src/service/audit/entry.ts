// One entry of the log: who did what to what, when, and the hash of the entry before it.

import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { type Action, isAction } from './actions.js';
import { canonicalText, type Json } from './canonical.js';

export interface AuditActor {
  readonly kind: 'key' | 'person' | 'capture' | 'system';
  readonly id: string;
  /** As it was then. Of employees and programs: a customer is never named. */
  readonly name?: string;
}

export interface AuditTarget {
  /** `verification`, `customer`, `case`, … */
  readonly kind: string;
  readonly id: string;
}

/** What somebody who logs says; the rest is the chain's. */
export interface AuditDraft {
  readonly tenant: string;
  readonly actor: AuditActor;
  readonly action: Action;
  readonly target: AuditTarget;
  /** Digests, versions, codes, counts. No personal data and no picture: {@link LIMITS} holds it to what is short. */
  readonly details?: { readonly [key: string]: Json };
  /** Default: now. */
  readonly at?: Date;
}

export interface AuditEntry extends Required<Omit<AuditDraft, 'at' | 'action'>> {
  /** 1, 2, … within the tenant. */
  readonly sequence: number;
  /** ISO 8601, UTC, milliseconds: `2026-11-28T17:53:57.000Z`. */
  readonly at: string;
  /** A code of `ACTIONS`, of this version or another. */
  readonly action: string;
  /** Hash of the entry before, hexadecimal; 64 zeros for the first. */
  readonly previous: string;
}

/** Nothing that is allowed to be long could hold a picture, or a document's data by oversight. */
export const LIMITS = {
  /** Characters (code points, as PostgreSQL and JSON Schema count) of an id, a kind or a name. Callers' own customer ids may have 200. */
  name: 200,
  /** Characters of one text in the details: a reviewer's reason fits. */
  text: 2_000,
  /** Bytes of a whole entry in canonical form. */
  body: 32_768,
  /** How deep details may nest. */
  depth: 8,
} as const;

/** PostgreSQL stores no NUL, and no identifier has need of a control character. */
const Name = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((text) => lengthOf(text) <= LIMITS.name, `must have ${LIMITS.name} characters at most`),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  v.regex(/^[^\u0000-\u001f\u007f]*$/, 'must have no control characters'),
);

/** Code points; an emoji is one, and two of JavaScript's units. */
const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length++;
  return length;
};

const Instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must be ISO 8601, UTC, with milliseconds'),
  v.check((text) => isInstant(text), 'must be a moment of the calendar'),
);

const isInstant = (text: string): boolean => {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
};

export const HashText = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));
export const Sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export { Instant, Name };

const EntrySchema = v.strictObject({
  tenant: Name,
  sequence: Sequence,
  at: Instant,
  actor: v.strictObject({
    kind: v.picklist(['key', 'person', 'capture', 'system']),
    id: Name,
    name: v.exactOptional(Name),
  }),
  action: v.pipe(Name, v.regex(/^[a-z_]+(\.[a-z_]+)+$/, 'must be a dotted code')),
  target: v.strictObject({ kind: Name, id: Name }),
  details: v.custom<AuditEntry['details']>(
    (value) => isObject(value) && isShortJson(value, LIMITS.depth),
    `must be a JSON object, at most ${LIMITS.depth} deep, with no text of over ${LIMITS.text} characters`,
  ),
  previous: HashText,
});

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isShortJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return lengthOf(value) <= LIMITS.text;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return value === null || typeof value === 'boolean';
  if (depth === 0 || !isPlain(value)) return false;
  const items = Array.isArray(value) ? value : Object.entries(value).flat();
  return items.every((item) => isShortJson(item, depth - 1));
}

/** Bytes, dates and the like are none of what JSON says: whoever logs writes them as he means them. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/**
 * The text of an entry as it is stored, hashed and signed.
 * @throws `audit_entry_invalid` with the path of the first field that is wrong
 */
export function entryText(entry: AuditEntry): string {
  if (!isAction(entry.action)) throw invalid(`there is no action ${JSON.stringify(entry.action)}`);
  const checked = v.safeParse(EntrySchema, entry);
  if (!checked.success) {
    const [issue] = checked.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'the entry'}: ${issue.message}`);
  }
  const text = canonicalOrRefuse(entry);
  if (Buffer.byteLength(text) > LIMITS.body)
    throw invalid(`the entry has more than ${LIMITS.body} bytes: log digests, not what they are of`);
  return text;
}

function canonicalOrRefuse(entry: AuditEntry): string {
  try {
    return canonicalText(entry);
  } catch (cause) {
    throw new LikenessError('audit_entry_invalid', (cause as Error).message, { cause });
  }
}

/** The entry of a stored text; undefined where the text is not the canonical form of one. */
export function parseEntry(text: string): AuditEntry | undefined {
  if (text.length > LIMITS.body) return undefined;
  try {
    const checked = v.safeParse(EntrySchema, JSON.parse(text));
    return checked.success && canonicalText(checked.output) === text ? checked.output : undefined;
  } catch {
    return undefined;
  }
}

const invalid = (message: string): LikenessError => new LikenessError('audit_entry_invalid', message);
