// card.md: what a person should know before trusting a model.

import type { ModelManifest } from './manifest.js';

/** The model's card, from its manifest alone, so that the two never disagree. */
export function writeCard(manifest: ModelManifest): string {
  return [
    `# ${manifest.name}`,
    `${KINDS[manifest.kind]} · ${(manifest.bytes / 1e6).toFixed(1)} MB · SHA-256 \`${manifest.sha256}\``,
    `**Source.** ${manifest.source}`,
    `**Licence.** ${manifest.licence}`,
    ...(manifest.kind === 'embedder' ? [accuracy(manifest)] : []),
    '**Limits.** Which people the training photographs show, with whose consent, and how well the model serves each ' +
      'group is not known. Measure it on your own customers before it decides about them.',
    '',
  ].join('\n\n');
}

const KINDS = {
  detector: 'Face detector',
  landmarks: 'Face landmarks',
  embedder: 'Face embedder',
  liveness: 'Presentation attack detector',
} as const;

function accuracy({ calibration }: ModelManifest): string {
  if (!calibration)
    return '**Accuracy.** Not measured here: scores of this model cannot be turned into decisions yet.';
  const { data, thresholds } = calibration;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const rows = thresholds.map(
    (t) =>
      `| ${t.fmr.toExponential(0)} | ${t.threshold.toFixed(4)} | ${t.fmrInterval.map((b) => b.toExponential(1)).join(' – ')} | ` +
      `${percent(t.fnmr)} (${t.fnmrInterval.map(percent).join(' – ')}) |`,
  );
  return [
    `**Accuracy** on ${data.name}: ${data.images} pictures of ${data.subjects} subjects, ${data.matedPairs} mated and ` +
      `${data.nonMatedPairs} non-mated comparisons, failure to acquire ${percent(data.failureToAcquire)}. Intervals are ` +
      `95 %, from a bootstrap over subjects. Derived by \`${calibration.command}\`.`,
    ...adjustment(calibration),
    '',
    '| FMR | threshold | interval of the FMR | FNMR |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function adjustment({ adjustment: found }: NonNullable<ModelManifest['calibration']>): string[] {
  if (!found) return [];
  const types = Object.entries(found.referenceTypes).map(
    ([type, added]) => `${added.toFixed(4)} where the reference is a ${type}`,
  );
  const qualities = found.qualities.map(
    ({ component, of, slope, centre, range: [lowest, highest] }) =>
      `${slope.toFixed(6)} for each point of ${component} of the ${of} from ${centre.toFixed(1)} on (held within ${lowest.toFixed(0)} to ${highest.toFixed(0)})`,
  );
  return [
    '',
    `Thresholds are of adjusted scores. Added to the cosine: ${[...types, ...qualities].join('; ')}.`,
  ];
}
