// Whose is each group of pictures? For every folder the posterior over all ways in which its groups may be placed:
// one of them is the subject's, each other one is the subject's too, or somebody else's of the data set, or of
// somebody who has no other picture in it; or none is the subject's.
//
// Of a folder of two pictures that are apart this says that one is wrong, and which only if one of them is near to
// somebody else.

import { type NearestOptions, nearestNeighbours, neighboursOf } from '../../neighbours/nearest.js';
import { evidenceOf } from './evidence.js';
import { type Faces, type Group, meanScore } from './faces.js';
import type { Population } from './population.js';
import { logSumExp, type MisplacedPrior, misplacedPrior, sigmoid } from './priors.js';

/** What became of the groups of one folder. */
export interface FolderVerdict {
  readonly subject: number;
  /** The likeliest owner of the name first, then the larger ones. */
  readonly groups: readonly GroupVerdict[];
  /** Probability that these groups (places in `groups`) are of as many people. */
  readonly apart: (groups: readonly number[]) => number;
}

export interface GroupVerdict {
  readonly group: Group;
  /** Probability that the folder's name is rightly this group's. */
  readonly owner: number;
  /** Probability that it stands under a wrong name. */
  readonly misplaced: number;
  /** With the group that is likeliest the owner; null for that one, where it is alone. */
  readonly withOwner: GroupComparison | null;
  /** Whose it may be instead, likeliest first. */
  readonly candidates: readonly Candidate[];
}

export interface GroupComparison {
  readonly subject: number;
  readonly group: Group;
  readonly score: number;
  readonly llr: number;
}

export interface Candidate extends GroupComparison {
  /** Posterior probability that the questioned group is this subject's. */
  readonly probability: number;
}

/** Nearest groups that are looked at for each; others have no likelihood to speak of. */
const NEIGHBOURS = 50;
/** Once to know which groups own their folders, once more to compare with those. */
const ROUNDS = 2;
/** So many candidates are told. */
const TOLD = 5;

/** A group somewhere in the data set, near to another. */
interface Near extends GroupComparison {
  /** Place among all groups. */
  readonly place: number;
}

/** Verdicts of all folders in their order, and the groups of other folders that are near to each group. */
export interface Verdicts {
  readonly folders: readonly FolderVerdict[];
  readonly near: ReadonlyMap<Group, readonly GroupComparison[]>;
}

export async function judgeFolders(
  faces: Faces,
  population: Population,
  options: NearestOptions = {},
): Promise<Verdicts> {
  const near = await nearGroups(population, options);
  let owners = population.groups.flatMap(firstOwners);
  let folders: FolderVerdict[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let start = 0;
    folders = population.folders.map(({ subject }, i) => {
      const groups = population.groups[i]!;
      const verdict = judgeFolder(subject, groups, (k) => near[start + k]!, owners, faces, population);
      start += groups.length;
      return verdict;
    });
    // In the order of the partition again, which the verdicts are not in.
    const owner = new Map(folders.flatMap((f) => f.groups.map((g) => [g.group, g.owner])));
    owners = population.groups.flat().map((group) => owner.get(group)!);
  }
  return { folders, near: new Map(population.groups.flat().map((group, place) => [group, near[place]!])) };
}

/** To begin with the largest, or all of that size alike. */
function firstOwners(groups: readonly Group[]): number[] {
  const largest = groups.filter(({ rows }) => rows.length === groups[0]!.rows.length).length;
  return groups.map((_, place) => (place < largest ? 1 / largest : 0));
}

