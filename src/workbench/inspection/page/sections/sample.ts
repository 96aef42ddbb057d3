// What the pictures look like: some of as many people, drawn by chance.

import { html } from '../../../page/markup.js';
import { counted } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import type { Inspection } from '../../inspection.js';
import { type PagePictures, sheet } from '../sheet.js';

export const sample = (inspection: Inspection, pictures: PagePictures | null): Section | null =>
  pictures === null || inspection.sample.length === 0
    ? null
    : {
        id: 'sample',
        title: 'A look at it',
        body: html`${lead(`${counted(inspection.sample.length, 'picture')} of as many subjects, drawn by their digests: the same each time. Each shows the face that is compared and what is around it.`)}
${sheet(inspection.sample, pictures)}`,
      };
