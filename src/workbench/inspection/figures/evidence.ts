// Which comparisons the data could give, and which FMR they could carry at best: if none of them were a false match,
// and people did not differ in how easily they are taken for others. Both remain to be seen by `likeness evaluate`.

import {
  allPairsTrials,
  claim,
  probeGalleryTrials,
  requiredSubjects,
  type SubjectTrials,
} from '../../../trials/index.js';
import { groupedBy } from '../../datasets/grouped.js';
import { type DatasetRecord, PARTS } from '../../datasets/record.js';
import type { Evidence } from '../inspection.js';
import { roleOf } from '../recaptureScores.js';
import { captureOf, pairsAmong, pairsBetween } from './captures.js';

/** FMRs that one would like to claim. */
const TARGETS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/** Lower than all of mankind, compared with one another, could carry: what is told then is the lowest that the data can. */
const BEYOND_ALL = 1e-20;

/** Of all pictures with a face, of each part that there is, and of documents against selfies where there are both. */
export function evidenceOf(records: readonly DatasetRecord[]): Evidence[] {
  const acquired = records.filter(({ face }) => face.kind === 'face');
  const parts = PARTS.filter((part) => acquired.some((record) => record.part === part));
  return [
    allPairs('all', acquired),
    ...parts.map((part) =>
      allPairs(
        part,
        acquired.filter((record) => record.part === part),
      ),
    ),
    ...acrossRoles(acquired),
  ];
}

function allPairs(of: Evidence['of'], pictures: readonly DatasetRecord[]): Evidence {
  const capture = captureOf(pictures);
  const mated = [...groupedBy(pictures, ({ subject }) => subject).values()].map((own) =>
    pairsAmong(own, capture),
  );
  const numbers = numbered(pictures);
  const trials = nonMatedAmong(numbers);
  return {
    ...madeOf(of, pictures, mated),
    ...carried(
      trials > 0
        ? allPairsTrials({ mated: NO_SCORES, hardest: NO_SCORES, nonMated: { trials } }, numbers)
        : undefined,
    ),
  };
}

function acrossRoles(pictures: readonly DatasetRecord[]): Evidence[] {
  const isReference = ({ sourceType }: DatasetRecord) => roleOf(sourceType) === 'document';
  const references = pictures.filter(isReference);
  // A picture of unknown type may be anything: it is no probe.
  const probes = pictures.filter((picture) => picture.sourceType !== null && !isReference(picture));
  if (references.length === 0 || probes.length === 0) return [];
  const capture = captureOf(pictures);
  const bySubject = groupedBy(references, ({ subject }) => subject);
  const mated = [...groupedBy(probes, ({ subject }) => subject)].map(([subject, own]) =>
    pairsBetween(own, bySubject.get(subject) ?? [], capture),
  );
  const numbers = numbered([...probes, ...references]);
  const [left, right] = [numbers.subarray(0, probes.length), numbers.subarray(probes.length)];
  const trials = probes.length * references.length - commonPairs(left, right);
  return [
    {
      ...madeOf('documents', [...probes, ...references], mated),
      ...carried(
        trials > 0
          ? probeGalleryTrials(
              { mated: NO_SCORES, hardest: NO_SCORES, nonMated: { ...NO_TALLY, trials } },
              left,
              right,
            )
          : undefined,
      ),
    },
  ];
}

/** @param mated comparisons of each subject */
function madeOf(of: Evidence['of'], pictures: readonly DatasetRecord[], mated: readonly number[]) {
  const sum = mated.reduce((total, n) => total + n, 0);
  const squares = mated.reduce((total, n) => total + n * n, 0);
  return {
    of,
    subjects: new Set(pictures.map(({ subject }) => subject)).size,
    pictures: pictures.length,
    mated: sum,
    matedSubjects: mated.filter((n) => n > 0).length,
    // L. Kish, Survey Sampling (1965), § 11.7: the effective size of a sample whose members weigh unequally.
    matedWorth: squares === 0 ? 0 : sum ** 2 / squares,
  };
}

function carried(
  trials: SubjectTrials | undefined,
): Pick<Evidence, 'nonMated' | 'nonMatedWorth' | 'lowestFmr' | 'claims'> {
  if (!trials) {
    const claims = TARGETS.map((fmr) => ({ fmr, possible: false, requiredSubjects: null }));
    return { nonMated: 0, nonMatedWorth: 0, lowestFmr: null, claims };
  }
  const answer = claim(trials, { fmr: BEYOND_ALL });
  const lowestFmr = answer.kind === 'unsupported' ? answer.fmrSupported : 0;
  return {
    nonMated: trials.nonMated.trials,
    nonMatedWorth: trials.nonMated.effective,
    lowestFmr,
    claims: TARGETS.map((fmr) => ({
      fmr,
      possible: lowestFmr <= fmr,
      requiredSubjects: requiredSubjects(trials, { claim: 'fmrAtMost', fmr }).subjects,
    })),
  };
}

const NO_SCORES = { scores: new Float64Array(0), left: new Int32Array(0), right: new Int32Array(0) };

/** Of comparisons that are yet to be made. */
const NO_TALLY = {
  kind: 'tally',
  lowest: 0,
  binsPerUnit: 1,
  bins: new Float64Array(0),
  tail: new Float64Array(0),
  tailIds: new Float64Array(0),
} as const;

/** Subjects by number, in the order in which they are met. */
function numbered(pictures: readonly DatasetRecord[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(pictures, ({ subject }) => {
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    return number;
  });
}

function nonMatedAmong(subjects: Int32Array): number {
  const squares = [...counts(subjects).values()].reduce((sum, n) => sum + n * n, 0);
  return (subjects.length ** 2 - squares) / 2;
}

function commonPairs(left: Int32Array, right: Int32Array): number {
  const inRight = counts(right);
  return [...counts(left)].reduce((sum, [subject, n]) => sum + n * (inRight.get(subject) ?? 0), 0);
}

function counts(numbers: Int32Array): Map<number, number> {
  const found = new Map<number, number>();
  for (const number of numbers) found.set(number, (found.get(number) ?? 0) + 1);
  return found;
}
