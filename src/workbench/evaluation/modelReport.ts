// One model's part of the report: every section, from the same comparisons.

import type { EmbedderManifest, ModelManifest } from '../../face/index.js';
import { type BootstrapOptions, splitBySubject } from '../../trials/index.js';
import { rowAdjustments } from '../calibration/adjustments.js';
import type { GroupAttribute } from '../datasets/groups.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import type { ScoringEngine } from '../scoring/scoringEngine.js';
import type { Acquired } from '../templates/templateCache.js';
import { packEvidence, type ScoredPictures } from './evidence.js';
import type { Meetings } from './meetings.js';
import type { Protocol, ProtocolPicture } from './protocol.js';
import type { ModelReport, ReportedPoint } from './report.js';
import { meetingsOfRows, type RowAdjustments, runProtocol } from './runProtocol.js';
import { forReport, scoredPictures } from './scoredPictures.js';
import { acquisitionSection } from './sections/acquisition.js';
import { crossFittedCalibration, shippedCalibration } from './sections/calibration.js';
import { claimsSection } from './sections/claims.js';
import { detSection } from './sections/det.js';
import { distributionsSection } from './sections/distributions.js';
import { groupsSection } from './sections/groups.js';
import { hardestPairsSection, type PairLlr } from './sections/hardestPairs.js';
import { identificationSection } from './sections/identification.js';
import { impostorsSection } from './sections/impostors.js';
import { equalErrorRate, operatingPoints } from './sections/operatingPoints.js';
import { qualitySection } from './sections/quality.js';
import { tailSection } from './sections/tail.js';
import { tenFoldSection } from './sections/tenFold.js';
import { type DatasetRows, listedTrialSet, selectRows, type TrialSet } from './trialSet.js';

/** A model with all that it made of a data set. */
export interface ScoredModel {
  readonly model: EmbedderManifest;
  readonly finders: readonly ModelManifest[];
  readonly pictures: readonly ProtocolPicture[];
  readonly acquired: readonly Acquired[];
  /** Of all pictures. */
  readonly subjects: Int32Array;
  readonly rows: DatasetRows;
  readonly protocol: Protocol;
  readonly set: TrialSet;
}

