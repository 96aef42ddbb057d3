// A small data set of which every figure can be counted by hand.
//   Ann   two selfies of 2010 and 2020, a document, and what was made of the document     female   train, one selfie in test
//   Bob   a selfie, and the same bytes again                                              male
//   Cem   a selfie without a face, and one that could not be decoded                      (not known)
//   Dee   a selfie that is Bob's byte for byte                                            male

import type { Dataset } from '../datasets/dataset.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord, Terms } from '../datasets/record.js';

const digest = (letter: string): string => letter.repeat(64);

const terms = (change: Partial<Terms> = {}): Terms => ({
  source: 'branch',
  licence: 'own',
  consent: 'signed',
  purpose: 'evaluation',
  retainUntil: '2030-12-31',
  ...change,
});

const face = (change: object): DatasetRecord['face'] =>
  ({ ...recordFixture('a/b').face, ...change }) as DatasetRecord['face'];

export const RECORDS: readonly DatasetRecord[] = [
  recordFixture('Ann/1.jpg', {
    sha256: digest('1'),
    perceptualHash: '00ff00ff00ff00ff',
    capturedAt: '2010-01-01',
    groups: { sex: 'female' },
    terms: terms(),
    part: 'train',
    face: face({ quality: { Sharpness: 90, HeadPoseYaw: 100 } }),
  }),
  recordFixture('Ann/2.jpg', {
    sha256: digest('2'),
    perceptualHash: 'ffffffff00000000',
    capturedAt: '2020-01-01T10:00:00Z',
    groups: { sex: 'female' },
    terms: terms({ retainUntil: '2026-05-31' }),
    part: 'test',
    // Below 41.7, the limit for selfies.
    face: face({ faces: 3, quality: { Sharpness: 41.6, HeadPoseYaw: 98, SingleFacePresent: 20 } }),
  }),
  recordFixture('Ann/document.jpg', {
    sha256: digest('3'),
    perceptualHash: '0f0f0f0f0f0f0f0f',
    sourceType: 'document',
    capturedAt: null,
    groups: { sex: 'female' },
    terms: terms(),
    part: 'train',
    // Above 20.9, the limit for documents.
    face: face({ quality: { Sharpness: 30, HeadPoseYaw: 10 } }),
  }),
  recordFixture('Ann/printed.jpg', {
    sha256: digest('4'),
    perceptualHash: '0f0f0f0f0f0f0f0e',
    sourceType: 'document',
    derivedFrom: digest('3'),
    capturedAt: null,
    groups: { sex: 'female' },
    terms: terms(),
    part: 'train',
    face: face({ quality: { Sharpness: 20, HeadPoseYaw: 100 } }),
  }),
  recordFixture('Bob/1.jpg', {
    sha256: digest('5'),
    perceptualHash: '123456789abcdef0',
    capturedAt: '2027-01-01',
    groups: { sex: 'male' },
    terms: terms({ consent: null }),
    size: [640, 480],
    face: face({ landmarks: [100, 100, 130, 140, 0, 0, 0, 0, 0, 0] }),
  }),
  recordFixture('Bob/again.jpg', {
    sha256: digest('5'),
    perceptualHash: '123456789abcdef0',
    capturedAt: null,
    groups: { sex: 'male' },
    terms: terms({ consent: ' ' }),
    size: [640, 480],
    face: face({ landmarks: [100, 100, 130, 140, 0, 0, 0, 0, 0, 0] }),
  }),
  recordFixture('Cem/1.jpg', {
    sha256: digest('6'),
    // Three bits from Bob's.
    perceptualHash: '123456789abcdef7',
    capturedAt: null,
    terms: terms({ retainUntil: 'when it is over' }),
    face: { kind: 'failure', code: 'face_not_found', message: 'no face' },
  }),
  recordFixture('Cem/2.jpg', {
    sha256: digest('7'),
    size: null,
    perceptualHash: null,
    capturedAt: 'yesterday',
    terms: terms(),
    face: { kind: 'failure', code: 'image_corrupt', message: 'cut off' },
  }),
  recordFixture('Dee/1.jpg', {
    sha256: digest('5'),
    perceptualHash: '123456789abcdef0',
    capturedAt: null,
    groups: { sex: 'male' },
    terms: terms(),
  }),
];

export const datasetOf = (records: readonly DatasetRecord[]): Dataset => ({
  name: 'people',
  path: '/data/people',
  records,
  version: digest('a'),
});

export const BESIDE = {
  changes: [{ number: 1, at: '2026-11-01T10:00:00Z', change: 'ingest: 9 pictures added' }],
  erasures: [],
  copies: { kept: 7, unlisted: [], elsewhere: 9, formerStates: 1, formerPictures: 0 },
};
