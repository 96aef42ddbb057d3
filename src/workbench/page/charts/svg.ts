// Draws a plot with ECharts, without a browser: vector, no script, and the same bytes for the same plot.

import {
  CustomChart,
  type CustomSeriesOption,
  LineChart,
  type LineSeriesOption,
  ScatterChart,
  type ScatterSeriesOption,
} from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Html, plain } from '../markup.js';
import { FAINT, HAIRLINE, INK, type Mark } from './marks.js';
import { type Axis, type Layer, type Plot, type Point, WIDTH } from './plot.js';

use([LineChart, ScatterChart, CustomChart, GridComponent, SVGRenderer]);

type Series = LineSeriesOption | ScatterSeriesOption | CustomSeriesOption;
type Option = ComposeOption<Series | GridComponentOption>;
type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;
type Coordinates = (at: Point) => Point;
type Box = { x: number; y: number; width: number; height: number };
type Shape = ReturnType<RenderItem>;

const FONT_SIZE = 13;
/** Width of an average letter of most sans-serif fonts, as a share of the font size. */
const LETTER = 0.58;

/** @param id unique on the page: inner references are named after it */
export function drawPlot(id: string, plot: Plot): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: plot.height });
  try {
    chart.setOption(optionOf(plot));
    return new Html(settled(chart.renderToSVGString(), id));
  } finally {
    chart.dispose();
  }
}

function optionOf({ x, y, layers }: Plot): Option {
  const left = 14 + FONT_SIZE * LETTER * Math.max(...y.scale.ticks.map(({ label }) => label?.length ?? 0));
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left, right: 18, top: y.title === '' ? 14 : 30, bottom: 46 },
    xAxis: {
      ...axis(x),
      nameLocation: 'middle',
      nameGap: 28,
      axisTick: { show: true, length: 4, customValues: x.scale.ticks.map(({ at }) => at) },
    },
    yAxis: {
      ...axis(y),
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: { align: 'left', padding: [0, 0, 0, 4 - left], color: INK, fontSize: FONT_SIZE },
      axisLine: { show: false, onZero: false },
      axisTick: { show: false, customValues: y.scale.ticks.map(({ at }) => at) },
    },
    series: layers.map((layer, z) => ({ ...seriesOf(layer, x, y), silent: true, z: z + 2 }) as Series),
  };
}

function axis({ title, scale }: Axis) {
  const labels = new Map(scale.ticks.map(({ at, label }) => [at, label]));
  const labelled = scale.ticks.filter(({ label }) => label !== null).map(({ at }) => at);
  return {
    type: 'value' as const,
    min: scale.low,
    max: scale.high,
    name: title,
    nameTextStyle: { color: INK, fontSize: FONT_SIZE },
    axisLine: { show: true, onZero: false, lineStyle: { color: FAINT } },
    splitLine: { show: scale.grid !== false, lineStyle: { color: HAIRLINE } },
    axisLabel: {
      color: FAINT,
      fontSize: FONT_SIZE,
      hideOverlap: false,
      customValues: labelled,
      formatter: (at: number) => plain(labels.get(at) ?? ''),
    },
  };
}

function seriesOf(layer: Layer, x: Axis, y: Axis): Series {
  const place = ([px, py]: Point): [number, number] => [x.scale.place(px), y.scale.place(py)];
  switch (layer.kind) {
    case 'line': {
      const { mark, points, thin } = layer;
      const width = thin ? 1 : 2;
      return {
        type: 'line',
        data: legible(points.map(place), x, y),
        showSymbol: false,
        lineStyle: { color: mark.colour, width, type: mark.dash.length > 0 ? [...mark.dash] : 'solid' },
      };
    }
    case 'dots': {
      const { mark, points } = layer;
      const itemStyle = { color: mark.colour, opacity: 1, borderColor: '#fff', borderWidth: 1 };
      return { type: 'scatter', data: points.map(place), symbol: mark.symbol, symbolSize: 9, itemStyle };
    }
    case 'band':
      return drawn((coord) => {
        const there = layer.points.map(([px, low]) => coord(place([px, low])));
        const back = layer.points.map(([px, , high]) => coord(place([px, high]))).reverse();
        const style = { fill: layer.mark.colour, opacity: 0.14 };
        return { type: 'polygon', shape: { points: [...there, ...back].map(([a, b]) => [a, b]) }, style };
      });
    case 'bars':
      return drawn((coord) => ({
        type: 'group',
        children: layer.bars.flatMap(({ from, to, height, label }) => {
          const [[left, top], [right, bottom]] = [coord(place([from, height])), coord(place([to, 0]))];
          const bar = {
            type: 'rect' as const,
            shape: { x: left, y: top, width: right - left, height: bottom - top },
            style: { fill: layer.mark.colour, opacity: 0.72 },
          };
          return label === ''
            ? [bar]
            : [bar, words(label, [(left + right) / 2, top - 3], 'center', 'bottom')];
        }),
      }));
    case 'intervals': {
      const { along, mark, spans } = layer;
      const end = (at: number, value: number): Point => place(along === 'y' ? [at, value] : [value, at]);
      return drawn(
        (coord, box) => ({
          type: 'group',
          children: spans.flatMap(({ at, low, high }) =>
            whisker(coord(end(at, low)), coord(end(at, high)), along, mark, box),
          ),
        }),
        'caps may stand out',
      );
    }
    case 'rule':
      return drawn((coord, box) => {
        const [at] = coord(place([layer.at, 0]));
        return {
          type: 'group',
          children: [
            straight([at, box.y], [at, box.y + box.height], {
              stroke: FAINT,
              lineWidth: 1,
              lineDash: [1, 3],
            }),
            words(layer.label, [at + 3, box.y + 2 + 13 * layer.row], 'left', 'top'),
          ],
        };
      });
    case 'region':
      return drawn((coord, box) => {
        const [from] = coord(place([layer.from, 0]));
        const [to] = coord(place([layer.to, 0]));
        return {
          type: 'group',
          children: [
            {
              type: 'rect',
              shape: { x: from, y: box.y, width: to - from, height: box.height },
              style: { fill: '#8a94a3', opacity: 0.13 },
            },
            words(layer.label, [from + 5, box.y + box.height - 6], 'left', 'bottom'),
          ],
        };
      });
    case 'words':
      return drawn((coord) => {
        const [px, py] = coord(place(layer.at));
        return words(layer.text, [px, py], 'left', 'middle');
      });
  }
}

