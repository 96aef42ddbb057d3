// The page of a cleaning: what is proposed and how sure it is, kind by kind, with the pictures to judge it by.

import { pageDocument } from '../../page/document.js';
import { sampled } from '../../page/figure.js';
import { type Content, type Html, html, name } from '../../page/markup.js';
import { count, counted, share } from '../../page/numbers.js';
import type { PagePictures } from '../../page/photograph.js';
import { absent, lead, type Section } from '../../page/section.js';
import { facts, table } from '../../page/table.js';
import { thumbnails } from '../../page/thumbnails.js';
import type { Cleaning } from '../clean.js';
import { KINDS } from '../kinds/index.js';
import { expectedPrecision, KIND_NAMES, type KindName, type Proposal } from '../proposal.js';
import { card, imagesOf } from './card.js';

/** So many of a kind are shown, spread evenly from the most certain to the least: more nobody looks at. */
const SHOWN = 200;

/** The page as one HTML document, its pictures inside. @throws what `signal` was aborted with */
export async function cleaningPage(cleaning: Cleaning, signal?: AbortSignal): Promise<string> {
  const shown = KIND_NAMES.map((kind) => ({ kind, proposals: ofKind(cleaning, kind) }))
    .filter(({ proposals }) => proposals.length > 0)
    .map(({ kind, proposals }) => ({ kind, of: proposals.length, proposals: sampled(proposals, SHOWN) }));
  const needed = new Set(shown.flatMap(({ proposals }) => proposals.flatMap(imagesOf)));
  const pictures = await thumbnails(
    cleaning.dataset.records
      .filter(({ image }) => needed.has(image))
      .map(({ image, file, face }) => ({ image, file, box: face.kind === 'face' ? face.box : null })),
    signal,
  );
  return render(cleaning, shown, pictures);
}

interface ShownKind {
  readonly kind: KindName;
  /** How many there are. */
  readonly of: number;
  readonly proposals: readonly Proposal[];
}

const ofKind = ({ proposals }: Cleaning, kind: KindName): Proposal[] =>
  proposals.filter((proposal) => proposal.kind === kind);

function render(cleaning: Cleaning, shown: readonly ShownKind[], pictures: PagePictures): string {
  const { dataset, model, proposals } = cleaning;
  const subjects = new Set(dataset.records.map(({ subject }) => subject)).size;
  return pageDocument({
    title: `cleaning of ${dataset.name}`,
    kind: 'data set',
    heading: html`What may be wrong in ${name(dataset.name)}`,
    about: html`${counted(dataset.records.length, 'picture')} of ${counted(subjects, 'subject')}, seen by ${name(model.name)}. ${counted(proposals.length, 'proposal')}; nothing has been changed.`,
    sections: [summary(cleaning), ...shown.map((kind) => sectionOf(kind, pictures)), method(cleaning)],
  });
}

function summary(cleaning: Cleaning): Section {
  const { proposals, precision, dataset } = cleaning;
  const rows = KIND_NAMES.flatMap((kind) => {
    const list = ofKind(cleaning, kind);
    return list.length > 0 ? [summaryRow(html`<a href="#${kind}">${KINDS[kind].title}</a>`, list)] : [];
  });
  return {
    id: 'summary',
    title: 'Proposals',
    body:
      proposals.length === 0
        ? absent(`Nothing is ${share(precision)} certain to be wrong.`)
        : html`${lead(
            html`Each is at least ${share(precision)} certain; of all together ${share(expectedPrecision(proposals))} are expected to be right. Look at them, the least certain first; then apply all, or all but some.`,
          )}
${table({
  caption: 'What is proposed',
  columns: [
    { title: 'Kind' },
    { title: 'Proposals', numeric: true },
    { title: 'Pictures', numeric: true },
    { title: 'Expected to be right', numeric: true },
    { title: 'Least certain', numeric: true },
  ],
  rows: [...rows, summaryRow('All', proposals)],
})}
<pre>likeness data clean ${dataset.name} --apply
likeness data clean ${dataset.name} --apply --except ${proposals.at(-1)!.id}
likeness data undo ${dataset.name}</pre>`,
  };
}

const summaryRow = (heading: Content, list: readonly Proposal[]): Content[] => [
  heading,
  count(list.length),
  count(list.reduce((sum, { moves }) => sum + moves.length, 0)),
  share(expectedPrecision(list)),
  share(list.at(-1)!.probability),
];

function sectionOf({ kind, of, proposals }: ShownKind, pictures: PagePictures): Section {
  const { title, about } = KINDS[kind];
  const note =
    proposals.length < of
      ? html`<p class="note">${count(proposals.length)} of ${count(of)} are shown, spread evenly from the most certain to the least.</p>`
      : null;
  return {
    id: kind,
    title,
    body: html`${lead(about)}${note}
<ol class="proposals">
${proposals.map((proposal) => card(proposal, pictures))}</ol>`,
  };
}

function method({ errorRate, twinRate, learned, model }: Cleaning): Section {
  const pairs: [Content, Html | string][] = [
    [
      'Pictures under a wrong name',
      `${share(errorRate)}, given or estimated, is what is expected before a picture is looked at`,
    ],
    ['Subjects under two names', `${share(twinRate)}, estimated`],
    [
      'What a score means',
      learned
        ? 'learned from this data set, by holding each picture against the others of its subject and against those of others'
        : html`the calibration of ${name(model.name)}; the data set is too small to learn it from`,
    ],
  ];
  return {
    id: 'method',
    title: 'How it was found',
    body: html`<p>A proposal’s certainty is a posterior probability: the likelihood ratio of the mean comparison score with all pictures of a subject, times the prior odds. The prior of any one other subject is the share of wrong names over the number of subjects, so that a look-alike among thousands is not taken for the person.</p>
${facts(pairs)}
<p class="note">LLR is the natural logarithm of how many times likelier the score is if both are one person than if they are two. The template is of the face nearest to the centre of a picture: where that is a bystander, the picture is shown here as another person’s.</p>`,
  };
}
