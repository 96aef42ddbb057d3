// Which decisions are looked at, as the page's address says it: what of it can be meant is sent, and what cannot is told.

type Meant<Value> = { readonly value: Value } | { readonly fault: string };

const oneOf =
  <Value extends string>(what: string, ...values: readonly Value[]) =>
  (text: string): Meant<Value> => {
    const value = values.find((one) => one === text);
    return value === undefined ? { fault: `${what} is ${values.join(' or ')}.` } : { value };
  };

const anyText = (text: string): Meant<string> => ({ value: text });

const version = (text: string): Meant<number> =>
  /^[1-9]\d{0,8}$/.test(text)
    ? { value: Number(text) }
    : { fault: 'A version is a whole number, such as 3.' };

const READ = {
  kind: oneOf('A kind', 'proofing', 'authentication'),
  channel: oneOf('A channel', 'api', 'capture'),
  documentType: anyText,
  issuingState: anyText,
  device: anyText,
  model: anyText,
  policyVersion: version,
} as const satisfies Record<string, (text: string) => Meant<string | number>>;

export type FilterName = keyof typeof READ;
export const FILTERS = Object.keys(READ) as readonly FilterName[];

type Value<Name extends FilterName> = Extract<ReturnType<(typeof READ)[Name]>, { value: unknown }>['value'];

/** What decisions are told apart by: as the service takes it. */
export type Filter = { readonly [Name in FilterName]?: Value<Name> };

/** What stands in the address, and why nothing can be told apart by it. */
export interface Refusal {
  readonly text: string;
  readonly fault: string;
}

export interface Filtering {
  readonly filter: Filter;
  readonly refused: Readonly<Partial<Record<FilterName, Refusal>>>;
}

export function filterIn(search: URLSearchParams): Filtering {
  const filter: Partial<Record<FilterName, string | number>> = {};
  const refused: Partial<Record<FilterName, Refusal>> = {};
  for (const name of FILTERS) {
    const text = search.get(name)?.trim() ?? '';
    if (text === '') continue;
    const meant = READ[name](text);
    if ('value' in meant) filter[name] = meant.value;
    else refused[name] = { text, fault: meant.fault };
  }
  // Each value is what its own name reads.
  return { filter: filter as Filter, refused };
}
