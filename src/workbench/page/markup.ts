// HTML that cannot be broken by what a report says: whatever stands in `${…}` of a template is escaped, unless it is
// HTML already. Names and statements come from files of strangers, so there is no other way to put text on the page.

/** Source of HTML that is known to be well formed. */
export class Html {
  constructor(readonly source: string) {}
}

/** What a template takes: numbers are written by `numbers.ts` first, so that their form is the same everywhere. */
export type Content = Html | string | null | readonly Content[];

/** A template of HTML: `` html`<p>${anything}</p>` ``. Null is nothing; lists stand one after the other. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((part, i) => part + (i < values.length ? source(values[i]) : '')).join(''));
}

/** A name or path that somebody else chose: its direction of writing stays its own. */
export const name = (value: string): Html => html`<bdi>${value}</bdi>`;

/** A path, which may be broken after its signs and nowhere else. */
export const path = (value: string): Html =>
  html`<bdi>${value.split(/(?<=[/\\_.-])/).map((part, i) => (i > 0 ? html`<wbr>${part}` : part))}</bdi>`;

/** Names as in a sentence: `a`, `a and b`, `a, b and c`. */
export const names = (values: readonly string[]): Html =>
  html`${values.map((value, i) => [i === 0 ? '' : i === values.length - 1 ? ' and ' : ', ', name(value)])}`;

/** A sentence in which no line ends within a number such as `1e-4`, or an interval such as `(1.9e-3–5.1e-3)`. */
export const unbroken = (sentence: string): Html =>
  html`${sentence.split(NUMBER).map((part, i) => (i % 2 === 1 ? html`<span class="estimate">${part}</span>` : part))}`;

const NUMBER = /(\([\d.e-]+–[\d.e-]+(?:\u00a0%)?\)|\b\d(?:\.\d+)?e-\d+\b)/;

/** Text for a place where there is no markup, such as an attribute or a label in a drawing. */
export const plain = (value: string): string => value.replace(INVISIBLE, (sign) => codePoint(sign));

function source(value: Content): string {
  if (value === null) return '';
  if (value instanceof Html) return value.source;
  if (typeof value === 'string') return plain(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
  return value.map(source).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Control characters, and the marks that turn the direction of writing without being seen: with them a file named
 * `gpj.exe` may read `exe.jpg`. An auditor is shown that they are there.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const codePoint = (sign: string): string =>
  `[U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;
