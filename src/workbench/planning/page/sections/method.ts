// How the numbers were come by, for those who have to defend them.

import { html } from '../../../page/markup.js';
import { count, fmr, share } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import type { Plan } from '../../plan.js';

export const method = ({ settings, dataset, claims }: Plan): Section => ({
  id: 'method',
  title: 'Method',
  body: html`<ul class="statements">
<li>Learning curve: FNMR = a · n<sup>−b</sup> + c with b, c ≥ 0 (Cortes et al. 1994; Hestness et al. 2017; Rosenfeld et al. 2020), fitted with
binomial variance, with and without c; unless the data refute the curve without, the interval spans both. Test people and runs
are resampled together, ${count(settings.replicates)} times. The smallest sizes are left out where the curve steepens, as no power law does.</li>
<li>How far to trust it (<code>npm run study:learning</code>): where the truth is a power law the interval holds what twice as many bring 96 to 99
times in 100; where errors are level first and then fall, 88 to 94. Where the truth fits a power law so far and is none, levelling off or
falling faster just beyond the data, it fails, and nothing in the data can tell: collect a part, and plan again (Mahmood et al. 2022).</li>
<li>Claims: rules of 3 and 30 (ISO/IEC 19795-1), two people counting as one comparison; differences by McNemar’s paired
test (Connor 1987) or the report’s own standard error.</li>
<li>Slices: a subject counts where a mated comparison of two captures lies in the slice; precision by Wilson’s interval, one
comparison a person.</li></ul>
${facts([
  ['Data set', html`<bdi>${dataset.path}</bdi>`],
  ['Its rows', html`<code>${dataset.version.slice(0, 16)}</code>`],
  ['FMR of curve and slices', fmr(settings.fmr)],
  ['Precision asked for', `±${share(settings.within)}`],
  [
    'Report',
    claims.basis
      ? `${claims.basis.model} on ${claims.basis.dataset}, ${count(claims.basis.subjects)} subjects`
      : 'none',
  ],
  ['Seed', count(settings.seed)],
])}`,
});
