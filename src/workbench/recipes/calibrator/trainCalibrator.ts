// Half of the subjects of the part calibrate decide what is added to a score, and give thresholds and the line to the
// LLR; the other half, whom nothing was chosen on, say what those achieve, with quality and without.

import { LikenessError } from '../../../errors.js';
import type { Calibration } from '../../../face/index.js';
import {
  type AdjustedCalibration,
  type CllrComparison,
  compareCllr,
  compareSystems,
  splitBySubject,
} from '../../../trials/index.js';
import { rowAdjustments } from '../../calibration/adjustments.js';
import {
  type ComparedPeople,
  type ComparedRun,
  comparePeople,
  type StatedCalibration,
  stateCalibration,
} from '../../calibration/statement.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { ROLE } from '../../evaluation/meetings.js';
import { type GridProtocol, gridProtocol } from '../../evaluation/protocol.js';
import { meetingsOfRows } from '../../evaluation/runProtocol.js';
import { type DatasetRows, numberSubjects, selectRows, templateRows } from '../../evaluation/trialSet.js';
import { peopleOf } from '../../registry/people.js';
import { ScoringEngine } from '../../scoring/index.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { Finding, Trained, TrainingContext } from '../kind.js';
import { type Candidate, candidatesOf, together } from './candidates.js';
import type { CalibratorRecipe } from './recipe.js';
import { type Sample, sampleComparisons } from './sample.js';
import { fitKept, type Selection, selectCandidates } from './select.js';

/** At which the table of findings looks. */
const FMRS = [1e-2, 1e-3] as const;

/** Subjects of whom there are mated comparisons, in either half: with fewer no threshold can be stated. */
const FEWEST_SUBJECTS = 20;

/**
 * @throws LikenessError `training_unsuitable` where the part calibrate is too small; `calibration_unsupported`,
 * `model_not_found`; what the signal was aborted with
 */
export async function trainCalibrator(recipe: CalibratorRecipe, context: TrainingContext): Promise<Trained> {
  const { records, dataset, home, store, threads, signal, onProgress } = context;
  const protocol = protocolOf(recipe, records);
  const watch = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const cores = threads ? { threads } : {};
  const { model, acquired } = await datasetTemplates(recipe.base, records, {
    home,
    store,
    ...cores,
    ...watch,
  });
  const rows = templateRows(acquired, numberSubjects(records), model.templateLength);
  requirePeople(rows, protocol, dataset.name);
  const [fit, test] = halves(rows, protocol, recipe.seed, `${dataset.name}, part calibrate`, acquired);
  const engine = await ScoringEngine.open(cores);
  try {
    const found = await chooseAndState(recipe, { fit, test }, records, acquired, {
      engine,
      command: context.command,
      ...watch,
    });
    return {
      product: {
        kind: 'calibration',
        model: { name: model.name, digest: model.sha256 },
        calibration: found.stated.calibration,
        people: peopleOf(records),
      },
      bases: [{ name: model.name, digest: model.sha256 }],
      used: records,
      history: [],
      findings: found.findings,
    };
  } finally {
    await engine.close();
  }
}

function protocolOf({ protocol }: CalibratorRecipe, records: readonly DatasetRecord[]): GridProtocol {
  if (protocol !== 'auto') return gridProtocol(protocol, records);
  const has = (...types: readonly (string | null)[]) =>
    records.some(({ sourceType }) => types.includes(sourceType));
  return gridProtocol(has('document', 'chip') && has('selfie') ? 'documents' : 'all-pairs', records);
}

function requirePeople(rows: DatasetRows, protocol: GridProtocol, name: string): void {
  const { subjects, roles } = meetingsOfRows(protocol, rows);
  const seen = new Map<number, Set<number>>();
  subjects.forEach((subject, row) => {
    // Without roles two pictures make a pair.
    seen.set(subject, (seen.get(subject) ?? new Set()).add(roles ? roles[row]! : row));
  });
  const isPaired = (parts: ReadonlySet<number>) =>
    roles ? parts.has(ROLE.reference) && parts.has(ROLE.probe) : parts.size > 1;
  const paired = [...seen.values()].filter(isPaired).length;
  if (paired >= 2 * FEWEST_SUBJECTS) return;
  throw new LikenessError(
    'training_unsuitable',
    `in the part calibrate of ${name} ${paired} subjects have ${roles ? 'a document and a selfie' : 'two pictures'}: ${2 * FEWEST_SUBJECTS} at least are needed, half to fit on and half to state it on`,
  );
}

