// Which pictures are compared with which.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import { type PicturePair, parseLfwPairs, parsePairsCsv } from '../scoring/index.js';
import type { ListedPair } from './trialSet.js';

export type Protocol = AllPairsProtocol | ListedProtocol;

export interface AllPairsProtocol {
  readonly name: 'all-pairs';
  /** In words, for the report. */
  readonly description: string;
}

export interface ListedProtocol {
  readonly name: 'pairs' | 'lfw';
  readonly description: string;
  /** SHA-256 of the list. */
  readonly digest: string;
  readonly pairs: readonly ListedPair[];
  /** The fold of each pair; of `lfw` only. */
  readonly folds?: Int32Array;
}

export const ALL_PAIRS: AllPairsProtocol = {
  name: 'all-pairs',
  description: 'every picture compared with every other',
};

/**
 * @param choice `all-pairs`, `lfw`, or the path of a CSV file
 * @param folder of the data set
 * @throws `file_not_found`; `pairs_invalid` for a list that cannot be read, names a picture that is not there, or calls
 * two pictures of one subject non-mated
 */
export async function openProtocol(
  choice: string,
  folder: string,
  pictures: readonly DigestedPicture[],
): Promise<Protocol> {
  if (choice === 'all-pairs') return ALL_PAIRS;
  if (choice === 'lfw') {
    const text = await readList([join(folder, 'pairs.txt')]);
    const folds = parseLfwPairs(text);
    return {
      name: 'lfw',
      description: `the ${folds.length} folds of pairs.txt (Labeled Faces in the Wild, View 2)`,
      digest: sha256(text),
      pairs: listed(folds.flat(), pictures),
      folds: Int32Array.from(folds.flatMap((pairs, fold) => pairs.map(() => fold))),
    };
  }
  const text = await readList([join(folder, choice), choice]);
  const pairs = parsePairsCsv(text);
  return {
    name: 'pairs',
    description: `the ${pairs.length.toLocaleString('en-US')} pairs of ${choice}`,
    digest: sha256(text),
    pairs: listed(pairs, pictures),
  };
}

/** The first of the files that is there. */
async function readList(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new LikenessError('file_not_found', `there is no list of pairs ${paths.join(' or ')}`);
}

function listed(pairs: readonly PicturePair[], pictures: readonly DigestedPicture[]): ListedPair[] {
  const places = new Map(pictures.map(({ image }, place) => [image, place]));
  const placeOf = (image: string): number => {
    const place = places.get(image);
    if (place === undefined) {
      throw new LikenessError('pairs_invalid', `the list names ${image}, which is not in the data set`);
    }
    return place;
  };
  return pairs.map(({ mated, reference, probe }) => {
    const [left, right] = [placeOf(reference), placeOf(probe)];
    if (mated !== (pictures[left]!.subject === pictures[right]!.subject)) {
      const said = mated ? 'mated' : 'non-mated';
      throw new LikenessError(
        'pairs_invalid',
        `the list calls ${reference} and ${probe} ${said}: their folders say otherwise`,
      );
    }
    return { mated, left, right };
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