async function nearGroups(
  { folders, groups, others }: Population,
  options: NearestOptions,
): Promise<readonly (readonly Near[])[]> {
  const all = groups.flatMap((list, i) =>
    list.map((group) => ({ group, subject: folders[i]!.subject, unit: unit(group.sum) })),
  );
  const found = await nearestNeighbours(
    all.map((one) => one.unit),
    NEIGHBOURS,
    options,
  );
  return all.map(({ group, subject }, place) =>
    [...neighboursOf(found, place)]
      .filter(({ row }) => all[row]!.subject !== subject)
      .map(({ row }) => {
        const other = all[row]!;
        const score = meanScore(group, other.group);
        const llr = evidenceOf(others, score, group.rows.length, other.group.rows.length);
        return { place: row, subject: other.subject, group: other.group, score, llr };
      }),
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function judgeFolder(
  subject: number,
  groups: readonly Group[],
  nearOf: (group: number) => readonly Near[],
  owners: readonly number[],
  faces: Faces,
  { own, priors }: Population,
): FolderVerdict {
  const all = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const right = ({ rows }: Group) => rows.length * Math.log1p(-priors.errorRate);
  const elsewhere = groups.map(({ rows }, k) =>
    whereElse(nearOf(k), owners, faces, misplacedPrior(priors, rows.length, all)),
  );
  const wrong = elsewhere.map(({ log }) => log);
  const compare = (a: Group, b: Group): GroupComparison => {
    const score = meanScore(a, b);
    return { subject, group: b, score, llr: evidenceOf(own, score, a.rows.length, b.rows.length) };
  };
  /** Log-odds of "of another" against "of the owner's", for a group beside an owner. */
  const odds = groups.map((group, k) =>
    groups.map((owner, j) => (k === j ? 0 : wrong[k]! - right(group) - compare(group, owner).llr)),
  );
  const away = (k: number, j: number): number => sigmoid(odds[k]![j]!);
  const log = groups.map(
    (owner, j) =>
      right(owner) + wrong.reduce((sum, value, k) => (k === j ? sum : sum + value - Math.log(away(k, j))), 0),
  );
  const none = groups.length > 1 ? wrong.reduce((sum, value) => sum + value, 0) : Number.NEGATIVE_INFINITY;
  const total = logSumExp([...log, none]);
  const owner = log.map((value) => Math.exp(value - total));
  const nobody = Math.exp(none - total);
  const misplaced = groups.map((_, k) =>
    Math.min(
      1,
      owner.reduce((sum, p, j) => (j === k ? sum : sum + p * away(k, j)), nobody),
    ),
  );
  const order = [...groups.keys()].sort((a, b) => owner[b]! - owner[a]! || a - b);
  const verdicts = order.map((k) => {
    const other = order.find((j) => j !== k);
    return {
      group: groups[k]!,
      owner: owner[k]!,
      misplaced: misplaced[k]!,
      withOwner: other === undefined ? null : compare(groups[k]!, groups[other]!),
      candidates: elsewhere[k]!.candidates.slice(0, TOLD).map(({ share, ...one }) => ({
        ...one,
        probability: misplaced[k]! * share,
      })),
    };
  });
  const apart = (places: readonly number[]): number => {
    const asked = places.map((place) => order[place]!);
    const given = owner.map(
      (p, j) => p * asked.reduce((product, k) => (k === j ? product : product * away(k, j)), 1),
    );
    return Math.min(
      1,
      given.reduce((sum, p) => sum + p, nobody),
    );
  };
  return { subject, groups: verdicts, apart };
}

/**
 * How likely it is that a group is misplaced and looks as it does, over everybody whose it may be: subjects by how many
 * pictures they have, since each picture is as likely to have gone astray, or somebody unseen.
 *
 * @returns the logarithm, and the share of each subject in it
 */
function whereElse(
  near: readonly Near[],
  owners: readonly number[],
  faces: Faces,
  prior: MisplacedPrior,
): { log: number; candidates: (GroupComparison & { share: number })[] } {
  const bySubject = new Map<number, { best: Near; terms: number[] }>();
  for (const one of near) {
    const term = Math.log(owners[one.place]!) + one.llr;
    if (term === Number.NEGATIVE_INFINITY) continue;
    const known = bySubject.get(one.subject);
    if (!known) bySubject.set(one.subject, { best: one, terms: [term] });
    else {
      known.terms.push(term);
      if (one.llr > known.best.llr) known.best = one;
    }
  }
  const weighed = [...bySubject.values()].map(({ best, terms }) => {
    const share = faces.rowsOf[best.subject]!.length / faces.records.length;
    return { best, log: Math.log(prior.known * share) + logSumExp(terms) };
  });
  const log = logSumExp([Math.log(prior.unseen), ...weighed.map((one) => one.log)]);
  return {
    log,
    candidates: weighed
      .sort((a, b) => b.log - a.log)
      .map(({ best: { place: _, ...one }, log: own }) => ({ ...one, share: Math.exp(own - log) })),
  };
}
