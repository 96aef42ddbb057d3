// Alarms a day, as small bars: whether there are more than there used to be.

import type { ReactElement } from 'react';
import { whole } from '../figures.js';

interface DaysChartProps {
  /** What the alarms are of. */
  readonly title: string;
  /** The earliest first, no day left out. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** Whether the policy in force counts them. */
  readonly isCounted: boolean;
}

const [WIDTH, HEIGHT, GAP] = [240, 40, 2];

export function DaysChart({ title, days, isCounted }: DaysChartProps): ReactElement | null {
  const most = Math.max(...days.map(({ count }) => count));
  const total = days.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 && !isCounted) return null;
  if (total === 0) return <p className="small">No alarm in {days.length} days.</p>;
  const peak = days.find(({ count }) => count === most)!;
  const step = WIDTH / days.length;
  const words = `${whole(total)} ${total === 1 ? 'alarm' : 'alarms'} in ${days.length} days, ${whole(most)} on ${dayOf(peak.day)}`;
  return (
    <figure className="days-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Tries ${title}: ${words}`}>
        {days.map(({ day, count }, i) => {
          const height = (count / most) * (HEIGHT - 4);
          return (
            <rect key={day} x={i * step} y={HEIGHT - 1 - height} width={step - GAP} height={height}>
              <title>{`${dayOf(day)}: ${whole(count)}`}</title>
            </rect>
          );
        })}
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      </svg>
      <figcaption>{words}.</figcaption>
    </figure>
  );
}

/** As the reader's own machine writes it; days are UTC’s. */
const dayOf = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