export interface ModelSettings {
  /** Name of the data set. */
  readonly dataset: string;
  /** The FMR to decide by; one of `targets`. */
  readonly fmr: number;
  /** From high to low. */
  readonly targets: readonly number[];
  readonly bootstrap: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>;
  readonly attributes: readonly GroupAttribute[];
  readonly gallery?: number;
  readonly engine: ScoringEngine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/** The report, and the comparisons in a form that other models' can be set beside. */
export async function reportModel(
  scored: ScoredModel,
  settings: ModelSettings,
): Promise<{ report: ModelReport; comparable: ScoredPictures }> {
  const { model, finders, pictures, acquired, subjects, rows, protocol, set } = scored;
  const { targets, bootstrap, attributes } = settings;
  const step = (what: string) => {
    settings.signal?.throwIfAborted();
    settings.onProgress?.(`${model.name}: ${what}`);
  };
  step('error rates and their intervals');
  const points = operatingPoints(set, targets, bootstrap);
  const eer = equalErrorRate(set, bootstrap);
  const at = decisive(points, settings.fmr);
  const names = subjectNames(pictures, subjects);
  const comparable = scoredPictures(set, rows, subjects, protocol);
  step('DET curve');
  const det = detSection(set, bootstrap);
  step('calibration');
  const calibration = {
    shipped: shippedCalibration(await adjusted(scored, settings), model, settings.dataset, bootstrap),
    crossFitted: crossFittedCalibration(await halve(scored, settings), bootstrap),
  };
  step('groups, quality, tail');
  const report: ModelReport = {
    model: {
      name: model.name,
      digest: model.sha256,
      licence: model.licence,
      source: model.source,
      templateLength: model.templateLength,
      finders: finders.map(({ name, sha256 }) => ({ name, digest: sha256 })),
    },
    acquisition: acquisitionSection(pictures, subjects, acquired),
    comparisons: {
      mated: set.mated.scores.length,
      nonMated: set.nonMated.trials,
      lostMated: set.lost.mated,
      lostNonMated: set.lost.nonMated,
      effectiveMated: set.trials.mated.effective,
      effectiveNonMated: set.trials.nonMated.effective,
    },
    claims: claimsSection(set, targets, bootstrap),
    eer,
    points,
    det,
    tail: tailSection(set, bootstrap),
    distributions: distributionsSection(set.mated.scores, set.nonMated),
    calibration,
    groups: at
      ? attributes.map((attribute) =>
          groupsSection(
            { trials: set.trials, names, pictures, subjects, acquired },
            attribute,
            at,
            bootstrap,
          ),
        )
      : [],
    quality: at ? qualitySection(set, rows, acquired, at, bootstrap) : null,
    identification: await identificationSection(
      rows,
      searchable(rows, protocol),
      settings.gallery,
      bootstrap,
    ),
    tenFold: tenFoldSection(protocol, comparable),
    ...impostorsOf(scored, points, bootstrap),
    hardest: hardestPairsSection(whole(scored), rows, pictures, llrOf(scored)),
    evidence: packEvidence(forReport(comparable)),
  };
  return { report, comparable };
}

/** Of a list that says how its impostors were chosen. */
function impostorsOf(
  scored: ScoredModel,
  points: readonly ReportedPoint[],
  bootstrap: ModelSettings['bootstrap'],
): Pick<ModelReport, 'impostors'> {
  const { protocol, rows, model } = scored;
  if (!('pairs' in protocol) || !protocol.impostors) return {};
  const sources = { points, calibration: model.calibration, adjustments: adjustmentsOf(scored) };
  return { impostors: impostorsSection(protocol.impostors, rows, sources, bootstrap) };
}

/** With the hard impostors, among whom a wrong label comes first. */
function whole({ protocol, rows, set }: ScoredModel): Pick<TrialSet, 'mated' | 'hardest'> {
  if (!('pairs' in protocol) || !protocol.impostors) return set;
  const impostors = protocol.impostors.flatMap(({ pairs }) => pairs);
  return { mated: set.mated, hardest: listedTrialSet(impostors, rows).hardest };
}

/** The same protocol within either half of the subjects. */
async function halve(
  { model, rows, protocol }: ScoredModel,
  settings: ModelSettings,
): Promise<[TrialSet, TrialSet]> {
  const label = `${model.name}, half of the subjects`;
  const halves = splitBySubject(rows.subjects, 2, settings.bootstrap.seed);
  const [first, second] = halves.map((selected) => selectRows(rows, selected));
  return [
    await runProtocol(protocol, first!, undefined, { ...settings, label }),
    await runProtocol(protocol, second!, undefined, { ...settings, label }),
  ];
}

/** Who may be enrolled and who searched for; a list of pairs says nothing of that: everyone. */
function searchable(rows: DatasetRows, protocol: Protocol): Meetings {
  return 'pairs' in protocol
    ? { subjects: rows.subjects, captures: Int32Array.from(rows.subjects.keys()) }
    : meetingsOfRows(protocol, rows);
}

/** Where sections look that need one threshold: at the FMR to decide by, or the lowest above it that can be shown. */
function decisive(
  points: readonly ReportedPoint[],
  fmr: number,
): { target: number; threshold: number } | undefined {
  const shown = points.flatMap((point) => (point.kind === 'point' && point.target >= fmr ? [point] : []));
  return shown.toSorted((a, b) => a.target - b.target)[0];
}

function subjectNames(pictures: readonly DigestedPicture[], subjects: Int32Array): string[] {
  const names: string[] = [];
  pictures.forEach(({ subject }, i) => {
    names[subjects[i]!] = subject;
  });
  return names;
}

/** The scores as the model's own calibration takes them: adjusted for quality and type where it does so. */
async function adjusted(scored: ScoredModel, settings: ModelSettings): Promise<TrialSet> {
  const { model, protocol, rows, subjects, set } = scored;
  const adjustments = adjustmentsOf(scored);
  if (!adjustments) return set;
  const label = `${model.name}, adjusted for quality`;
  return runProtocol(protocol, rows, subjects, { ...settings, label, adjustments });
}

function adjustmentsOf({ model, rows, pictures, acquired }: ScoredModel): RowAdjustments | undefined {
  const adjustment = model.calibration?.adjustment;
  return adjustment && rowAdjustments(adjustment, rows, pictures, acquired);
}

function llrOf(scored: ScoredModel): PairLlr | undefined {
  const { calibration } = scored.model;
  if (!calibration) return undefined;
  const adjustments = adjustmentsOf(scored);
  return ({ score, left, right }) => {
    const added = adjustments ? adjustments.reference[left]! + adjustments.probe[right]! : 0;
    return calibration.offset + calibration.slope * (score + added);
  };
}
