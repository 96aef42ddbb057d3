// Which pictures are compared with which.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { type DerivedPicture, numberCaptures } from '../datasets/captures.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import type { SourceType } from '../datasets/record.js';
import { type PicturePair, parseLfwPairs, parsePairsCsv } from '../scoring/index.js';
import { describeImpostors, divideByKind, type ImpostorPairs } from './impostors.js';
import { entriesOf, ROLE } from './meetings.js';
import type { ListedPair } from './trialSet.js';

export type Protocol = GridProtocol | ListedProtocol;

/** Protocols that go by what the pictures are. */
export interface GridProtocol {
  /** Every picture against every other, or every document against every selfie; never two of one capture. */
  readonly name: 'all-pairs' | 'documents';
  /** In words, for the report. */
  readonly description: string;
  /**
   * SHA-256 of what beside the pictures' bytes and subjects decides who meets whom: roles, and which picture was made
   * from another. Null where nothing else does.
   */
  readonly digest: string | null;
  /** Of each picture; see `numberCaptures`. */
  readonly captures: Int32Array;
  /** `ROLE` of each picture; of `documents` alone. */
  readonly roles?: Int32Array;
}

export interface ListedProtocol {
  readonly name: 'pairs' | 'lfw';
  readonly description: string;
  /** SHA-256 of the list. */
  readonly digest: string;
  /** Those that error rates are of. */
  readonly pairs: readonly ListedPair[];
  /** Non-mated pairs by how they were chosen; undefined where the list does not say, or has random ones alone. */
  readonly impostors?: readonly ImpostorPairs[];
  /** The fold of each pair; of `lfw` only. */
  readonly folds?: Int32Array;
}

/** A picture with what protocols look at. */
export type ProtocolPicture = DigestedPicture & DerivedPicture & { readonly sourceType?: SourceType | null };

/**
 * @param choice `all-pairs`, `documents`, `lfw`, or the path of a CSV file
 * @param folder of the data set
 * @throws `dataset_invalid` for `documents` where there is no document, or no selfie; `file_not_found`; `pairs_invalid`
 * for a list that cannot be read, names a picture that is not there, calls two pictures of one subject non-mated, or
 * pairs a picture with one that was made from it
 */
export async function openProtocol(
  choice: string,
  folder: string,
  pictures: readonly ProtocolPicture[],
): Promise<Protocol> {
  if (choice === 'all-pairs' || choice === 'documents') return gridProtocol(choice, pictures);
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
  const divided = divideByKind(pairs, listed(pairs, pictures));
  return {
    name: 'pairs',
    description: `the ${counted(pairs.length)} pairs of ${choice}${describeImpostors(divided.impostors)}`,
    digest: sha256(text),
    ...divided,
  };
}

/** @throws `dataset_invalid` for `documents` where there is no document, or no selfie */
export function gridProtocol(name: GridProtocol['name'], pictures: readonly ProtocolPicture[]): GridProtocol {
  const captures = numberCaptures(pictures);
  const isDerived = pictures.some(({ derivedFrom }) => derivedFrom);
  if (name === 'all-pairs') {
    return {
      name,
      description: `every picture compared with every other${isDerived ? ', but for those of one capture' : ''}`,
      digest: isDerived ? digestOf([captures]) : null,
      captures,
    };
  }
  const roles = Int32Array.from(pictures, roleOf);
  const [documents, selfies] = [ROLE.reference, ROLE.probe].map((role) => entriesOf(roles, role).length);
  requireBothRoles(documents!, selfies!, pictures);
  return {
    name,
    description:
      `every document or chip portrait (${counted(documents!)}) as reference compared with every selfie ` +
      `(${counted(selfies!)}) as probe, but for those of one capture`,
    digest: digestOf([roles, captures]),
    captures,
    roles,
  };
}

function roleOf({ sourceType }: ProtocolPicture): number {
  if (sourceType === 'document' || sourceType === 'chip') return ROLE.reference;
  return sourceType === 'selfie' ? ROLE.probe : ROLE.none;
}

function requireBothRoles(documents: number, selfies: number, pictures: readonly ProtocolPicture[]): void {
  const lacking = documents === 0 ? 'document or chip portrait' : selfies === 0 ? 'selfie' : undefined;
  if (lacking === undefined) return;
  const unknown = pictures.filter(({ sourceType }) => !sourceType).length;
  const said = unknown > 0 ? `; of ${counted(unknown)} it is not known what they are` : '';
  throw new LikenessError(
    'dataset_invalid',
    `there is no ${lacking} among the ${counted(pictures.length)} pictures${said}: the protocol documents compares the two`,
    {
      hint: 'Only a data set knows what a picture is of: `likeness data ingest --help` tells how it is said, `likeness data degrade` makes documents of portraits.',
    },
  );
}

const counted = (n: number): string => n.toLocaleString('en-US');

const digestOf = (labels: readonly Int32Array[]): string =>
  sha256(labels.map((one) => one.join()).join('\n'));

/** The first of the files that is there. */
async function readList(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new LikenessError('file_not_found', `there is no list of pairs ${paths.join(' or ')}`);
}

function listed(pairs: readonly PicturePair[], pictures: readonly ProtocolPicture[]): ListedPair[] {
  const captures = numberCaptures(pictures);
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
    // Copies are let through: lists that everyone uses, such as LFW's, hold some.
    if (captures[left] === captures[right] && pictures[left]!.sha256 !== pictures[right]!.sha256) {
      throw new LikenessError(
        'pairs_invalid',
        `the list pairs ${reference} with ${probe}, which show one capture: one was made from the other, or both from a third`,
      );
    }
    return { mated, left, right };
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