function halves(
  rows: DatasetRows,
  protocol: GridProtocol,
  seed: number,
  name: string,
  acquired: readonly Acquired[],
): [ComparedPeople, ComparedPeople] {
  const [first, second] = splitBySubject(rows.subjects, 2, seed) as [Int32Array, Int32Array];
  const failureToAcquire = acquired.filter(({ kind }) => kind === 'failure').length / acquired.length;
  const half = (selected: Int32Array, which: string): ComparedPeople => ({
    name: `${which} of ${name}`,
    rows: selectRows(rows, selected),
    protocol,
    failureToAcquire,
  });
  return [half(first, 'half'), half(second, 'the held-out half')];
}

/** Who is compared, and what with. */
interface Halves {
  readonly fit: ComparedPeople;
  readonly test: ComparedPeople;
}

interface Working extends Pick<TrainingContext, 'signal' | 'onProgress' | 'command'> {
  readonly engine: ScoringEngine;
}

async function chooseAndState(
  recipe: CalibratorRecipe,
  { fit, test }: Halves,
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  working: Working,
): Promise<{ stated: StatedCalibration; findings: Finding[] }> {
  const { replicates, seed } = recipe;
  const bootstrap = { replicates, seed };
  const plain = { fit: await comparePeople(fit, working), test: await comparePeople(test, working) };
  const sample = sampleOf(fit, plain.fit, seed);
  const selection = await choose(recipe, fit, sample, records, acquired, working);
  const form = fitKept(sample, selection.kept, selection.ridge);
  const adjustment = adjustmentFrom(selection.kept, form);
  const { command } = working;
  if (!adjustment) {
    const stated = stateCalibration(plain.fit, plain.test, { command }, bootstrap);
    return { stated, findings: [...chosen(selection), cllrFinding(stated, undefined)] };
  }
  const adjusted = (people: ComparedPeople) =>
    comparePeople(
      { ...people, adjustments: rowAdjustments(adjustment, people.rows, records, acquired) },
      working,
    );
  const after = { fit: await adjusted(fit), test: await adjusted(test) };
  const stated = stateCalibration(after.fit, after.test, { command, adjustment }, bootstrap);
  const bare = stateCalibration(plain.fit, plain.test, { command }, bootstrap);
  const difference = compareLines(
    sampleOf(test, plain.test, seed),
    test.rows.subjects,
    { ...bare.calibration },
    { ...stated.calibration, adjustments: rowAdjustments(adjustment, test.rows, records, acquired) },
  );
  return {
    stated,
    findings: [
      ...chosen(selection),
      cllrFinding(stated, { bare, difference }),
      ...FMRS.map((fmr) => tarFinding(plain.test, after.test, fmr, bootstrap)),
    ],
  };
}

const sampleOf = ({ rows, protocol }: ComparedPeople, { set }: ComparedRun, seed: number): Sample =>
  sampleComparisons(set, rows, meetingsOfRows(protocol, rows), seed);

