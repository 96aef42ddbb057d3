// Renders the chart without Helm, which npm does not carry: just the part of Go's templates that the chart uses
// (https://pkg.go.dev/text/template), and a complaint at anything else. What it gives was compared with Go's own
// `text/template` and Sprig once, by hand; it is no Helm.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: manifests and values have the shape of whatever YAML says
export type Yaml = any;

export interface Chart {
  readonly values: Yaml;
  readonly schema: Yaml;
  /** Texts by file name. */
  readonly templates: ReadonlyMap<string, string>;
}

export function readChart(folder: string): Chart {
  const text = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
  const names = readdirSync(join(folder, 'templates')).sort();
  return {
    values: parse(text('values.yaml')),
    schema: JSON.parse(text('values.schema.json')),
    templates: new Map(names.map((name) => [name, text('templates', name)])),
  };
}

/**
 * All manifests for values laid over the chart's own, as a release named `id` in the namespace `bank`.
 * @throws where a required value is missing, or a template uses what is not known here
 */
export function render(chart: Chart, values: Yaml = {}): Yaml[] {
  const scope: Yaml = {
    Values: merged(chart.values, values),
    Chart: { Name: 'likeness', Version: '0.1.0', AppVersion: '0.1.0' },
    Release: { Name: 'id', Namespace: 'bank', Service: 'Helm' },
  };
  const defines = new Map<string, Node[]>();
  const bodies = [...chart.templates].map(([name, text]) => [name, parseTemplate(text, defines)] as const);
  return bodies
    .filter(([name]) => !name.startsWith('_'))
    .flatMap(([name, body]) => {
      const text = print(body, { root: scope, dot: scope, defines });
      if (!name.endsWith('.yaml')) return [];
      return parseAllDocuments(text).flatMap((document) => {
        if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]}`);
        return document.toJS() ?? [];
      });
    });
}

function merged(base: Yaml, over: Yaml): Yaml {
  const isMap = (value: Yaml) => value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!isMap(base) || !isMap(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in over ? merged(base[key], over[key]) : base[key]]),
  );
}

type Node =
  | { readonly text: string }
  | { readonly print: string }
  | {
      readonly branch: 'if' | 'with';
      readonly cases: { readonly when: string | null; readonly body: Node[] }[];
    };

/** @throws where actions are not balanced */
function parseTemplate(text: string, defines: Map<string, Node[]>): Node[] {
  const trimmed = text.replace(/\s*\{\{-/g, '{{').replace(/-\}\}\s*/g, '}}');
  const top: Node[] = [];
  const open: { into: Node[]; cases?: { when: string | null; body: Node[] }[] }[] = [{ into: top }];
  const into = () => open.at(-1)!.into;
  for (const [i, part] of trimmed.split(/\{\{([\s\S]*?)\}\}/).entries()) {
    const action = part.trim();
    const [word = '', ...rest] = action.split(/\s+/);
    const expression = rest.join(' ');
    if (i % 2 === 0) into().push({ text: part });
    else if (action.startsWith('/*')) continue;
    else if (word === 'define') {
      const body: Node[] = [];
      defines.set(JSON.parse(expression), body);
      open.push({ into: body });
    } else if (word === 'if' || word === 'with') {
      const body: Node[] = [];
      const cases = [{ when: expression, body }];
      into().push({ branch: word, cases });
      open.push({ into: body, cases });
    } else if (word === 'else') {
      const { cases } = open.pop()!;
      if (!cases) throw new Error('an `else` without an `if`');
      const body: Node[] = [];
      cases.push({ when: rest[0] === 'if' ? rest.slice(1).join(' ') : null, body });
      open.push({ into: body, cases });
    } else if (word === 'end') open.pop();
    else into().push({ print: action });
    if (open.length === 0) throw new Error('an `end` too many');
  }
  if (open.length > 1) throw new Error('an `end` is missing');
  return top;
}

interface Scope {
  readonly root: Yaml;
  readonly dot: Yaml;
  readonly defines: ReadonlyMap<string, Node[]>;
}

function print(nodes: readonly Node[], scope: Scope): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      if ('print' in node) return String(evaluate(node.print, scope) ?? '');
      for (const { when, body } of node.cases) {
        const value = when === null ? true : evaluate(when, scope);
        if (isTrue(value))
          return print(body, node.branch === 'with' && when !== null ? { ...scope, dot: value } : scope);
      }
      return '';
    })
    .join('');
}

/** Go holds what is empty for false. */
const isTrue = (value: Yaml): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const TOKEN = /"(?:[^"\\]|\\.)*"|[()|]|[^\s()|"]+/g;

/** A pipeline: each command's result is the last argument of the next. */
function evaluate(expression: string, scope: Scope): Yaml {
  const tokens = expression.match(TOKEN) ?? [];
  let at = 0;
  const pipeline = (): Yaml => {
    let piped: Yaml[] = [];
    for (;;) {
      const values: Yaml[] = [];
      let name: string | undefined;
      while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') {
        const token = tokens[at++]!;
        if (token === '(') {
          values.push(pipeline());
          at++;
        } else if (token.startsWith('"')) values.push(JSON.parse(token));
        else if (/^\d+$/.test(token)) values.push(Number(token));
        else if (token.startsWith('.')) values.push(lookUp(token, scope.dot));
        else if (name === undefined && values.length === 0) name = token;
        else throw new Error(`${token} is not known here`);
      }
      const result = name === undefined ? values[0] : call(name, [...values, ...piped], scope);
      if (tokens[at] !== '|') return result;
      at++;
      piped = [result];
    }
  };
  return pipeline();
}

const lookUp = (path: string, from: Yaml): Yaml =>
  path
    .split('.')
    .filter((key) => key !== '')
    .reduce((value, key) => value?.[key], from);

function call(name: string, values: Yaml[], scope: Scope): Yaml {
  if (name === 'not') return !isTrue(values[0]);
  if (name === 'include') {
    const body = scope.defines.get(values[0]);
    if (!body) throw new Error(`there is no template ${values[0]}`);
    return print(body, { ...scope, dot: values[1] });
  }
  const known = FUNCTIONS[name];
  if (!known) throw new Error(`the function ${name} is not known here`);
  return known(...values);
}

/** Sprig's and Helm's, the value that is piped in last. */
const FUNCTIONS: Readonly<Record<string, (...values: Yaml[]) => Yaml>> = {
  default: (otherwise, value) => (isTrue(value) ? value : otherwise),
  required: (message, value) => {
    if (value === undefined || value === null || value === '') throw new Error(message);
    return value;
  },
  quote: (value) => JSON.stringify(String(value)),
  int: (value) => Math.trunc(Number(value)),
  trunc: (length, value) => String(value).slice(0, length),
  trimSuffix: (suffix, value) => (value.endsWith(suffix) ? value.slice(0, -suffix.length) : value),
  contains: (part, value) => value.includes(part),
  replace: (from, to, value) => value.replaceAll(from, to),
  join: (between, values) => values.join(between),
  printf: (format, ...values) => format.replace(/%s/g, () => String(values.shift())),
  toYaml: (value) => stringify(value).trimEnd(),
  nindent: (spaces, value) => `\n${value}`.replace(/\n(?=[^\n])/g, `\n${' '.repeat(spaces)}`),
};
