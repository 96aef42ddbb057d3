// One proposal on the page: the questioned pictures, and beside them those that it is to be judged against.

import { type Html, html, name } from '../../page/markup.js';
import { decimal, signed } from '../../page/numbers.js';
import { type PagePictures, photograph } from '../../page/photograph.js';
import { certainty } from '../kinds/kind.js';
import type { Comparison, Proposal } from '../proposal.js';

/** So many questioned pictures are shown. */
const QUESTIONED = 6;

/** The pictures that a card shows, by name. */
export const imagesOf = ({ moves, beside }: Proposal): string[] => [
  ...moves.slice(0, QUESTIONED).map(({ image }) => image),
  ...beside.flatMap(({ images }) => images),
];

export function card(proposal: Proposal, pictures: PagePictures): Html {
  const { id, probability, moves, reason, comparisons, beside } = proposal;
  const questioned = moves.slice(0, QUESTIONED);
  return html`<li id="p-${id}">
<h3><code>${id}</code> ${certainty(probability)}</h3>
<p>${reason}</p>
<div class="strip">
<div class="questioned"><h4>${heading(moves)}</h4>
<div class="row">${questioned.map(({ image, from }) => photograph({ image, subject: from }, pictures))}</div></div>
${beside
  .filter(({ images }) => images.length > 0)
  .map(
    ({ title, images }) => html`<div><h4>${name(title)}</h4>
<div class="row">${images.map((image) => photograph({ image, subject: '' }, pictures))}</div></div>
`,
  )}</div>
${comparisons.length > 0 ? html`<ul class="evidence">${comparisons.map(evidence)}</ul>` : null}
</li>
`;
}

const heading = (moves: Proposal['moves']): Html =>
  html`in question, of ${name(moves[0]!.from)}${moves.length > QUESTIONED ? ` (${QUESTIONED} of ${moves.length})` : null}`;

const evidence = ({ subject, pictures, score, llr }: Comparison): Html =>
  html`<li>with ${pictures === 1 ? 'the picture' : `${pictures} pictures`} of ${name(subject)}: mean score ${decimal(score, 3)}, LLR ${signed(llr, 1)}</li>`;
