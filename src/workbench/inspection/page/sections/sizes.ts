// How large pictures and faces are.

import { LEAST_INTER_EYE } from '../../../../face/index.js';
import { figures } from '../../../page/figure.js';
import { html } from '../../../page/markup.js';
import { counted, decimal } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { PASSPORT_INTER_EYE } from '../../figures/sizes.js';
import type { Bin, Inspection, Percentiles } from '../../inspection.js';
import { bars, wholeBin } from '../figures.js';

export const sizes = ({ sizes: { shortSide, interEye, undecoded } }: Inspection): Section => ({
  id: 'sizes',
  title: 'Sizes',
  body:
    shortSide.pixels === null
      ? absent('No picture could be decoded.')
      : html`${lead(`Below ${LEAST_INTER_EYE} pixels between the eyes a picture is taken again; ISO/IEC 39794-5 asks for ${PASSPORT_INTER_EYE} where a portrait for a passport is made. Pixels are those of the picture as decoded, which is at most 1,600 long, and as seen: the quality component of that name makes good for a head that is turned.`)}
${figures([
  interEye.pixels === null
    ? absent('No face was found.')
    : bars({
        id: 'fig-inter-eye',
        title: 'Faces by pixels between the eyes',
        finding: `${spread(interEye.pixels)} ${below(interEye.histogram)}`,
        x: 'Pixels between the eyes',
        y: 'Pictures',
        bars: interEye.histogram.map((bin) => ({ label: wholeBin(bin), count: bin.count })),
      }),
  bars({
    id: 'fig-short-side',
    title: 'Pictures by their shorter side',
    finding: `${spread(shortSide.pixels)}${undecoded > 0 ? ` ${counted(undecoded, 'picture', 'pictures')} could not be decoded.` : ''}`,
    x: 'Shorter side in pixels',
    y: 'Pictures',
    bars: shortSide.histogram.map((bin) => ({ label: wholeBin(bin), count: bin.count })),
  }),
])}`,
});

const spread = ({ p5, median, p95 }: NonNullable<Percentiles>): string =>
  p5 === p95
    ? `Nine in ten have ${decimal(median, 0)} pixels.`
    : `Half have ${decimal(median, 0)} pixels or fewer, nine in ten from ${decimal(p5, 0)} to ${decimal(p95, 0)}.`;

const below = (bins: readonly Bin[]): string => {
  const few = bins.find(({ to }) => to === LEAST_INTER_EYE)?.count ?? 0;
  return few === 0 ? `None below ${LEAST_INTER_EYE}.` : `${counted(few, 'face')} below ${LEAST_INTER_EYE}.`;
};
