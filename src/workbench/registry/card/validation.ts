// The second question: how was the model validated, and what may be claimed of it.

import { count, fmr, fmrWithInterval, moment, percent, sentence, share } from '../../page/numbers.js';
import type { EvaluationRecord } from '../evaluationRecord.js';
import type { Lineage, Papers } from '../papers.js';
import { shared } from '../people.js';
import type { Block } from './card.js';

export function validationBlocks({ manifest, evaluation, training }: Papers, lineage: Lineage): Block[] {
  return [
    ...(evaluation ? evaluationBlocks(evaluation, training !== undefined, lineage) : [UNEVALUATED]),
    ...calibrationBlocks(manifest, evaluation),
    ROBUSTNESS,
  ];
}

const UNEVALUATED: Block = {
  kind: 'unknown',
  text: 'It was not evaluated here: no error rate may be claimed beyond those of its calibration below, if there is one. See likeness evaluate and likeness models attach.',
};

const ROBUSTNESS: Block = {
  kind: 'unknown',
  text: 'Robustness against print, lamination, glare, compression and other degradation of documents is not recorded on this card.',
};

function evaluationBlocks({ report, people }: EvaluationRecord, known: boolean, lineage: Lineage): Block[] {
  const { dataset, protocol, created, command, settings } = report;
  const [model] = report.models;
  if (!model) return [UNEVALUATED];
  const { comparisons, acquisition, claims, points, groups, eer } = model;
  const both = shared(lineage.people, people);
  return [
    {
      kind: 'facts',
      facts: [
        [
          'Data',
          `${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects of ${dataset.name}`,
        ],
        ['Protocol', protocol.description],
        ['Comparisons', `${count(comparisons.mated)} mated, ${count(comparisons.nonMated)} non-mated`],
        ['Failure to acquire', sentence(percent(acquisition.fta))],
        ['Equal error rate', sentence(percent(eer))],
        ['Subjects seen in training', seen(both.subjects, known, lineage)],
        ['Measured', `${moment(created)}, by ${command}`],
      ],
    },
    {
      kind: 'table',
      caption: 'What may be claimed',
      head: ['FMR', 'may it be claimed?', 'in words'],
      rows: claims.map((claim) => [fmr(claim.fmr), claim.supported ? 'yes' : 'no', claim.statement]),
    },
    {
      kind: 'table',
      caption: `Error rates with ${settings.confidence * 100} % intervals over subjects`,
      head: ['FMR asked for', 'threshold', 'FMR', 'FNMR', 'FRR'],
      rows: points.map((point) =>
        point.kind === 'point'
          ? [
              fmr(point.target),
              point.threshold.toFixed(5),
              sentence(fmrWithInterval(point.fmr)),
              sentence(percent(point.fnmr)),
              share(point.frr),
            ]
          : { heading: fmr(point.target), refusal: point.reason },
      ),
    },
    ...(groups.length > 0
      ? groups.map(groupTable)
      : [{ kind: 'unknown', text: 'How well it serves each group was not measured.' } as const]),
    ...groups.flatMap(({ differentials }) =>
      differentials.map(
        ({ measure, statement }): Block => ({ kind: 'text', text: `${measure}: ${statement}` }),
      ),
    ),
  ];
}

function seen(subjects: number, known: boolean, { recorded, unknown }: Lineage): string {
  if (subjects > 0) return `${count(subjects)}: error rates are too good by as much as it remembers them`;
  if (recorded && unknown.length === 0) return 'none';
  if (recorded) return `none in training here; not known of ${unknown.join(' and ')}, of which it was made`;
  return known ? 'not known: declared, see below' : 'not known';
}

function groupTable({
  attribute,
  target,
  groups,
}: EvaluationRecord['report']['models'][number]['groups'][number]): Block {
  return {
    kind: 'table',
    caption: `Groups by ${attribute}, at FMR ${fmr(target)}`,
    head: ['group', 'subjects', 'pictures', 'FNMR'],
    rows: groups.map(({ name, subjects, pictures, fnmr }) =>
      fnmr.kind === 'rate'
        ? [name, count(subjects), count(pictures), sentence(percent(fnmr))]
        : { heading: name, refusal: fnmr.reason },
    ),
  };
}

function calibrationBlocks(
  { kind, calibration }: Papers['manifest'],
  evaluation: EvaluationRecord | undefined,
): Block[] {
  if (kind !== 'embedder') return [];
  if (!calibration)
    return [
      {
        kind: 'unknown',
        text: 'It has no calibration: every comparison goes to review. See likeness calibrate.',
      },
    ];
  const { slope, offset, data, command, thresholds } = calibration;
  const shipped = evaluation?.report.models[0]?.calibration.shipped;
  return [
    {
      kind: 'facts',
      facts: [
        [
          'Calibrated on',
          `${data.name}: ${count(data.images)} pictures of ${count(data.subjects)} subjects, ${count(data.matedPairs)} mated and ${count(data.nonMatedPairs)} non-mated comparisons`,
        ],
        [
          'LLR',
          `${slope.toFixed(3)} · score ${offset < 0 ? '−' : '+'} ${Math.abs(offset).toFixed(3)}, natural logarithm`,
        ],
        [
          'Cllr in the evaluation',
          shipped
            ? `${shipped.llr.cllr.toFixed(4)} bit, at best ${shipped.llr.minCllr.toFixed(4)}${shipped.warning ? ` (${shipped.warning})` : ''}`
            : 'not known',
        ],
        ['Calibrated by', command],
      ],
    },
    {
      kind: 'table',
      caption: 'Thresholds of the calibration, as borne out on people whom its fit never saw',
      head: ['FMR', 'threshold', 'interval of the FMR', 'FNMR'],
      rows: thresholds.map((one) => {
        const [lower, upper] = one.fnmrInterval;
        return [
          fmr(one.fmr),
          one.threshold.toFixed(5),
          one.fmrInterval.map(fmr).join(' to '),
          sentence(percent({ rate: one.fnmr, lower, upper })),
        ];
      }),
    },
  ];
}
