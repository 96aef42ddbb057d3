// How far back a page looks: a part of its address, so that it can be sent to somebody.

import type { ReactElement } from 'react';

const DAY = 86_400_000;
export const PERIODS = [7, 30, 90, 365] as const;
export type Days = (typeof PERIODS)[number];

export const daysOf = (text: string | null, otherwise: Days): Days =>
  PERIODS.find((one) => String(one) === text) ?? otherwise;

/** To a day, so that the same question is asked again and again. */
export const sinceOf = (days: Days): string =>
  new Date(Math.floor(Date.now() / DAY - days) * DAY).toISOString();

interface PeriodProps {
  readonly days: Days;
  readonly onChange: (days: string) => void;
}

export const Period = ({ days, onChange }: PeriodProps): ReactElement => (
  <label className="field">
    <span className="small soft">In the last</span>
    <select value={days} onChange={({ target }) => onChange(target.value)}>
      {PERIODS.map((one) => (
        <option key={one} value={one}>
          {one} days
        </option>
      ))}
    </select>
  </label>
);
