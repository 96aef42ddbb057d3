// Pictures in which no face could be used: how many, why, and which.

import { type Html, html } from '../../../page/markup.js';
import { count, counted, percent, sentence } from '../../../page/numbers.js';
import { type PagePictures, photograph } from '../../../page/photograph.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { ModelReport, Report } from '../../report.js';
import { eachModel } from './section.js';

type Acquisition = ModelReport['acquisition'];

/** So many are shown at once; the others lie below a line that opens. */
const SHOWN = 24;

export const acquisition = (report: Report, pictures: PagePictures): Section => ({
  id: 'acquisition',
  title: 'Failures to acquire',
  body: html`${lead(
    'Who is not acquired cannot be compared, and is turned away. These pictures count in FRR and FAR, not in FNMR and FMR.',
  )}
${eachModel(report, ({ model }) => ofModel(model.acquisition, pictures))}`,
});

function ofModel({ fta, byCode, failures, severalFaces }: Acquisition, pictures: PagePictures): Html {
  return html`<p>${fta.errors === 0 ? 'Every picture' : html`All but ${count(fta.errors)}`} of ${counted(fta.trials, 'picture')} gave a template:
FTA ${sentence(percent(fta))}. ${counted(severalFaces, 'picture shows', 'pictures show')} more than one face; the one nearest to the centre was taken.</p>
${
  byCode.length > 0
    ? table({
        caption: 'Failures by cause',
        columns: [{ title: 'Cause' }, { title: 'Pictures', numeric: true }],
        rows: byCode.map(({ code, count: pictureCount }) => [
          html`<code>${code}</code>`,
          count(pictureCount),
        ]),
      })
    : null
}
${failures.length > 0 ? gallery(failures, pictures) : null}
${
  failures.length < fta.errors
    ? absent(`Shown are the first ${count(failures.length)} of ${count(fta.errors)}.`)
    : null
}`;
}

function gallery(failures: Acquisition['failures'], pictures: PagePictures): Html {
  const shown = failures.slice(0, SHOWN);
  const further = failures.slice(SHOWN);
  return html`${grid(shown, pictures)}${
    further.length > 0
      ? html`<details><summary>${counted(further.length, 'further picture')}</summary>${grid(further, pictures)}</details>`
      : null
  }`;
}

const grid = (failures: Acquisition['failures'], pictures: PagePictures): Html =>
  html`<ul class="failures">
${failures.map(
  (failure) => html`<li>${photograph(failure, pictures)}
<span class="cause"><code>${failure.code}</code> ${failure.message}</span></li>
`,
)}</ul>`;
