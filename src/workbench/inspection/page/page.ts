// The page of an inspection: its sections in the order in which an engineer asks.

import { pageDocument } from '../../page/document.js';
import { html, name } from '../../page/markup.js';
import { counted } from '../../page/numbers.js';
import type { Section } from '../../page/section.js';
import type { Inspection } from '../inspection.js';
import { acquisition, SHOWN as FAILURES_SHOWN } from './sections/acquisition.js';
import { attributes } from './sections/attributes.js';
import { duplicates, SHOWN as PAIRS_SHOWN } from './sections/duplicates.js';
import { history } from './sections/history.js';
import { parts } from './sections/parts.js';
import { quality } from './sections/quality.js';
import { sample } from './sections/sample.js';
import { sizes } from './sections/sizes.js';
import { sources } from './sections/sources.js';
import { subjects } from './sections/subjects.js';
import { terms } from './sections/terms.js';
import { time } from './sections/time.js';
import { verdict } from './sections/verdict.js';
import { worst } from './sections/worst.js';
import type { PagePictures } from './sheet.js';

const SECTIONS: readonly ((inspection: Inspection, pictures: PagePictures | null) => Section | null)[] = [
  verdict,
  sample,
  subjects,
  sources,
  parts,
  attributes,
  time,
  sizes,
  quality,
  acquisition,
  worst,
  duplicates,
  terms,
  history,
];

/**
 * An inspection as one HTML document.
 *
 * @param pictures small pictures as data URIs, by the images of the inspection; those missing become empty frames.
 * Null leaves photographs out.
 */
export function inspectionPage(inspection: Inspection, pictures: PagePictures | null): string {
  const { dataset, on } = inspection;
  return pageDocument({
    title: `inspection of ${dataset.name}`,
    kind: 'data set',
    heading: html`Inspection of ${name(dataset.name)}`,
    about: html`${counted(dataset.pictures, 'picture')} of ${counted(dataset.subjects, 'subject')}, on ${on}. ${
      pictures === null || pictures.size === 0
        ? 'Subjects are named: keep this page like the data set.'
        : html`This page holds ${counted(pictures.size, 'photograph')} of people, and their names: keep it like the data set, and erase it with them.`
    }`,
    sections: SECTIONS.flatMap((section) => section(inspection, pictures) ?? []),
  });
}

/** The pictures that the page shows, however large the data set is. */
export function picturesShown({
  sample: drawn,
  quality: all,
  acquisition: found,
  duplicates: twice,
}: Inspection): Set<string> {
  const pairs = [
    ...twice.exact.pairs.slice(0, PAIRS_SHOWN),
    ...(twice.near?.pairs.slice(0, PAIRS_SHOWN) ?? []),
  ];
  const shown = [
    ...drawn,
    ...all.flatMap((component) => component.worst),
    ...found.failures.slice(0, FAILURES_SHOWN),
    ...found.several.worst,
    ...pairs.flatMap(({ a, b }) => [a, b]),
  ];
  return new Set(shown.map(({ image }) => image));
}
