import { describe, expect, it } from 'vitest';
import type { Face } from '../face/index.js';
import { chooseFace } from './mainFace.js';

/** Only the width of a face counts here. */
const face = (width: number): Face => ({ box: { x: 0, y: 0, width, height: width } }) as Face;

describe('In a selfie', () => {
  it('no face is no choice', () => {
    expect(chooseFace([], 'selfie')).toEqual({ kind: 'none' });
  });

  it('the widest face is meant, and faces less than half as wide are bystanders', () => {
    const [main, bystander] = [face(200), face(99)];
    expect(chooseFace([main, bystander], 'selfie')).toEqual({
      kind: 'one',
      main,
      ignored: [bystander],
      ghosts: [],
    });
  });

  it('another face half as wide or wider makes it ambiguous', () => {
    const [main, other, bystander] = [face(200), face(100), face(20)];
    expect(chooseFace([main, other, bystander], 'selfie')).toEqual({
      kind: 'several',
      main,
      others: [other],
    });
  });
});

describe('On a document', () => {
  it('another face at least a quarter as wide must turn out to be a ghost portrait', () => {
    const [main, ghost] = [face(200), face(50)];
    expect(chooseFace([main, ghost], 'document')).toEqual({
      kind: 'one',
      main,
      ignored: [],
      ghosts: [ghost],
    });
  });

  it('a narrower one is ornament', () => {
    const [main, ornament] = [face(200), face(49)];
    expect(chooseFace([main, ornament], 'document')).toEqual({
      kind: 'one',
      main,
      ignored: [ornament],
      ghosts: [],
    });
  });
});
