// The third question: which data the model is made of, from where, and where its use ends.

import { count, moment } from '../../page/numbers.js';
import type { Lineage, Papers } from '../papers.js';
import type { TrainingRecord } from '../trainingRecord.js';
import type { Block } from './card.js';

export function dataBlocks({ manifest, training, evaluation }: Papers, lineage: Lineage): Block[] {
  const groups = evaluation?.report.models[0]?.groups ?? [];
  return [
    {
      kind: 'facts',
      facts: [
        ['Licence of the weights', manifest.licence],
        ['Source', manifest.source],
      ],
    },
    ...trainingBlocks(training),
    ...(training?.kind === 'run' && lineage.unknown.length > 0
      ? [
          {
            kind: 'unknown',
            text: `It was made of ${lineage.unknown.join(' and ')}: the people of their training, and with whose consent, are not known.`,
          } as const,
        ]
      : []),
    { kind: 'text', text: limits(manifest.kind, groups.length > 0) },
  ];
}

function trainingBlocks(training: TrainingRecord | undefined): Block[] {
  if (training?.kind === 'declared')
    return [
      {
        kind: 'text',
        text: `Training data, declared by ${training.by} on ${moment(training.at)}: ${training.data}.`,
      },
      {
        kind: 'unknown',
        text: 'This is a declaration; whom the model saw, and with whose consent, is not proven.',
      },
    ];
  if (!training)
    return [
      {
        kind: 'unknown',
        text: 'Which people the training photographs show, from where, under which licence and with whose consent is not known.',
      },
    ];
  const { dataset, people } = training;
  return [
    {
      kind: 'text',
      text: `Trained on ${count(people.pictures.length)} pictures of ${count(people.subjects.length)} subjects of ${dataset.name} (data set ${dataset.digest.slice(0, 12)}).`,
    },
    {
      kind: 'table',
      caption: 'Terms under which the training pictures are held',
      head: ['source', 'licence', 'consent', 'pictures'],
      rows: dataset.terms.map(({ source, licence, consent, pictures }) => [
        source ?? 'not known',
        licence ?? 'not known',
        consent ?? 'not known',
        count(pictures),
      ]),
    },
  ];
}

function limits(kind: Papers['manifest']['kind'], grouped: boolean): string {
  if (kind !== 'embedder') return 'It finds faces and tells nobody apart.';
  const groups = grouped
    ? 'Groups other than those measured above may be served worse.'
    : 'How well it serves each group is not known.';
  return `It compares two pictures of faces and knows nothing of whether the selfie was taken from a living person or the document is genuine. ${groups} Error rates hold for people and pictures like those measured: measure it on your own customers before it decides about them, and let a person look where it is unsure.`;
}
