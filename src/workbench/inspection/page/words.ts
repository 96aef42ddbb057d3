// How the page calls what rows call by a code, or do not call at all.

import { type Content, html } from '../../page/markup.js';
import type { Evidence, Inspection, Use } from '../inspection.js';

type SourceTypeOrNull = Inspection['sources']['types'][number]['sourceType'];

export const typeName = (sourceType: SourceTypeOrNull): string => sourceType ?? 'not stated';

export const partName = (part: string | null): string => part ?? 'in no part';

export const evidenceName = (of: Evidence['of']): string =>
  of === 'all' ? 'All pictures' : of === 'documents' ? 'Selfies against documents' : `Part ${of}`;

export const USES: Readonly<Record<Use['use'], string>> = {
  comparisons: 'Comparisons',
  documents: 'Documents',
  parts: 'Parts',
  lapse: 'Ageing',
  groups: 'Groups',
  labels: 'Labels',
  quality: 'Quality',
  terms: 'Terms',
};

export const ANSWERS: Readonly<Record<Use['answer'], string>> = {
  yes: 'Yes.',
  partly: 'In part.',
  no: 'No.',
};

/** Text in which `commands` stand in backticks. */
export const withCommands = (text: string): Content =>
  text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
