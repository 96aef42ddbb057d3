// Pictures that are there twice.

import { html } from '../../../page/markup.js';
import { count, counted } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import type { Inspection } from '../../inspection.js';
import { type PagePictures, pairs } from '../sheet.js';

/** Pairs of each kind that are shown. */
export const SHOWN = 12;

export const duplicates = (
  { duplicates: { exact, near } }: Inspection,
  pictures: PagePictures | null,
): Section => ({
  id: 'duplicates',
  title: 'Duplicates',
  body: html`${lead(html`A picture under two names makes a false match of perfect score, and a mated comparison that says nothing. <code>likeness data clean</code> looks further and proposes what to do.`)}
<p>Byte for byte: ${counted(exact.repeated, 'repeated picture')}, ${exact.acrossSubjects === 0 ? 'none under two subjects' : html`<b class="no">${counted(exact.acrossSubjects, 'picture')} under two subjects</b>`}.
${
  near === null
    ? 'Too many pictures look alike to be compared one by one.'
    : html`To the eye (perceptual hashes within ${count(near.bits)} of 64 bits): ${counted(near.withinSubjects, 'pair')} within subjects, ${near.acrossSubjects === 0 ? 'none across' : html`<b class="no">${count(near.acrossSubjects)} across</b>`}.`
}</p>
${
  exact.pairs.length > 0
    ? html`<h4>Byte for byte under two subjects</h4>${pairs(exact.pairs.slice(0, SHOWN), pictures, () => 'Same bytes, two labels')}`
    : null
}
${
  near !== null && near.pairs.length > 0
    ? html`<h4>Alike to the eye under two subjects</h4>${pairs(near.pairs.slice(0, SHOWN), pictures, ({ distance }) => (distance === 0 ? 'Same hash' : `${counted(distance, 'bit')} apart`))}`
    : null
}
${
  exact.acrossSubjects > SHOWN || (near?.acrossSubjects ?? 0) > SHOWN
    ? html`<p class="note">At most ${count(SHOWN)} of each are shown; <code>--json</code> lists up to 48.</p>`
    : null
}
${exact.repeated === 0 && near?.withinSubjects === 0 && near.acrossSubjects === 0 ? absent('Nothing is there twice.') : null}`,
});
