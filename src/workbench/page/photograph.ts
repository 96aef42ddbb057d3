// Photographs on the page: inside it, small, and named by their path below the data set's folder.

import { type Html, html, name, path } from './markup.js';

/** Data URIs of small JPEGs, by their paths in the data set. What is missing is shown as an empty frame. */
export type PagePictures = ReadonlyMap<string, string>;

/** A picture of a data set: its path there, and whose it is said to be. */
export interface ShownPicture {
  readonly image: string;
  readonly subject: string;
}

/**
 * A photograph and whose it is said to be. Anything but an inlined picture is left out: a page loads nothing.
 * @param caption `path` where the path says whose it is, and there is little room
 */
export function photograph(
  { image, subject }: ShownPicture,
  pictures: PagePictures,
  caption: 'subject and path' | 'path' = 'subject and path',
): Html {
  const uri = pictures.get(image);
  const frame =
    uri !== undefined && INLINE.test(uri)
      ? html`<img src="${uri}" alt="Photograph ${image} of subject ${subject}">`
      : html`<span class="missing">no picture</span>`;
  return html`<span class="photograph">${frame}
${caption === 'path' ? null : html`<span class="subject">${name(subject)}</span>\n`}<span class="path">${path(image)}</span></span>`;
}

const INLINE = /^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/;