async function choose(
  { components, referenceType, folds, ridges, seed }: CalibratorRecipe,
  { rows, protocol }: ComparedPeople,
  sample: Sample,
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  { signal, onProgress }: Working,
): Promise<Selection> {
  const known = Array.from(rows.pictures, (picture) => {
    const one = acquired[picture]!;
    return { type: records[picture]!.sourceType, quality: one.kind === 'template' ? one.quality : {} };
  });
  const { roles } = meetingsOfRows(protocol, rows);
  const fold = new Map<number, number>();
  splitBySubject(rows.subjects, folds, seed).forEach((part, number) => {
    for (const row of part) fold.set(rows.subjects[row]!, number);
  });
  try {
    return await selectCandidates(
      sample,
      rows.subjects,
      candidatesOf(known, roles, components, referenceType),
      {
        foldOf: (subject) => fold.get(subject)!,
        folds,
        ridges,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      },
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LikenessError(
      'training_unsuitable',
      `${folds} folds of half the subjects cannot be fitted: ${cause.message}`,
      {
        cause,
        hint: 'Give more subjects in the part calibrate, or ask for fewer folds.',
      },
    );
  }
}

function adjustmentFrom(
  kept: readonly Candidate[],
  { added }: AdjustedCalibration,
): Calibration['adjustment'] | undefined {
  if (kept.length === 0) return undefined;
  // Components are of the recipe's list and types those of a data set, both of which manifests know.
  return together(kept.map((candidate, k) => candidate.adjustment(added[k]!))) as Calibration['adjustment'];
}

/** A line from score to LLR, with what is added to a score before. */
interface Line {
  readonly slope: number;
  readonly offset: number;
  readonly adjustments?: { readonly reference: Float32Array; readonly probe: Float32Array };
}

/** Cllr of the second line less that of the first, every comparison counting alike. */
function compareLines(sample: Sample, subjects: Int32Array, before: Line, after: Line): CllrComparison {
  const paired = ({ scores, reference, probe, counts }: Sample['mated']) => {
    const llrs = ({ slope, offset, adjustments }: Line) =>
      scores.map((score, k) => {
        const added = adjustments ? adjustments.reference[reference[k]!]! + adjustments.probe[probe[k]!]! : 0;
        return offset + slope * (score + added);
      });
    const people = (rows: Int32Array) => rows.map((row) => subjects[row]!);
    return {
      a: llrs(after),
      b: llrs(before),
      left: people(reference),
      right: people(probe),
      weights: counts,
    };
  };
  return compareCllr(paired(sample.mated), paired(sample.nonMated));
}

/** Candidates left out that came nearest to being kept; a reader needs no more. */
const SHOWN = 5;

function chosen({ kept, ridge, tried }: Selection): Finding[] {
  const inOrder = tried.toSorted((a, b) => a.cllr.difference - b.cllr.difference);
  const shown = [...inOrder.filter((one) => one.kept), ...inOrder.filter((one) => !one.kept).slice(0, SHOWN)];
  const found = shown.map(({ candidate, cllr, kept: isKept }) => ({
    what: `${isKept ? 'kept' : 'left out'}: ${candidate.name}, change of Cllr on people left out of the fit`,
    before: null,
    after: `${signed(cllr.difference)} bit (${signed(cllr.lower)} to ${signed(cllr.upper)}, 95 % for all ${tried.length} together)`,
  }));
  const summary = {
    what: 'added to a score',
    before: 'nothing',
    after:
      kept.length === 0
        ? `nothing: none of the ${tried.length} candidates lowered Cllr on people left out beyond its interval`
        : `${kept.map(({ name }) => name).join(', ')} (ridge ${ridge})`,
  };
  return [summary, ...found];
}

function cllrFinding(
  { llr, tested }: StatedCalibration,
  compared: { bare: StatedCalibration; difference: CllrComparison } | undefined,
): Finding {
  const what = `Cllr of ${tested.subjects} subjects whom nothing was chosen or fitted on`;
  if (!compared) return { what, before: null, after: `${llr.cllr.toFixed(4)} bit` };
  const { difference, lower, upper } = compared.difference;
  return {
    what,
    before: `${compared.bare.llr.cllr.toFixed(4)} bit`,
    after: `${llr.cllr.toFixed(4)} bit (difference ${signed(difference)}, ${signed(lower)} to ${signed(upper)})`,
  };
}

/** TAR is 1 − FNMR. */
function tarFinding(
  before: ComparedRun,
  after: ComparedRun,
  fmr: number,
  bootstrap: { readonly replicates: number; readonly seed: number },
): Finding {
  const what = `TAR at FMR ${fmr}, of the same subjects`;
  const found = compareSystems(after.set.trials, before.set.trials, fmr, bootstrap);
  if (found.kind === 'unsupported') return { what, before: null, after: found.reason };
  const { a, b, difference, lower, upper, pValue, verdict } = found;
  return {
    what,
    before: percent(1 - b.fnmr),
    after: `${percent(1 - a.fnmr)} (${verdict}: FNMR ${signed(difference)}, ${signed(lower)} to ${signed(upper)}, p ${Number(pValue.toPrecision(2))})`,
  };
}

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Number(Math.abs(value).toPrecision(3))}`;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
