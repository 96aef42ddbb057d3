// A row of a data set for tests.

import { createHash } from 'node:crypto';
import type { DatasetRecord } from './record.js';

/** A selfie with a face; `change` says what is different. Its digest and its perceptual hash are made of its name. */
export function recordFixture(image: string, change: Partial<DatasetRecord> = {}): DatasetRecord {
  return {
    image,
    subject: image.split('/')[0]!,
    file: `/photographs/${image}`,
    sha256: Buffer.from(image).toString('hex').padEnd(64, '0').slice(-64),
    sourceType: 'selfie',
    capturedAt: '2024-05-31',
    groups: {},
    terms: { source: null, licence: null, consent: null, purpose: null, retainUntil: null },
    part: null,
    derivedFrom: null,
    size: [250, 250],
    perceptualHash: createHash('sha256').update(image).digest('hex').slice(0, 16),
    face: {
      kind: 'face',
      faces: 1,
      box: [80.1, 70, 90.4, 110],
      landmarks: [105, 112.3, 145, 112, 125, 135, 109, 155, 141, 155.2],
      quality: { Sharpness: 71.3, UnifiedQualityScore: 60 },
    },
    ...change,
  };
}
