import { describe, expect, it } from 'vitest';
import { drawCurve } from './curve.js';
import type { LogLine } from './runLog.js';

function logOf(steps: number): LogLine[] {
  return Array.from({ length: steps }, (_, i): LogLine[] => {
    const step = i + 1;
    const loss = 2 * Math.exp((-4 * step) / steps) * (1 + 0.2 * Math.sin(step * 12.9898)) + 0.02;
    const line: LogLine = {
      kind: 'step',
      step,
      loss,
      learningRate: 0.1 * (1 - i / steps),
      metrics: {},
      samplesPerSecond: 1,
    };
    const metrics = { eer: 0.3 * Math.exp((-3 * step) / steps), accuracy: step / steps };
    return step % Math.ceil(steps / 20) === 0
      ? [line, { kind: 'evaluation', step, metrics, best: true }]
      : [line];
  }).flat();
}

const pathsIn = (svg: string) => svg.match(/<path [^>]*stroke="#0072b2"[^>]*>/g) ?? [];

describe('drawCurve', () => {
  it('shows the loss raw and smoothed, every metric, and the learning rate', async () => {
    const svg = await drawCurve(logOf(500));
    expect(svg).toMatch(/^<svg /);
    for (const title of [
      'loss',
      'validation eer: 0.0149 at the best step, 500',
      'validation accuracy',
      'learning rate',
      'steps',
    ])
      expect(svg).toContain(title);
    expect(pathsIn(svg)).toHaveLength(2);
    expect(svg).toContain('fill="#fff"');
    expect(svg).not.toMatch(/<script|NaN|Infinity/);
  });

  it('gives the same bytes for the same log', async () => {
    expect(await drawCurve(logOf(200))).toBe(await drawCurve(logOf(200)));
  });

  it('stays small however long the run', async () => {
    expect((await drawCurve(logOf(200_000))).length).toBeLessThan(120_000);
  });

  it.each([0, 1, 2])('draws a log of %i steps', async (steps) => {
    expect(await drawCurve(logOf(steps))).not.toMatch(/NaN|Infinity/);
  });

  it('draws losses below zero', async () => {
    const log = logOf(50).map((line) => (line.kind === 'step' ? { ...line, loss: -line.loss } : line));
    expect(pathsIn(await drawCurve(log))).toHaveLength(2);
  });

  it('writes names as text', async () => {
    const odd: LogLine = { kind: 'evaluation', step: 10, metrics: { '<b>&': 1 }, best: false };
    expect(await drawCurve([...logOf(10), odd])).toContain('&lt;b&gt;&amp;');
  });
});
