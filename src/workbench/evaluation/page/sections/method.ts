// What the words mean, and how the numbers came about. Clauses are given where they were checked against the text of
// the vocabulary; elsewhere the standard or paper is named.

import { type Content, html } from '../../../page/markup.js';
import { count, share } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import type { Report } from '../../report.js';

export const method = (report: Report): Section => ({
  id: 'method',
  title: 'Method',
  body: html`<p>${report.protocol.description}</p>
${facts([...DEFINITIONS, ...proceduresOf(report)])}`,
});

const DEFINITIONS: readonly (readonly [string, string])[] = [
  [
    'Mated, non-mated',
    'A comparison is mated if both pictures are labelled with the same subject, non-mated otherwise (ISO/IEC 2382-37:2022, 37.09.01 and 37.03.34). The label decides, not the score.',
  ],
  [
    'FMR',
    'False match rate: share of the completed non-mated comparisons with a score at or above the threshold (ISO/IEC 2382-37:2022, 37.09.09).',
  ],
  [
    'FNMR',
    'False non-match rate: share of the completed mated comparisons with a score below the threshold (ISO/IEC 2382-37:2022, 37.09.11).',
  ],
  [
    'FTA',
    'Failure-to-acquire rate: share of the pictures from which no template could be made (ISO/IEC 19795-1).',
  ],
  [
    'FRR, FAR',
    'False reject and false accept rate of a single attempt: FNMR and FMR with the comparisons that failures to acquire prevented counted as rejected (ISO/IEC 19795-1).',
  ],
  [
    'EER',
    'Equal error rate: where FMR and FNMR are the same. It allows a comparison at a glance; nobody should operate there.',
  ],
  [
    'Claim',
    'An FMR may be claimed if the data could have refuted it. Many comparisons share a person, so what counts is how many independent ones they are worth. No error in n independent ones shows no more than 3/n (rule of 3, ISO/IEC 19795-1).',
  ],
  [
    'LLR, Cllr',
    'Log-likelihood ratio of “same person” against “different people”, natural logarithm. Cllr is its mean cost in bits at even priors: 0 is perfect, 1 tells nothing. Its least possible value is reached by the best monotone recalibration; the rest is the calibration loss (Brümmer and du Preez, 2006).',
  ],
  [
    'FPIR, FNIR',
    'False-positive and false-negative identification rate of an open-set search (ISO/IEC 19795-1:2021; FNIR is 3.22).',
  ],
  [
    'Extreme values',
    'Scores above a high one are fitted with a generalised Pareto distribution, which gives thresholds for FMRs that cannot be counted. Such models are the subject of ISO/IEC 5152:2024; conformity with it is not claimed.',
  ],
  [
    'Error versus discard',
    'FNMR of what is left after the pictures of lowest quality were discarded (Grother and Tabassi, 2007; ISO/IEC 29794-1). Components are named as in ISO/IEC 29794-5.',
  ],
  [
    'Groups',
    'FNMR within and FMR within and between groups, all at one threshold, with tests of whether they differ (ISO/IEC 19795-10:2024).',
  ],
];

const proceduresOf = ({ settings }: Report): readonly (readonly [Content, Content])[] => [
  [
    'Intervals',
    `${share(settings.confidence)} intervals. Subjects, not comparisons, are drawn anew in ${count(settings.replicates)} bootstrap replicates, since all comparisons of a person stand or fall together. Seed ${String(settings.seed)}. The table of operating points names the method of each.`,
  ],
];
