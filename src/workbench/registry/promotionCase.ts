// What speaks for a model's promotion: one table of requirements. Each is met, or says what is missing and which
// command would supply it. Nothing is changed here.
//
// "Not significantly worse" is no evidence: with few comparisons nothing is significant. So the new model must be shown
// to be not worse by more than a margin: the upper end of the 95 % interval of its FNMR less the default's, at equal FMR
// on the same comparisons, must lie below the margin. That is a one-sided test at 2.5 %, the level of ICH E9, Statistical
// Principles for Clinical Trials (1998), 3.3.2 and 5.5; less data makes the interval wider and never helps.

import { LikenessError } from '../../errors.js';
import type { Calibration, ModelStore } from '../../face/index.js';
import { bootstrapFmr } from '../../trials/index.js';
import { unpackEvidence } from '../evaluation/evidence.js';
import { compareReports } from '../evaluation/leaderboard.js';
import type { ReportedComparison } from '../evaluation/report.js';
import { trialsOf } from '../evaluation/scoredPictures.js';
import { counted, fmr as rate } from '../page/numbers.js';
import { type Lineage, lineageOf, type Papers, readPapers } from './papers.js';
import { type People, shared } from './people.js';

export interface CaseOptions {
  /** The policy's FMR. */
  readonly fmr: number;
  /** By how much the FNMR may be higher, as a share, at most. */
  readonly margin: number;
  /** Where a calibration puts the threshold of an FMR, and whether its data carries that. */
  readonly operatingPoint: (
    calibration: Calibration,
    fmr: number,
  ) => { readonly threshold: number; readonly supported: boolean };
  /** Of the bootstrap; default 1,000. */
  readonly replicates?: number;
  readonly seed?: number;
}

export interface Requirement {
  /** In a few words: `evaluated on subjects that it never saw`. */
  readonly name: string;
  readonly met: boolean;
  /** What was found, or what is missing. */
  readonly finding: string;
  /** The command that would supply it; null where it is met, or none would. */
  readonly command: string | null;
}

type Difference = Extract<ReportedComparison['result'], { kind: 'difference' }>;

export interface PromotionCase {
  readonly requirements: readonly Requirement[];
  /** FNMR of the new model less that of the default, at equal FMR. */
  readonly difference: Difference | undefined;
  /** At the policy's FMR; undefined where there is no calibration that carries it. */
  readonly thresholds: { readonly from: number | undefined; readonly to: number | undefined };
  /** What holds as far as it is known, and no further. */
  readonly caveats: readonly string[];
  /** SHA-256 of the papers that were looked at. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** All that the requirements look at. */
interface Material {
  readonly challenger: Papers;
  readonly lineage: Lineage;
  readonly present: { readonly name: string; readonly papers: Papers | undefined };
  readonly test: Comparison;
  readonly options: CaseOptions;
}

type Comparison =
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'difference'; readonly result: Difference };

const REQUIREMENTS: readonly ((material: Material) => Requirement)[] = [
  trainingKnown,
  evaluated,
  unseen,
  sameComparisons,
  notWorse,
  calibrated,
  calibratedApart,
  thresholdHolds,
];

/**
 * @param digest of the model to be promoted
 * @param present the default model
 * @throws LikenessError `model_not_found`, `manifest_invalid`
 */
export async function promotionCase(
  store: ModelStore,
  digest: string,
  present: { readonly name: string; readonly digest: string },
  options: CaseOptions,
): Promise<PromotionCase> {
  const challenger = await readPapers(store, digest);
  const papers = (await store.has(present.digest)) ? await readPapers(store, present.digest) : undefined;
  const lineage = await lineageOf(store, challenger);
  const test = compare(challenger, papers, options);
  const material = { challenger, lineage, present: { name: present.name, papers }, test, options };
  const presentCalibration = papers?.manifest.calibration;
  return {
    requirements: REQUIREMENTS.map((requirement) => requirement(material)),
    difference: test.kind === 'difference' ? test.result : undefined,
    thresholds: {
      from: presentCalibration && options.operatingPoint(presentCalibration, options.fmr).threshold,
      to: supportedPoint(challenger.manifest.calibration, options)?.threshold,
    },
    caveats: lineage.unknown.map((name) =>
      challenger.training?.kind === 'declared'
        ? `whom ${name} was trained on is declared (${challenger.training.data}) and not proven`
        : `whom ${name} was trained on is not known: it may have seen subjects of the evaluation`,
    ),
    evidence: {
      ...prefixed(challenger.digests, challenger.manifest.name),
      ...(papers ? prefixed(papers.digests, papers.manifest.name) : {}),
    },
  };
}

