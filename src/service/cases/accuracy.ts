// How often reviewers are right, on cases whose answer was known; how fast they are, and how often two of them agree.

import { sql } from 'kysely';
import { clopperPearson } from '../../trials/index.js';
import type { CaseOutcome, Transacting } from '../storage/index.js';
import { cohenKappa } from './kappa.js';
import { SECONDS_OF_LOOK } from './queue.js';

export interface Rate {
  readonly errors: number;
  readonly trials: number;
  /** Null where there was no trial. */
  readonly rate: number | null;
  /** 95 %, Clopper and Pearson. */
  readonly interval: readonly [number, number] | null;
}

export interface Seeded {
  /** Non-mated seeds that were approved. */
  readonly falseAccepts: Rate;
  /** Mated seeds that were rejected. */
  readonly falseRejects: Rate;
  /** Of all seeds: no error, but a way around one. */
  readonly recaptures: Rate;
}

export interface Reviewer extends Seeded {
  readonly person: { readonly id: string; readonly name: string };
  /** Looks at cases of all kinds. */
  readonly looks: number;
  readonly medianSeconds: number | null;
  /** Cases that are theirs now. */
  readonly assigned: number;
}

export interface Agreement {
  /** Cases that two people looked at. */
  readonly pairs: number;
  /** Where both said the same. */
  readonly agreed: number;
  /** Null where there were no pairs. */
  readonly share: number | null;
  /** 95 %, Clopper and Pearson. */
  readonly interval: readonly [number, number] | null;
  readonly kappa: number | null;
  /** 95 %; null where all agreed. */
  readonly kappaInterval: readonly [number, number] | null;
}

export interface Accuracy {
  readonly since: Date;
  readonly all: Seeded;
  readonly reviewers: readonly Reviewer[];
  /** Between first and second looks, by why there was a second: those drawn by chance speak for all cases. */
  readonly agreement: { readonly drawn: Agreement; readonly override: Agreement };
}

const OUTCOMES: readonly CaseOutcome[] = ['approve', 'reject', 'recapture'];

/** Second looks are looks as the first are: whoever gave them did not know what the first said. */
export async function readAccuracy(transaction: Transacting, since: Date): Promise<Accuracy> {
  const seeded = await seededLooks(transaction, since);
  const { rows: people } = await sql<{
    id: string;
    name: string;
    looks: number;
    median: number | null;
    assigned: number;
  }>`
    select p.id, p.name, coalesce(l.looks, 0)::int as looks, l.median, coalesce(c.assigned, 0)::int as assigned
    from people p
    left join (
      select person, count(*) as looks, percentile_cont(0.5) within group (order by ${SECONDS_OF_LOOK}) as median
      from case_looks l where at >= ${since} group by person) l on l.person = p.id
    left join (
      select assignee, count(*) as assigned from cases where assignee is not null group by assignee) c
      on c.assignee = p.id
    where l.looks > 0 or c.assigned > 0
    order by p.name, p.id`.execute(transaction);
  const pairs = await pairedLooks(transaction, since);
  return {
    since,
    all: ratesOf(seeded),
    reviewers: people.map(({ id, name, looks, median, assigned }) => ({
      ...{ person: { id, name }, looks, medianSeconds: median, assigned },
      ...ratesOf(seeded.filter(({ person }) => person === id)),
    })),
    agreement: {
      drawn: agreementOf(pairs.filter(({ because }) => because === 'drawn')),
      override: agreementOf(pairs.filter(({ because }) => because === 'override')),
    },
  };
}

export interface SeededLooks {
  readonly person: string;
  readonly answer: 'mated' | 'non_mated';
  readonly outcome: CaseOutcome;
  readonly count: number;
}

/**
 * Whoever brought a seed knows its answer: their looks at it tell nothing. Of a seed that awaits a second look nothing is
 * told: who gives it would learn that it is one, its answer, and how the first went.
 */
async function seededLooks(transaction: Transacting, since: Date): Promise<SeededLooks[]> {
  const { rows } = await sql<SeededLooks>`
    select l.person, s.answer, l.outcome, count(*)::int as count
    from case_looks l join case_seeds s on s.tenant = l.tenant and s."case" = l."case"
      join cases c on c.tenant = l.tenant and c.id = l."case" and c.state = 'decided'
    where l.at >= ${since} and l.person <> s.created_by
    group by l.person, s.answer, l.outcome`.execute(transaction);
  return rows;
}

export function ratesOf(looks: readonly SeededLooks[]): Seeded {
  const sum = (matches: (look: SeededLooks) => boolean) =>
    looks.filter(matches).reduce((total, { count }) => total + count, 0);
  const said = (outcome: CaseOutcome, answer: SeededLooks['answer']): Rate =>
    rateOf(
      sum((look) => look.answer === answer && look.outcome === outcome),
      sum((look) => look.answer === answer),
    );
  return {
    falseAccepts: said('approve', 'non_mated'),
    falseRejects: said('reject', 'mated'),
    recaptures: rateOf(
      sum(({ outcome }) => outcome === 'recapture'),
      sum(() => true),
    ),
  };
}

function rateOf(errors: number, trials: number): Rate {
  if (trials === 0) return { errors, trials, rate: null, interval: null };
  const { lower, upper } = clopperPearson(errors, trials);
  return { errors, trials, rate: errors / trials, interval: [lower, upper] };
}

export interface PairedLooks {
  readonly because: 'override' | 'drawn';
  readonly first: CaseOutcome;
  readonly second: CaseOutcome;
  readonly count: number;
}

async function pairedLooks(transaction: Transacting, since: Date): Promise<PairedLooks[]> {
  const { rows } = await sql<PairedLooks>`
    select c.second_because as because, a.outcome as first, b.outcome as second, count(*)::int as count
    from case_looks b
    join case_looks a on a.tenant = b.tenant and a."case" = b."case" and a.ordinal = 1
    join cases c on c.tenant = b.tenant and c.id = b."case"
    where b.ordinal = 2 and b.at >= ${since} and not exists (
      select from case_seeds s where s.tenant = c.tenant and s."case" = c.id
        and s.created_by in (a.person, b.person))
    group by c.second_because, a.outcome, b.outcome`.execute(transaction);
  return rows;
}

export function agreementOf(looks: readonly PairedLooks[]): Agreement {
  const countOf = (first: CaseOutcome, second: CaseOutcome) =>
    looks
      .filter((pair) => pair.first === first && pair.second === second)
      .reduce((sum, { count }) => sum + count, 0);
  const table = OUTCOMES.map((first) => OUTCOMES.map((second) => countOf(first, second)));
  const pairs = table.flat().reduce((sum, cell) => sum + cell, 0);
  const agreed = OUTCOMES.reduce((sum, outcome) => sum + countOf(outcome, outcome), 0);
  const { rate, interval } = rateOf(agreed, pairs);
  const kappa = cohenKappa(table);
  return {
    ...{ pairs, agreed, share: rate, interval },
    kappa: kappa?.kappa ?? null,
    kappaInterval: kappa?.interval ?? null,
  };
}
