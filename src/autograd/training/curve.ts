// A training as a picture: its loss, what evaluations measured, and the learning rate, one above the other over the
// same steps. Vector, without script, on white, and the same bytes for the same log.

import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { EvaluationLine, LogLine, StepLine } from './runLog.js';

type Series = LineSeriesOption | ScatterSeriesOption;
type Option = ComposeOption<Series | GridComponentOption>;
type Point = readonly [step: number, value: number];

interface Panel {
  readonly title: string;
  readonly height: number;
  readonly logarithmic: boolean;
  readonly series: readonly Series[];
}

const WIDTH = 720;
/** Between panels, for the title. */
const GAP = 40;
const BOTTOM = 44;
const INK = '#1c2430';
const FAINT = '#5b6573';
const HAIRLINE = '#e3e6eb';
/** Okabe and Ito (2008): told apart also by those who are blind to a colour. */
const BLUE = '#0072b2';
const VERMILION = '#d55e00';
const GREEN = '#009e73';

/** An SVG of a log: see `readRunLog`. A log without a step is an empty pair of axes. */
export async function drawCurve(log: readonly LogLine[]): Promise<string> {
  const steps = log.filter((line): line is StepLine => line.kind === 'step');
  const evaluations = log.filter((line): line is EvaluationLine => line.kind === 'evaluation');
  const panels = [lossPanel(steps), ...metricPanels(evaluations), ratePanel(steps)];
  const height = panels.reduce((sum, panel) => sum + panel.height + GAP, BOTTOM);
  const { init } = await loadCharts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(optionOf(panels, [steps.at(0)?.step ?? 0, steps.at(-1)?.step ?? 1]));
    return settled(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Loaded when a picture is drawn: it takes longer than all of training's own code. */
async function loadCharts() {
  const [charts, components, core, renderers] = await Promise.all([
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/core'),
    import('echarts/renderers'),
  ]);
  core.use([charts.LineChart, charts.ScatterChart, components.GridComponent, renderers.SVGRenderer]);
  return core;
}

function lossPanel(steps: readonly StepLine[]): Panel {
  const raw = steps.map(({ step, loss }): Point => [step, loss]);
  const smooth = smoothed(raw);
  const values = smooth.map(([, value]) => value);
  const [low, high] = [Math.min(...thinned(values)), Math.max(...thinned(values))];
  return {
    title: 'loss',
    height: 220,
    logarithmic: raw.every(([, loss]) => loss > 0) && high > 10 * low,
    series: [
      line(raw, { color: BLUE, width: 1, opacity: 0.28 }, 'minmax'),
      line(smooth, { color: BLUE, width: 2 }, 'lttb'),
    ],
  };
}

function metricPanels(evaluations: readonly EvaluationLine[]): Panel[] {
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))];
  const best = evaluations.findLast((evaluation) => evaluation.best);
  return names.map((name) => {
    const points = evaluations.flatMap(({ step, metrics }): Point[] =>
      metrics[name] === undefined ? [] : [[step, metrics[name]]],
    );
    const value = best?.metrics[name];
    const series: Series[] = [line(points, { color: VERMILION, width: 2 }, 'lttb')];
    const dots = points.length <= 60 ? points : [];
    series.push(scatter(dots, VERMILION, 5));
    if (best && value !== undefined) series.push(scatter([[best.step, value]], GREEN, 11));
    const note =
      value === undefined ? '' : `: ${short(value)} at the best step, ${best!.step.toLocaleString('en-US')}`;
    return { title: `validation ${name}${note}`, height: 110, logarithmic: false, series };
  });
}

function ratePanel(steps: readonly StepLine[]): Panel {
  const points = steps.map(({ step, learningRate }): Point => [step, learningRate]);
  return {
    title: 'learning rate',
    height: 70,
    logarithmic: false,
    series: [line(points, { color: FAINT, width: 1.5 }, 'lttb')],
  };
}

function optionOf(panels: readonly Panel[], [first, last]: Point): Option {
  let top = 0;
  const grid = panels.map(({ height }) => {
    const at = top + GAP - 8;
    top += height + GAP;
    return { left: 64, right: 22, top: at, height };
  });
  const axisLine = { show: true, onZero: false, lineStyle: { color: FAINT } };
  return {
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: 'sans-serif' },
    grid,
    xAxis: panels.map((_, i) => ({
      type: 'value' as const,
      gridIndex: i,
      min: first,
      max: last,
      axisLine,
      axisTick: { show: i === panels.length - 1 },
      splitLine: { lineStyle: { color: HAIRLINE } },
      axisLabel: { show: i === panels.length - 1, color: FAINT, hideOverlap: true, showMinLabel: true },
      ...(i === panels.length - 1 && {
        name: 'steps',
        nameLocation: 'middle' as const,
        nameGap: 26,
        nameTextStyle: { color: INK },
      }),
    })),
    yAxis: panels.map(({ title, logarithmic, height }, i) => ({
      type: logarithmic ? ('log' as const) : ('value' as const),
      gridIndex: i,
      scale: true,
      splitNumber: height > 150 ? 5 : 2,
      name: title,
      nameLocation: 'end' as const,
      nameGap: 10,
      nameTextStyle: {
        align: 'left' as const,
        padding: [0, 0, 0, -50],
        color: INK,
        fontSize: 13,
        fontWeight: 600,
      },
      axisLine: { show: false },
      splitLine: { lineStyle: { color: HAIRLINE } },
      axisLabel: { color: FAINT, formatter: short },
    })),
    series: panels.flatMap(({ series }, i) =>
      series.map((one) => ({ ...one, xAxisIndex: i, yAxisIndex: i })),
    ),
  };
}

function line(
  points: readonly Point[],
  lineStyle: NonNullable<LineSeriesOption['lineStyle']>,
  sampling: 'minmax' | 'lttb',
): LineSeriesOption {
  return { type: 'line', data: points as never, showSymbol: false, silent: true, lineStyle, sampling };
}

const scatter = (points: readonly Point[], color: string, symbolSize: number): ScatterSeriesOption => ({
  type: 'scatter',
  data: points as never,
  silent: true,
  symbolSize,
  itemStyle: { color, opacity: 1, borderColor: '#fff', borderWidth: 1 },
});

/** Share of the curve over which the smoothed one looks back. */
const LOOKING_BACK = 1 / 40;

/** The exponential mean of what came before, without its bias at the start (Kingma and Ba, 2015, section 3). */
function smoothed(points: readonly Point[]): Point[] {
  const keep = 1 - 1 / Math.max(1, points.length * LOOKING_BACK);
  let mean = 0;
  let weight = 0;
  return points.map(([step, value]) => {
    mean = keep * mean + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return [step, mean / weight];
  });
}

/** Some ten thousand of many: a function takes no more arguments than that. */
const thinned = (values: readonly number[]): number[] => {
  const every = Math.ceil(values.length / 10_000);
  return values.filter((_, i) => i % every === 0);
};

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Names of the renderer's own counter are replaced, so that the same log always gives the same bytes. */
const settled = (svg: string): string =>
  svg
    .replace(/<style >[\s\S]*?<\/style>\s*/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*")/g, '')
    .replace(/\bzr\d+-/g, 'curve-');
