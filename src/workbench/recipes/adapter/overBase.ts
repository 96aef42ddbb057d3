// What an adapter makes of pictures whose templates by the base are known: learning curves measure one adapter after
// another on the same people, and the embedder beneath is the same in all.

import type { DatasetRecord } from '../../datasets/record.js';
import type { TemplateMatrix } from '../kind.js';
import { type AdapterParts, adapt } from './adapt.js';
import { isDocument, type Portraits, rowOf } from './portraits.js';

/** @param base templates of the pictures by the embedder, in their order */
export async function overBase(
  parts: AdapterParts,
  pictures: readonly Pick<DatasetRecord, 'sourceType'>[],
  base: TemplateMatrix,
): Promise<TemplateMatrix> {
  const places = (wanted: boolean) =>
    pictures.flatMap((picture, i) => (isDocument(picture) === wanted ? [i] : []));
  const [documents, selfies] = [places(true), places(false)];
  const adapted = await adapt(parts, { documents: side(base, documents), selfies: side(base, selfies) });
  const { dimension } = (selfies.length > 0 ? adapted.selfies : adapted.documents) as Portraits;
  const templates = new Float32Array(pictures.length * dimension);
  const put = ({ templates: rows }: Portraits, of: readonly number[]) =>
    of.forEach((picture, row) => {
      templates.set(unit(rowOf(rows, dimension, row)), picture * dimension);
    });
  put(adapted.documents, documents);
  put(adapted.selfies, selfies);
  return { templates, dimension };
}

function side({ templates, dimension }: TemplateMatrix, places: readonly number[]): Portraits {
  const rows = new Float32Array(places.length * dimension);
  places.forEach((place, row) => {
    rows.set(rowOf(templates, dimension, place), row * dimension);
  });
  const numbers = Int32Array.from(places);
  return { dimension, templates: rows, subjects: numbers, captures: numbers };
}

/** As `makeTemplate` does where the model is served. */
function unit(row: Float32Array): Float32Array {
  let square = 0;
  for (const value of row) square += value * value;
  return row.map((value) => value / Math.sqrt(square));
}