export const isComplete = ({ requirements }: PromotionCase): boolean => requirements.every(({ met }) => met);

const prefixed = (digests: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(digests).map(([paper, digest]) => [`${name}/${paper}`, digest]));

const met = (name: string, finding: string): Requirement => ({ name, met: true, finding, command: null });
const missing = (name: string, finding: string, command: string | null): Requirement => ({
  name,
  met: false,
  finding,
  command,
});

function trainingKnown({ challenger: { manifest, training } }: Material): Requirement {
  const name = 'how it was trained is on record';
  if (training?.kind === 'run')
    return met(name, `${training.people.subjects.length} subjects of ${training.dataset.name}`);
  if (training?.kind === 'declared') return met(name, `${training.by} declares: ${training.data}`);
  return missing(
    name,
    'there is no training.json',
    `likeness models declare ${manifest.name} --trained-on "the data, as its publisher names them" --by "your name"`,
  );
}

/** With both in one report, their comparisons are the same. */
const evaluateCommand = (material: Material, data = '<test subjects>'): string => {
  const { challenger, present, options } = material;
  return `likeness evaluate ${present.name} ${challenger.manifest.name} --dataset ${data}${protocolFlag(challenger)} --fmr ${options.fmr} && likeness models attach likeness-report/report.json`;
};

/** Thresholds are of what was compared: a model that was evaluated on documents is calibrated on documents. */
const protocolFlag = ({ evaluation }: Papers): string =>
  evaluation?.report.protocol.name === 'documents' ? ' --protocol documents' : '';

function evaluated(material: Material): Requirement {
  const name = 'evaluated';
  const { evaluation } = material.challenger;
  if (!evaluation) return missing(name, 'there is no evaluation.json', evaluateCommand(material));
  const { dataset, protocol } = evaluation.report;
  return met(name, `${dataset.pictures} pictures of ${dataset.subjects} subjects, ${protocol.name}`);
}

function unseen(material: Material): Requirement {
  const name = 'evaluated on subjects that it never saw';
  const { challenger, lineage } = material;
  if (!challenger.evaluation) return missing(name, 'it was not evaluated', evaluateCommand(material));
  if (!challenger.training) return missing(name, 'whom it saw is not on record', null);
  const both = shared(lineage.people, challenger.evaluation.people);
  if (both.subjects === 0 && both.pictures === 0) {
    const isProven = challenger.training.kind === 'run';
    return met(
      name,
      isProven
        ? 'no subject and no picture of the evaluation is in its training'
        : 'as its declaration has it; nothing here proves it',
    );
  }
  return missing(name, `${overlap(both)} of the evaluation are in its training`, evaluateCommand(material));
}

function sameComparisons(material: Material): Requirement {
  const name = `on the same comparisons as the default, ${material.present.name}`;
  const ours = material.challenger.evaluation;
  const theirs = material.present.papers?.evaluation;
  if (!ours || !theirs) {
    const who = ours ? material.present.name : material.challenger.manifest.name;
    return missing(name, `${who} was not evaluated`, evaluateCommand(material));
  }
  const isSame =
    ours.report.dataset.digest === theirs.report.dataset.digest &&
    ours.report.protocol.name === theirs.report.protocol.name &&
    ours.report.protocol.listDigest === theirs.report.protocol.listDigest;
  return isSame
    ? met(name, `${ours.report.dataset.name}, ${ours.report.protocol.name}`)
    : missing(
        name,
        `the default was evaluated on ${theirs.report.dataset.name}, or by another protocol`,
        evaluateCommand(material),
      );
}

function notWorse(material: Material): Requirement {
  const { fmr, margin } = material.options;
  const name = `not worse at FMR ${fmr} by ${percent(margin)} or more`;
  const { test } = material;
  if (test.kind === 'none') return missing(name, test.why, evaluateCommand(material));
  const { difference, lower, upper, fnmrA, fnmrB } = test.result;
  const finding = `FNMR ${percent(fnmrA)} against ${percent(fnmrB)}, difference ${percent(difference)} (95 %: ${percent(lower)} to ${percent(upper)})`;
  if (upper < margin) return met(name, finding);
  const more = difference < margin ? evaluateCommand(material, '<more test subjects>') : null;
  return missing(name, `${finding}: a difference of ${percent(margin)} is not ruled out`, more);
}

