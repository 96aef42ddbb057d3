import { describe, expect, test } from 'vitest';
import type { EmbedderManifest } from '../../face/index.js';
import { pipelineDigest } from './pipelineDigest.js';

const model: EmbedderManifest = {
  name: 'somebody',
  kind: 'embedder',
  sha256: 'a'.repeat(64),
  bytes: 1,
  input: { size: 112, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
  alignment: { landmarks: 'five', points: [], mirror: false },
  templateLength: 128,
  licence: 'MIT',
  source: 'here',
};
const pipeline = { detector: 'b'.repeat(64), landmarks: 'c'.repeat(64), model, role: 'selfie' } as const;

describe('the digest under which templates are kept', () => {
  test('is the same for the same pipeline', async () => {
    expect(await pipelineDigest(pipeline)).toMatch(/^[0-9a-f]{64}$/);
    expect(await pipelineDigest({ ...pipeline })).toBe(await pipelineDigest(pipeline));
  });

  test.each([
    ['detector', { detector: 'd'.repeat(64) }],
    ['head', { role: 'document' }],
    ['network', { model: { ...model, sha256: 'e'.repeat(64) } }],
    ['order of colours', { model: { ...model, input: { ...model.input, order: 'bgr' } } }],
    ['alignment', { model: { ...model, alignment: { ...model.alignment, mirror: true } } }],
  ] as const)('changes with the %s', async (_, change) => {
    expect(await pipelineDigest({ ...pipeline, ...change })).not.toBe(await pipelineDigest(pipeline));
  });

  test('does not change with what is said of the model', async () => {
    const renamed = { ...model, name: 'somebody-else', licence: 'none' };
    expect(await pipelineDigest({ ...pipeline, model: renamed })).toBe(await pipelineDigest(pipeline));
  });
});