/** A series of a single item that is drawn by hand, cut at the axes unless it keeps within them by itself. */
function drawn(
  shape: (coord: Coordinates, box: Box) => Shape,
  edges: 'cut' | 'caps may stand out' = 'cut',
): CustomSeriesOption {
  return {
    type: 'custom',
    clip: edges === 'cut',
    data: [[0, 0]],
    renderItem: ({ coordSys }, { coord }) =>
      shape(
        (at) => {
          const [px, py] = coord!([...at]);
          return [px, py];
        },
        coordSys as unknown as Box,
      ),
  };
}

/** With a cap at each end, but for an end beyond the drawing: there the line runs to the edge. */
function whisker(from: Point, to: Point, along: 'x' | 'y', { colour }: Mark, box: Box) {
  const style = { stroke: colour, lineWidth: 1.5 };
  const inside = ([x, y]: Point): Point => [
    Math.min(box.x + box.width, Math.max(box.x, x)),
    Math.min(box.y + box.height, Math.max(box.y, y)),
  ];
  const [dx, dy] = along === 'y' ? [4, 0] : [0, 4];
  const caps = [from, to].filter((end) => {
    const [x, y] = inside(end);
    return Math.abs(x - end[0]) < 0.01 && Math.abs(y - end[1]) < 0.01;
  });
  return [
    straight(inside(from), inside(to), style),
    ...caps.map(([x, y]) => straight([x - dx, y - dy], [x + dx, y + dy], style)),
  ];
}

const straight = (
  from: Point,
  to: Point,
  style: { stroke: string; lineWidth: number; lineDash?: number[] },
) => ({
  type: 'line' as const,
  shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
  style,
});

const words = (
  text: string,
  [x, y]: Point,
  align: 'left' | 'center',
  verticalAlign: 'top' | 'middle' | 'bottom',
) => ({
  type: 'text' as const,
  style: {
    text: plain(text),
    x,
    y,
    align,
    verticalAlign,
    fill: FAINT,
    stroke: '#fff',
    lineWidth: 3,
    fontSize: FONT_SIZE - 1,
    fontFamily: 'inherit',
  },
});

/** Leaves out points that lie nearer to the last one than an eye can tell. */
function legible(points: readonly [number, number][], x: Axis, y: Axis): [number, number][] {
  const [dx, dy] = [x, y].map(({ scale }) => (scale.high - scale.low) / 500);
  const kept: [number, number][] = [];
  points.forEach((point, i) => {
    const last = kept.at(-1);
    const far = !last || Math.abs(point[0] - last[0]) > dx || Math.abs(point[1] - last[1]) > dy;
    if (far || i === points.length - 1) kept.push(point);
  });
  return kept;
}

/**
 * Without what ECharts writes for a browser (hover styles, its own data marks, a fixed size), with names of its own
 * counter replaced by the drawing's, and with coordinates to a tenth.
 */
const settled = (svg: string, id: string): string =>
  svg
    .replace(/<style >[\s\S]*?<\/style>\s*/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*"|xml:space="[^"]*")/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/<svg [^>]*?(viewBox="[^"]*")[^>]*>\s*<rect [^>]*><\/rect>/, '<svg $1 aria-hidden="true">')
    .replace(/ (?:d|points|transform)="[^"]*"/g, (geometry) =>
      geometry.replace(/-?\d+\.\d{2,}/g, (value) => String(Number(Number(value).toFixed(1)))),
    );
