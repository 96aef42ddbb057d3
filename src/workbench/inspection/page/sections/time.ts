// When pictures were taken, and how long after one another.

import { figures } from '../../../page/figure.js';
import { html } from '../../../page/markup.js';
import { count, counted } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { YEAR } from '../../figures/time.js';
import type { Bin, Inspection } from '../../inspection.js';
import { years } from '../../uses.js';
import { bars } from '../figures.js';

export const time = ({ time: found, on }: Inspection): Section => ({
  id: 'time',
  title: 'Time of capture',
  body:
    found.known === 0
      ? absent(
          'No picture says when it was taken, so nothing can be said of ageing: a passport is valid for ten years, and faces change.',
        )
      : html`${lead(`Of ${counted(found.known, 'picture')} it is known when ${found.known === 1 ? 'it was' : 'they were'} taken, of ${count(found.unknown)} not. A passport is valid for ten years: models are to be measured across years.`)}
${found.future > 0 ? html`<p class="warning"><b>Wrong dates.</b> ${counted(found.future, 'picture says', 'pictures say')} to have been taken after ${on}.</p>` : null}
${figures([
  bars({
    id: 'fig-years',
    title: 'Pictures by year',
    finding: `Taken from ${found.years[0].year} to ${found.years.at(-1)!.year}.`,
    x: 'Year',
    y: 'Pictures',
    bars: found.years.map(({ year, pictures }) => ({ label: year, count: pictures })),
  }),
  found.lapse.subjects === 0
    ? absent('No subject has two dated pictures.')
    : bars({
        id: 'fig-lapse',
        title: 'Subjects by time from first to last picture',
        finding: `${counted(found.lapse.subjects, 'subject')} with two dated pictures or more; the longest lapse is ${years(found.lapse.longest)}.`,
        x: 'First to last picture',
        y: 'Subjects',
        bars: found.lapse.histogram.map((bin) => ({ label: lapseBin(bin), count: bin.count })),
      }),
])}`,
});

const lapseBin = ({ from, to }: Bin): string => {
  if (to === 1) return 'same day';
  if (to === 30) return '< 30 d';
  if (to === YEAR) return '< 1 y';
  return to === null ? `${from / YEAR}+ y` : `${from / YEAR}–${to / YEAR} y`;
};
