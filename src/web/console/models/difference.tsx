// A paired difference of FNMR as a picture: the estimate, its interval, nothing at 0, and the margin.

import type { ReactElement } from 'react';
import { between, percent } from '../figures.js';

interface DifferenceProps {
  readonly fnmrA: number;
  readonly fnmrB: number;
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly margin: number;
  readonly present: string;
}

const WIDTH = 600;

export function Difference(props: DifferenceProps): ReactElement {
  const { fnmrA, fnmrB, difference, lower, upper, margin, present } = props;
  const reach = 1.15 * Math.max(Math.abs(lower), Math.abs(upper), margin);
  const at = (share: number): number => (WIDTH * (share + reach)) / (2 * reach);
  const said = `FNMR ${percent(fnmrA)} against ${percent(fnmrB)} of ${present}: ${percent(difference)} ${between([lower, upper])}`;
  return (
    <figure className="stack">
      <svg className="scale" viewBox={`-10 0 ${WIDTH + 20} 64`} role="img" aria-label={said}>
        <line x1={0} x2={WIDTH} y1={28} y2={28} className="scale-line" />
        <line x1={at(0)} x2={at(0)} y1={16} y2={40} className="scale-line" />
        <text x={at(0)} y={56} textAnchor="middle">
          no difference
        </text>
        <line x1={at(margin)} x2={at(margin)} y1={8} y2={48} className="scale-threshold" />
        <line x1={at(lower)} x2={at(upper)} y1={28} y2={28} className="scale-interval" />
        <circle cx={at(difference)} cy={28} r={6} className="scale-found" />
        <text x={0} y={12}>
          fewer turned away
        </text>
        <text x={WIDTH} y={12} textAnchor="end">
          more turned away
        </text>
      </svg>
      <figcaption>
        {said}. The dashed line is the margin, {percent(margin)}.
      </figcaption>
    </figure>
  );
}
