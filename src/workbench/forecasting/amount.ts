// How the quantities of one forecast are written: all with the same decimals, four digits of the largest at the least.

/** @param values what is to be written */
export function amountsLike(values: readonly number[]): (value: number) => string {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return (value) => value.toExponential(3);
  const decimals = size > 0 ? Math.max(0, 3 - Math.floor(Math.log10(size))) : 0;
  const form = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => form.format(value);
}
