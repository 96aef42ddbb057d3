import { describe, expect, it } from 'vitest';
import { estimatesPlot } from './estimates.js';
import { MATED, markOf } from './marks.js';
import { HEIGHT, type Layer, type Plot } from './plot.js';
import { columns, extent, linear, logarithmic, rows, smallestPositive } from './scale.js';
import { spark } from './spark.js';
import { drawPlot } from './svg.js';

const labels = ({ ticks }: { ticks: readonly { label: string | null }[] }) =>
  ticks.flatMap(({ label }) => label ?? []);

describe('scales', () => {
  it('divide evenly at round numbers, with the decimals that these need', () => {
    expect(labels(linear(0.66, 1.02))).toEqual(['0.7', '0.8', '0.9', '1.0']);
    expect(labels(linear(-30, 30))).toEqual(['−20', '0', '20']);
    expect(labels(linear(0.871, 0.952))).toEqual(['0.88', '0.90', '0.92', '0.94']);
  });

  it('divide logarithmically by decades, and finer where there are few', () => {
    expect(labels(logarithmic(3e-5, 1, String))).toEqual(['0.00001', '0.0001', '0.001', '0.01', '0.1', '1']);
    expect(labels(logarithmic(0.01, 0.9, String))).toEqual([
      '0.01',
      '0.02',
      '0.05',
      '0.1',
      '0.2',
      '0.5',
      '1',
    ]);
  });

  it('set zero below a logarithmic axis', () => {
    const { place, low } = logarithmic(1e-4, 1, String);
    expect(place(1e-2)).toBe(-2);
    expect(place(0)).toBeLessThan(low);
  });

  it('order rows from the top', () => {
    const { place, low, high } = rows(['a', 'b']);
    expect([place(0), place(1)].every((at) => at > low && at < high)).toBe(true);
    expect(place(0)).toBeGreaterThan(place(1));
  });

  it('order columns from the left, without a tick where there is no label', () => {
    const { place, low, high, ticks } = columns(['a', '', 'c']);
    expect([low, place(0), place(2), high]).toEqual([-0.5, 0, 2, 2.5]);
    expect(ticks).toEqual([
      { at: 0, label: 'a' },
      { at: 2, label: 'c' },
    ]);
  });

  it('find the ends of any number of values', () => {
    expect(extent(Array.from({ length: 500_000 }, (_, i) => i))).toEqual([0, 499_999]);
    expect(extent([])).toBeNull();
    expect(smallestPositive([0, 0.5, 0.2], 1e-9)).toBe(0.2);
    expect(smallestPositive([0, 1e-12], 1e-9)).toBe(1e-9);
    expect(smallestPositive([], 1e-9)).toBe(1e-9);
  });
});

