// Contact sheets: photographs small and side by side, each with a word.

import { type Content, type Html, html } from '../../page/markup.js';
import { type PagePictures, photograph, type ShownPicture } from '../../page/photograph.js';

export type { PagePictures };

/** Null where pictures were to be left out: names without faces show nothing. */
export function sheet<T extends ShownPicture>(
  shown: readonly T[],
  pictures: PagePictures | null,
  said: (picture: T) => Content = () => null,
): Html | null {
  if (pictures === null || shown.length === 0) return null;
  return html`<ul class="sheet">
${shown.map((one) => html`<li>${photograph(one, pictures, captionOf(one))} ${said(one)}</li>\n`)}</ul>`;
}

const captionOf = ({ image, subject }: ShownPicture) =>
  image.startsWith(`${subject}/`) ? 'path' : 'subject and path';

/** Two pictures that should not be alike. */
export function pairs<T extends { readonly a: ShownPicture; readonly b: ShownPicture }>(
  shown: readonly T[],
  pictures: PagePictures | null,
  said: (pair: T) => string,
): Html | null {
  if (shown.length === 0) return null;
  return html`<ol class="pairs">
${shown.map(
  (pair) =>
    html`<li><div class="pair">${photograph(pair.a, pictures ?? NONE)}${photograph(pair.b, pictures ?? NONE)}</div><p class="truth">${said(pair)}</p></li>\n`,
)}</ol>`;
}

const NONE: PagePictures = new Map();
