// Pictures that gave no template, and those of several people.

import { html } from '../../../page/markup.js';
import { count, counted, percent, sentence } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';
import { type PagePictures, sheet } from '../sheet.js';

/** Failures that are shown. */
export const SHOWN = 24;

export const acquisition = (
  { acquisition: { fta, byCode, failures, several } }: Inspection,
  pictures: PagePictures | null,
): Section => ({
  id: 'acquisition',
  title: 'Failures to acquire',
  body:
    fta === null
      ? absent('There are no pictures.')
      : html`${lead('Who is not acquired cannot be compared. Look whether somebody would have been: then the picture is fine, and the detector fell short.')}
<p>${fta.errors === 0 ? 'Every picture' : html`All but ${count(fta.errors)}`} of ${counted(fta.trials, 'picture')} gave a template: FTA ${sentence(percent(fta))}.</p>
${
  byCode.length > 0
    ? table({
        caption: 'Failures by cause',
        columns: [{ title: 'Cause' }, { title: 'Pictures', numeric: true }],
        rows: byCode.map(({ code, pictures: n }) => [html`<code>${code}</code>`, count(n)]),
      })
    : null
}
${sheet(failures.slice(0, SHOWN), pictures, ({ code }) => html`<code>${code}</code>`)}
${failures.length > SHOWN ? html`<p class="note">The first ${count(SHOWN)}; <code>--json</code> lists up to 500.</p>` : null}
<h3>Several faces</h3>
${
  several.pictures === 0
    ? absent('No picture shows more than one face.')
    : html`<p>${counted(several.pictures, 'picture shows', 'pictures show')} more than one face, up to ${count(several.most)}. The one nearest to the centre is taken for the subject’s: where another is as large, look whether it is.</p>
${sheet(several.worst, pictures, ({ faces }) => counted(faces, 'face'))}`
}`,
});
