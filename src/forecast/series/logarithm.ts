// Whether a series is easier to describe by its logarithms: where its swings grow with its level.

/**
 * Guerrero, "Time-series analysis supported by power transformations", Journal of Forecasting 12 (1993): of the two
 * powers, 1 and the logarithm, the one under which spread over level varies less from season to season.
 */
export function wantsLogarithm(values: Float64Array, season: number): boolean {
  const width = Math.max(2, season);
  const groups = Math.floor(values.length / width);
  if (groups < 3 || !values.every((y) => y > 0)) return false;
  const [plain, relative]: [number[], number[]] = [[], []];
  for (let g = 0; g < groups; g++) {
    // The latest ones are whole.
    const from = values.length - (groups - g) * width;
    const group = values.subarray(from, from + width);
    const mean = group.reduce((sum, y) => sum + y, 0) / width;
    const spread = Math.sqrt(group.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (width - 1));
    plain.push(spread);
    relative.push(spread / mean);
  }
  return variation(relative) < variation(plain);
}

function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const square = values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (values.length - 1);
  return mean > 0 ? Math.sqrt(square) / mean : 0;
}
