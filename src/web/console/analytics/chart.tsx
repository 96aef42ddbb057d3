// A chart, and the same figures as a table: for whoever does not see it, and for whoever wants the numbers.

import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { type Colours, useColours } from './colours.js';

use([...[BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent], ...[SVGRenderer]]);

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

interface ChartProps {
  readonly title: string;
  /** What it says, in a sentence. */
  readonly finding?: string;
  /** Of ECharts. */
  readonly option: (colours: Colours) => object;
  readonly table: Table;
  readonly height?: number;
}

export function Chart({ title, finding, option, table, height = 260 }: ChartProps): ReactElement {
  const [isTable, setTable] = useState(false);
  return (
    <figure className="panel stack chart">
      <figcaption className="row spread">
        <h3>{title}</h3>
        <Button className="button button-small unprinted" onPress={() => setTable(!isTable)}>
          {isTable ? 'As a chart' : 'As a table'}
        </Button>
      </figcaption>
      {finding && <p className="soft small">{finding}</p>}
      {isTable ? <Figures table={table} /> : <Drawn label={title} option={option} height={height} />}
    </figure>
  );
}

function Drawn({
  label,
  option,
  height,
}: { label: string } & Pick<ChartProps, 'option'> & { height: number }) {
  const place = useRef<HTMLDivElement>(null);
  const colours = useColours();
  useEffect(() => {
    const element = place.current!;
    const chart = init(element, null, { renderer: 'svg' });
    emptiedSafely(element);
    for (const drawing of element.querySelectorAll('svg')) emptiedSafely(drawing);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.setOption({
      ...{ animation: !isStill, animationDuration: 250 },
      // Named, since texts are measured where nothing is inherited.
      textStyle: { fontFamily: getComputedStyle(element).fontFamily, color: colours.soft },
      ...option(colours),
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [option, colours]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}

/** ECharts empties its elements by `innerHTML = ''`, which the page's Trusted Types forbid: the same, by nodes. */
function emptiedSafely(element: Element): void {
  Object.defineProperty(element, 'innerHTML', {
    configurable: true,
    get: () => '',
    set: () => element.replaceChildren(),
  });
}

export const Figures = ({ table: { head, rows } }: { table: Table }): ReactElement => (
  <div className="scroll">
    <table className="table numbers">
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j} className={j > 0 ? 'figures' : ''}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
