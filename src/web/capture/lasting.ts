// How long something is kept, as people say it: in whole years where it is years, else in days.

/** Days of a year, in the mean. */
const YEAR = 365.25;

/** @param language of BCP 47: its own plural forms and digits */
export function lasting(days: number, language: string): string {
  const years = Math.round(days / YEAR);
  const isYears = years >= 1 && Math.abs(days - years * YEAR) < 1;
  const format = { style: 'unit', unit: isYears ? 'year' : 'day', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, format).format(isYears ? years : days);
}
