// A policy's document as a list of rules that people read, in the order in which a decision meets them.

import type { PolicyDocument } from '../../../client/index.js';
import { oneIn, percent } from '../figures.js';

export interface Rule {
  /** Where it stands in the document: unique, and the same in every version. */
  readonly path: string;
  readonly name: string;
  readonly value: string;
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

export function rulesOf(document: PolicyDocument): Rule[] {
  const { approveFmr, rejectLlr, prior, requires, quality, authentication, duplicates, lists, velocity } =
    document;
  return [
    { path: 'requires', name: 'A document must show', value: REQUIRES[requires] },
    { path: 'approveFmr', name: 'Approve where strangers match at most', value: oneIn(approveFmr) },
    { path: 'rejectLlr', name: 'Reject where the LLR is below', value: String(rejectLlr) },
    { path: 'prior', name: 'Applicants believed to be who they say', value: percent(prior) },
    ...Object.entries(quality).map(([component, floor]) => ({
      path: `quality.${component}`,
      name: `Recapture where ${component} is below`,
      value: String(floor),
    })),
    {
      path: 'authentication.passFmr',
      name: 'A login passes where strangers match at most',
      value: oneIn(authentication.passFmr),
    },
    {
      path: 'authentication.blockLlr',
      name: 'A login is blocked where the LLR is below',
      value: String(authentication.blockLlr),
    },
    {
      path: 'duplicates',
      name: 'A new customer’s face under another name',
      value: `${EFFECTS[duplicates.effect]}; wrongly so for ${oneIn(duplicates.fpir)}`,
    },
    {
      path: 'lists',
      name: 'A face on a list',
      value: `by each list’s own effect; wrongly found for ${oneIn(lists.fpir)}`,
    },
    ...Object.entries(VELOCITY).flatMap(([kind, name]) => {
      const limit = velocity[kind as keyof typeof VELOCITY];
      return limit ? [{ path: `velocity.${kind}`, name, value: limitOf(limit) }] : [];
    }),
  ];
}

const limitOf = ({ tries, hours, effect }: Velocity): string =>
  `more than ${tries} in ${hours} ${hours === 1 ? 'hour' : 'hours'}: ${EFFECTS[effect]}`;

export interface ComparedRule extends Rule {
  /** Of the other version; null where it has no such rule. */
  readonly other: string | null;
  readonly isChanged: boolean;
}

/** The rules of one version beside another's; those that only the other has stand at the end, with a dash. */
export function comparedRules(document: PolicyDocument, other: PolicyDocument): ComparedRule[] {
  const before = new Map(rulesOf(other).map((rule) => [rule.path, rule]));
  const shown = rulesOf(document).map((rule) => {
    const value = before.get(rule.path)?.value ?? null;
    before.delete(rule.path);
    return { ...rule, other: value, isChanged: value !== rule.value };
  });
  const gone = [...before.values()].map((rule) => ({
    ...rule,
    value: '–',
    other: rule.value,
    isChanged: true,
  }));
  return [...shown, ...gone];
}
