// The layouts of DocFace and DocFace+ (Y. Shi and A. K. Jain, 2018 and 2019): one folder a subject, in which the name
// of a file says what it is. DocFace: `1.jpg` is the document's portrait, `2.jpg` the selfie. DocFace+: names begin
// with A for documents and with B for selfies.

import { basename, extname } from 'node:path';
import { LikenessError } from '../../../errors.js';
import { openImageFolder } from '../imageFolder.js';
import type { SourceType } from '../record.js';
import type { SourcePicture } from './source.js';

/** @throws LikenessError `dataset_invalid`; `source_invalid` where a file's name says neither */
export async function docFaceSource(path: string): Promise<SourcePicture[]> {
  const { pictures } = await openImageFolder(path);
  return pictures.map((picture) => ({ ...picture, sourceType: typeOf(picture.image) }));
}

function typeOf(image: string): SourceType {
  const name = basename(image, extname(image));
  if (name === '1' || name.startsWith('A')) return 'document';
  if (name === '2' || name.startsWith('B')) return 'selfie';
  throw new LikenessError(
    'source_invalid',
    `${image} is neither a document (1.jpg, A….jpg) nor a selfie (2.jpg, B….jpg)`,
  );
}