describe('drawings', () => {
  const everyLayer: readonly Layer[] = [
    { kind: 'region', from: 0, to: 0.2, label: 'may not be claimed' },
    {
      kind: 'band',
      mark: MATED,
      points: [
        [0, 0.1, 0.3],
        [1, 0.2, 0.4],
      ],
    },
    {
      kind: 'line',
      mark: markOf(1),
      points: [
        [0, 0],
        [0.5, 0.7],
        [1, 1],
      ],
    },
    {
      kind: 'bars',
      mark: markOf(4),
      bars: [
        { from: 0.1, to: 0.3, height: 0.5, label: '50 pictures' },
        { from: 0.3, to: 0.5, height: 0.25, label: '' },
      ],
    },
    { kind: 'dots', mark: markOf(2), points: [[0.5, 0.5]] },
    { kind: 'intervals', mark: markOf(3), along: 'y', spans: [{ at: 0.5, low: 0.2, high: 0.8 }] },
    { kind: 'rule', at: 0.6, label: '1e-3', row: 1 },
    { kind: 'words', at: [0.1, 0.1], text: 'refused' },
  ];
  const plot = (layers: readonly Layer[]): Plot => ({
    x: { title: 'FMR', scale: linear(0, 1) },
    y: { title: 'FNMR', scale: linear(0, 1) },
    height: HEIGHT,
    layers,
  });
  const drawn = (layers: readonly Layer[]) => drawPlot('fig', plot(layers)).source;

  it('are the same bytes every time, whatever was drawn between', () => {
    const before = drawn(everyLayer);
    drawn(everyLayer.slice(1));
    expect(drawn(everyLayer)).toBe(before);
  });

  it('name their inner references after themselves, so that several stand on one page', () => {
    const [one, two] = ['one', 'two'].map((id) => drawPlot(id, plot(everyLayer)).source);
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids(one).length).toBeGreaterThan(0);
    expect(ids(one).filter((id) => ids(two).includes(id))).toEqual([]);
    for (const [, id] of one.matchAll(/url\(#([^)]+)\)/g)) expect(ids(one)).toContain(id);
  });

  it('scale with the page, and hold nothing that runs, loads or waits for a mouse', () => {
    const svg = drawn(everyLayer);
    expect(svg).toMatch(/^<svg viewBox="0 0 460 330" aria-hidden="true">/);
    expect(svg).not.toMatch(/<script|<style|<image|<foreignObject|href|http|class=|ecmeta|\son\w+=/);
  });

  it('show every layer', () => {
    const svg = drawn(everyLayer);
    for (const text of ['may not be claimed', '50 pictures', '1e-3', 'refused', 'FMR', 'FNMR'])
      expect(svg).toContain(`>${text}<`);
    for (const { colour } of [MATED, markOf(1), markOf(2), markOf(3)]) expect(svg).toContain(`"${colour}"`);
    expect(svg).toContain('stroke-dasharray="7,3"');
  });

  it('stand bars on zero, as high as they count', () => {
    const bar = (height: number): Layer => ({
      kind: 'bars',
      mark: MATED,
      bars: [{ from: 0.2, to: 0.4, height, label: '' }],
    });
    const corners = (height: number) =>
      drawn([bar(height)])
        .match(new RegExp(`<path d="M([\\d.]+) ([\\d.]+)l[\\d.]+ 0l0 ([\\d.]+)[^"]*" fill="${MATED.colour}"`))
        ?.slice(1)
        .map(Number) ?? [];
    const [half, whole] = [corners(0.5), corners(1)];
    expect(whole[2]).toBeCloseTo(2 * half[2], 0);
    expect(whole[1] + whole[2]).toBeCloseTo(half[1] + half[2], 0);
  });

  it('escape what they write, and show invisible marks', () => {
    const svg = drawn([{ kind: 'words', at: [0.1, 0.1], text: '</text><script>"\u202e' }]);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('[U+202E]');
  });

  it('run an interval to the edge, without a cap there, where it goes beyond', () => {
    const interval = (high: number): Layer => ({
      kind: 'intervals',
      mark: MATED,
      along: 'y',
      spans: [{ at: 0.5, low: 0.2, high }],
    });
    const strokes = (high: number) => drawn([interval(high)]).split(`stroke="${MATED.colour}"`).length - 1;
    expect(strokes(0.8)).toBe(3);
    expect(strokes(1.8)).toBe(2);
  });

  it('leave out points that no eye can tell apart', () => {
    const points = Array.from({ length: 100_000 }, (_, i): [number, number] => [i / 1e5, i / 1e5]);
    expect(drawn([{ kind: 'line', mark: MATED, points }]).length).toBeLessThan(20_000);
  });

  it('stand empty where there is nothing', () => {
    expect(
      drawn([
        { kind: 'line', mark: MATED, points: [] },
        { kind: 'dots', mark: MATED, points: [] },
      ]),
    ).toContain('<svg');
    expect(drawn([{ kind: 'band', mark: MATED, points: [] }])).toContain('<svg');
  });
});

describe('estimates', () => {
  const estimate = { rate: 0.02, lower: 0.01, upper: 0.04 };

  it('stand one a row, and say where one was refused', () => {
    const rows = [
      { label: 'a', mark: MATED, estimate },
      { label: 'b', mark: MATED, estimate: null },
    ];
    for (const form of ['linear', 'logarithmic'] as const) {
      const svg = drawPlot('fig', estimatesPlot('FNMR', rows, form, String)).source;
      expect(svg).toContain('refused');
      for (const label of ['a', 'b']) expect(svg).toContain(`>${label}<`);
    }
  });

  it('shorten names that are as long as paths', () => {
    const plot = estimatesPlot('FNMR', [{ label: 'x'.repeat(300), mark: MATED, estimate }], 'linear', String);
    expect(labels(plot.y.scale)).toEqual([`${'x'.repeat(21)}…`]);
  });
});

describe('marks', () => {
  it('differ in dash, not in colour alone, so that they survive a grey print', () => {
    const dashes = Array.from({ length: 7 }, (_, i) => markOf(i).dash.join(' '));
    expect(new Set(dashes).size).toBe(7);
    expect(markOf(7)).toBe(markOf(0));
  });
});

describe('a distribution in a row of a table', () => {
  const heights = (svg: string) =>
    [...svg.matchAll(/ height="([\d.]+)"/g)].map(([, height]) => Number(height));

  it('is as high as its counts, and shows whatever is there', () => {
    expect(heights(spark([10, 5, 0, 0.001], null).source)).toEqual([22, 11, 0.8]);
  });

  it('has another colour below the limit, and a line at it', () => {
    const svg = spark([1, 1, 1, 1], 0.5).source;
    const colours = [...svg.matchAll(/<rect[^>]*fill="([^"]+)"/g)].map(([, colour]) => colour);
    expect(colours).toEqual([markOf(1).colour, markOf(1).colour, MATED.colour, MATED.colour]);
    expect(svg).toContain('d="M60 -2V24"');
  });

  it('of nothing is a line', () => {
    expect(heights(spark([0, 0], null).source)).toEqual([]);
  });
});
