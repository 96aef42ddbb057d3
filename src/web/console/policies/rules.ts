// A policy's document as a list of rules that people read, in the order in which a decision meets them.

import type { PolicyDocument } from '../../../client/index.js';
import { oneInWith, percentWith } from '../figures.js';

export interface Rule {
  /** Where it stands in the document: unique, and the same in every version. */
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

interface Stated extends Omit<Rule, 'value'> {
  /** What it says, to the last digit. */
  readonly exactly: unknown;
  /** In words. @param more digits than figures usually have */
  readonly say: (more: number) => string;
}

const REQUIRES: Readonly<Record<PolicyDocument['requires'], string>> = {
  portrait: 'a portrait, of any kind',
  page: 'a page of an identity document',
  data: 'a page whose data were read and checked',
};

const EFFECTS = { review: 'a person looks before anything is approved', note: 'it is noted' } as const;

const VELOCITY = {
  customer: 'Tries of one customer',
  device: 'Tries from one device',
  document: 'Tries with one document',
  face: 'Tries of one face',
} as const;

type Velocity = NonNullable<PolicyDocument['velocity'][keyof typeof VELOCITY]>;

export const rulesOf = (document: PolicyDocument): Rule[] =>
  statedIn(document).map(({ path, name, say }) => ({ path, name, value: say(0) }));

function statedIn(document: PolicyDocument): Stated[] {
  const { approveFmr, rejectLlr, prior, requires, quality, authentication, duplicates, lists, velocity } =
    document;
  return [
    {
      ...{ path: 'requires', name: 'A document must show', exactly: requires },
      say: () => REQUIRES[requires],
    },
    rate('approveFmr', 'Approve where strangers match at most', approveFmr),
    number('rejectLlr', 'Reject where the LLR is below', rejectLlr),
    {
      ...{ path: 'prior', name: 'Applicants believed to be who they say', exactly: prior },
      say: (more) => percentWith(prior, more),
    },
    ...Object.entries(quality).map(([component, floor]) =>
      number(`quality.${component}`, `Recapture where ${component} is below`, floor),
    ),
    rate('authentication.passFmr', 'A login passes where strangers match at most', authentication.passFmr),
    number('authentication.blockLlr', 'A login is blocked where the LLR is below', authentication.blockLlr),
    {
      ...{ path: 'duplicates', name: 'A new customer’s face under another name', exactly: duplicates },
      say: (more) => `${EFFECTS[duplicates.effect]}; wrongly so for ${oneInWith(duplicates.fpir, more)}`,
    },
    {
      ...{ path: 'lists', name: 'A face on a list', exactly: lists },
      say: (more) => `by each list’s own effect; wrongly found for ${oneInWith(lists.fpir, more)}`,
    },
    ...Object.entries(VELOCITY).flatMap(([kind, name]): Stated[] => {
      const limit = velocity[kind as keyof typeof VELOCITY];
      return limit ? [{ path: `velocity.${kind}`, name, exactly: limit, say: () => limitOf(limit) }] : [];
    }),
  ];
}

const rate = (path: string, name: string, exactly: number): Stated => ({
  ...{ path, name, exactly },
  say: (more) => oneInWith(exactly, more),
});

const number = (path: string, name: string, exactly: number): Stated => ({
  ...{ path, name, exactly },
  say: () => String(exactly),
});

const limitOf = ({ tries, hours, effect }: Velocity): string =>
  `more than ${tries} in ${hours} ${hours === 1 ? 'hour' : 'hours'}: ${EFFECTS[effect]}`;

export interface ComparedRule extends Rule {
  /** Of the other version; null where it has no such rule. */
  readonly other: string | null;
  readonly isChanged: boolean;
}

/** The rules of one version beside another's; those that only the other has stand at the end, with a dash. */
export function comparedRules(document: PolicyDocument, other: PolicyDocument): ComparedRule[] {
  const before = new Map(statedIn(other).map((rule) => [rule.path, rule]));
  const shown = statedIn(document).map((rule): ComparedRule => {
    const { path, name, say } = rule;
    const former = before.get(path);
    before.delete(path);
    if (!former) return { path, name, value: say(0), other: null, isChanged: true };
    const isChanged = textOf(rule) !== textOf(former);
    const [value, otherValue] = isChanged ? toldApart(rule, former) : [say(0), former.say(0)];
    return { path, name, value, other: otherValue, isChanged };
  });
  const gone = [...before.values()].map(
    ({ path, name, say }): ComparedRule => ({ path, name, value: '–', other: say(0), isChanged: true }),
  );
  return [...shown, ...gone];
}

/** In one form, whatever order a document was written in. */
function textOf({ exactly }: Stated): string {
  if (typeof exactly !== 'object') return JSON.stringify(exactly);
  return JSON.stringify(Object.entries(exactly!).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As many digits as a number of 64 bits has. */
const MOST_DIGITS = 17;

/** What differs reads differently: by as many digits as that takes. */
function toldApart(one: Stated, other: Stated): [string, string] {
  for (let more = 0; more <= MOST_DIGITS; more++) {
    const [a, b] = [one.say(more), other.say(more)];
    if (a !== b) return [a, b];
  }
  return [textOf(one), textOf(other)];
}
