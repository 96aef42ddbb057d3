// Who is treated worse: error rates by group at the one threshold that all share.

import {
  type BootstrapOptions,
  type Differential,
  differentials,
  type GroupRate,
  type Refusal as Refused,
  type SubjectTrials,
} from '../../../trials/index.js';
import type { GroupAttribute } from '../../datasets/groups.js';
import type { DigestedPicture } from '../../datasets/imageFolder.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { ReportedGroups, ReportedRate } from '../report.js';
import { failureToAcquire } from './acquisition.js';
import { intervalMethod, refused } from './reported.js';

/** What the section is about. */
export interface GroupedTrials {
  readonly trials: SubjectTrials;
  /** Names of the subjects by the numbers that `trials.ids` holds. */
  readonly names: readonly string[];
  readonly pictures: readonly DigestedPicture[];
  /** Of each picture. */
  readonly subjects: Int32Array;
  readonly acquired: readonly Acquired[];
}

export function groupsSection(
  grouped: GroupedTrials,
  { name: attribute, groupOf }: GroupAttribute,
  { target, threshold }: { readonly target: number; readonly threshold: number },
  options: BootstrapOptions,
): ReportedGroups {
  const { trials, names: subjectNames } = grouped;
  const present = new Set(subjectNames.flatMap((subject) => groupOf.get(subject) ?? []));
  const names = [...present].sort();
  const of = Int32Array.from(trials.ids, (id) => names.indexOf(groupOf.get(subjectNames[id]!) ?? ''));
  const found = differentials(trials, { names, of }, threshold, options);
  return {
    attribute,
    target,
    threshold,
    unknownSubjects: found.unknown,
    groups: found.groups.map(({ name, subjects, fnmr }) => ({
      name,
      subjects,
      ...acquisitionOf(grouped, (subject) => groupOf.get(subject) === name),
      fnmr: reported(fnmr),
    })),
    pairs: found.pairs.map(({ left, right, fmr }) => ({ a: left, b: right, fmr: reported(fmr) })),
    differentials: [
      { measure: 'FNMR', statement: statementOf(found.fnmr) },
      { measure: 'FMR', statement: statementOf(found.fmr) },
    ],
  };
}

function acquisitionOf(
  { pictures, subjects, acquired }: GroupedTrials,
  isOf: (subject: string) => boolean,
): { pictures: number; fta: ReportedRate } {
  const own = Int32Array.from(pictures.keys()).filter((i) => isOf(pictures[i]!.subject));
  const fta = failureToAcquire(
    own.map((i) => subjects[i]!),
    Array.from(own, (i) => acquired[i]!),
  );
  return { pictures: own.length, fta };
}

function reported(rate: GroupRate | Refused): ReportedGroups['groups'][number]['fnmr'] {
  if (rate.kind === 'unsupported') return refused(rate.reason);
  const { estimate, lower, upper, errors, comparisons } = rate;
  const method = intervalMethod(rate, rate.people);
  return { kind: 'rate', rate: estimate, lower, upper, errors, trials: comparisons, method };
}

const statementOf = (differential: Differential | Refused): string =>
  differential.kind === 'unsupported' ? differential.reason : differential.statement;
