import { describe, expect, it } from 'vitest';
import { toPlanes } from './planes.js';

// Two pixels: (10, 20, 30) and (40, 50, 60).
const picture = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) };

describe('toPlanes', () => {
  it('writes one plane a colour for nchw', () => {
    const out = new Float32Array(6);
    toPlanes(picture, [0, 0, 0], 1, 'rgb', 'nchw', out, 0);
    expect([...out]).toEqual([10, 40, 20, 50, 30, 60]);
    toPlanes(picture, [0, 0, 0], 1, 'bgr', 'nchw', out, 0);
    expect([...out]).toEqual([30, 60, 20, 50, 10, 40]);
  });

  it('writes three numbers a pixel for nhwc', () => {
    const out = new Float32Array(6);
    toPlanes(picture, [0, 0, 0], 1, 'rgb', 'nhwc', out, 0);
    expect([...out]).toEqual([10, 20, 30, 40, 50, 60]);
    toPlanes(picture, [0, 0, 0], 1, 'bgr', 'nhwc', out, 0);
    expect([...out]).toEqual([30, 20, 10, 60, 50, 40]);
  });

  it('takes off the mean, then scales; both belong to their colour in either order', () => {
    const out = new Float32Array(6);
    toPlanes(picture, [10, 20, 30], [1, 0.5, 0.1], 'bgr', 'nhwc', out, 0);
    expect([...out].map((value) => Number(value.toFixed(5)))).toEqual([0, 0, 0, 3, 15, 30]);
  });

  it('maps 0 to −1 and 255 to 1 as ArcFace wants it', () => {
    const out = new Float32Array(3);
    const ends = { width: 1, height: 1, data: Uint8Array.of(0, 255, 128) };
    toPlanes(ends, [127.5, 127.5, 127.5], 1 / 127.5, 'rgb', 'nchw', out, 0);
    expect([...out]).toEqual([-1, 1, Math.fround(0.5 / 127.5)]);
  });

  it('fills a batch picture by picture and touches nothing else', () => {
    const out = new Float32Array(13).fill(-7);
    toPlanes(picture, [0, 0, 0], 1, 'rgb', 'nhwc', out, 6);
    expect([...out]).toEqual([-7, -7, -7, -7, -7, -7, 10, 20, 30, 40, 50, 60, -7]);
  });

  it('refuses an output that is too short', () => {
    expect(() => toPlanes(picture, [0, 0, 0], 1, 'rgb', 'nchw', new Float32Array(6), 1)).toThrow(RangeError);
  });
});