function calibrated({ challenger, options }: Material): Requirement {
  const { manifest } = challenger;
  const name = `calibrated down to FMR ${options.fmr}`;
  const { calibration } = manifest;
  const command = `likeness calibrate ${manifest.name} --dataset <calibration subjects>${protocolFlag(challenger)} --apply`;
  if (!calibration) return missing(name, 'there is no calibration', command);
  const point = supportedPoint(calibration, options);
  if (!point)
    return missing(name, `its calibration on ${calibration.data.name} does not reach as low`, command);
  return met(name, `threshold ${point.threshold.toFixed(5)}, from ${calibration.data.subjects} subjects`);
}

function calibratedApart({ challenger, lineage }: Material): Requirement {
  const name = 'calibrated on subjects neither trained on nor tested on';
  const command = `likeness calibrate ${challenger.manifest.name} --dataset <calibration subjects>${protocolFlag(challenger)} --apply`;
  const { calibratedOn, evaluation } = challenger;
  if (!calibratedOn) return missing(name, 'whom it was calibrated on is not on record', command);
  const offences = [
    offence(calibratedOn, lineage.people, 'training'),
    evaluation ? offence(calibratedOn, evaluation.people, 'evaluation') : undefined,
  ].filter((one) => one !== undefined);
  if (offences.length > 0) return missing(name, offences.join('; '), command);
  return met(name, `${calibratedOn.subjects.length} subjects, none of them in training or evaluation`);
}

/** A calibration from other pictures than those of use may have its threshold elsewhere: here that would be seen. */
function thresholdHolds(material: Material): Requirement {
  const { challenger, options } = material;
  const { fmr, replicates = 1000, seed = 1 } = options;
  const name = `its threshold holds FMR ${fmr} on the evaluation’s subjects`;
  const { manifest, evaluation } = challenger;
  const command = `likeness calibrate ${manifest.name} --dataset <calibration subjects, pictured like the test ones>${protocolFlag(challenger)} --apply`;
  const point = supportedPoint(manifest.calibration, options);
  const evidence = evaluation?.report.models[0]?.evidence;
  if (!evidence) return missing(name, 'there are no scores to try it on', evaluateCommand(material));
  if (!point) return missing(name, 'it has no threshold', command);
  // Scores adjusted for quality are not in the evidence: the evaluation has tried the threshold itself.
  if (manifest.calibration?.adjustment) {
    const shipped = evaluation.report.models[0]!.calibration.shipped;
    const tried = shipped?.realised.find(({ threshold }) => threshold === point.threshold);
    if (!tried)
      return missing(
        name,
        'its calibration adjusts scores for quality, and the evaluation did not try it',
        evaluateCommand(material),
      );
    const { rate: found, lower, upper } = tried.fmr;
    const finding = `FMR ${rate(found)} there (95 %: ${rate(lower)} to ${rate(upper)})`;
    return lower <= fmr ? met(name, finding) : missing(name, finding, command);
  }
  try {
    const trials = trialsOf(unpackEvidence(evidence));
    const { estimate, lower, upper } = bootstrapFmr(trials, point.threshold, { replicates, seed });
    const finding = `FMR ${rate(estimate)} there (95 %: ${rate(lower)} to ${rate(upper)})`;
    return lower <= fmr ? met(name, finding) : missing(name, finding, command);
  } catch (error) {
    if (error instanceof RangeError) return missing(name, error.message, command);
    throw error;
  }
}

function offence(calibration: People, others: People, where: string): string | undefined {
  const both = shared(calibration, others);
  return both.subjects + both.pictures === 0
    ? undefined
    : `${overlap(both)} of the calibration are in the ${where}`;
}

const overlap = ({ subjects, pictures }: ReturnType<typeof shared>): string =>
  `${counted(subjects, 'subject')} and ${counted(pictures, 'picture')}`.replaceAll('\u00a0', ' ');

function supportedPoint(calibration: Calibration | undefined, { fmr, operatingPoint }: CaseOptions) {
  const point = calibration && operatingPoint(calibration, fmr);
  return point?.supported ? point : undefined;
}

function compare(
  { evaluation: ours }: Papers,
  present: Papers | undefined,
  { fmr, replicates = 1000, seed = 1 }: CaseOptions,
): Comparison {
  const theirs = present?.evaluation;
  if (!ours || !theirs) return { kind: 'none', why: 'there are no two evaluations to compare' };
  try {
    const [found] = compareReports(theirs.report, ours.report, { fmr, replicates, seed });
    if (found?.result.kind === 'difference') return { kind: 'difference', result: found.result };
    return { kind: 'none', why: found?.result.reason ?? 'the reports hold no model' };
  } catch (error) {
    if (error instanceof LikenessError) return { kind: 'none', why: error.message };
    throw error;
  }
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`.replace('-', '−');
