// Do excesses over a threshold follow the generalised Pareto distribution fitted to them? The statistics of Anderson
// & Darling and of Cramér & von Mises, which compare the two distribution functions, and how often values as great
// occur if they do: Choulakian & Stephens, "Goodness-of-fit tests for the generalized Pareto distribution"
// (Technometrics 43, 2001), both parameters estimated by maximum likelihood.

import { type GeneralisedPareto, logSurvival } from './generalisedPareto.js';

export interface GoodnessOfFit {
  /** A²: leans on the ends, so on what is to be extrapolated. */
  readonly andersonDarling: FitTest;
  /** W². */
  readonly cramerVonMises: FitTest;
}

export interface FitTest {
  readonly statistic: number;
  /** In [0, 1]: how often a sample that does follow the fitted distribution fits it no better. */
  readonly pValue: number;
}

/**
 * The p-values hold for independent excesses and many of them (50 or more); excesses that share people fit worse
 * than that by themselves, so that a small p-value is then a warning and not a proof.
 *
 * @param excesses above 0, in any order
 */
export function goodnessOfFit(excesses: Float64Array, fitted: GeneralisedPareto): GoodnessOfFit {
  const ascending = excesses.toSorted();
  const count = ascending.length;
  let andersonDarling = -count;
  let cramerVonMises = 1 / (12 * count);
  for (let i = 0; i < count; i++) {
    const logAbove = logSurvival(fitted, ascending[i]);
    const share = -Math.expm1(logAbove);
    const odd = (2 * i + 1) / count;
    andersonDarling -= odd * Math.log(share) + (2 - odd) * logAbove;
    cramerVonMises += (share - odd / 2) ** 2;
  }
  return {
    andersonDarling: {
      statistic: andersonDarling,
      pValue: pValue('andersonDarling', fitted.shape, andersonDarling),
    },
    cramerVonMises: {
      statistic: cramerVonMises,
      pValue: pValue('cramerVonMises', fitted.shape, cramerVonMises),
    },
  };
}

/**
 * How often a statistic at least as great occurs where the distribution is right: by interpolation, linear in the
 * shape and in the logarithm of the probability; beyond the last column by going on in the same way.
 */
export function pValue(test: keyof GoodnessOfFit, shape: number, statistic: number): number {
  const table = test === 'andersonDarling' ? A2 : W2;
  const place = Math.min(Math.max((shape - SHAPES[0]) / (SHAPES[1] - SHAPES[0]), 0), SHAPES.length - 1);
  const row = Math.min(Math.floor(place), SHAPES.length - 2);
  const share = place - row;
  const quantiles = table[row].map((low, column) => low + share * (table[row + 1][column] - low));
  const beyond = quantiles.findIndex((quantile) => quantile >= statistic);
  if (beyond === 0) return 1 - (1 - PROBABILITIES[0]) * (statistic / quantiles[0]);
  const right = beyond === -1 ? quantiles.length - 1 : beyond;
  const [from, to] = [Math.log(PROBABILITIES[right - 1]), Math.log(PROBABILITIES[right])];
  const slope = (to - from) / (quantiles[right] - quantiles[right - 1]);
  return Math.exp(to + slope * (statistic - quantiles[right]));
}

/**
 * Upper quantiles for infinitely many excesses, one row a shape: weighted sums of χ² whose weights are the
 * eigenvalues of the covariance of the estimated empirical process (their theorem 1), found by Gauss–Legendre
 * quadrature in 1,200 nodes, and Imhof's integral (Biometrika 48, 1961). The columns from 0.5 to 0.001 of A² are
 * those of their table 2 to its three digits. Shapes outside the rows take the nearest: below −½ the estimate is
 * not regular and no table exists.
 */
const SHAPES = [-0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5];

const PROBABILITIES = [0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];

const A2 = [
  [0.1592, 0.2137, 0.2532, 0.3432, 0.4958, 0.7354, 1.0613, 1.3206, 1.5899, 1.958, 2.2434, 2.9219],
  [0.1539, 0.2055, 0.2427, 0.3267, 0.468, 0.688, 0.9853, 1.2209, 1.4653, 1.7993, 2.0582, 2.6739],
  [0.1494, 0.1986, 0.2338, 0.313, 0.4452, 0.6494, 0.9236, 1.1404, 1.3649, 1.6716, 1.9093, 2.4747],
  [0.1456, 0.1927, 0.2263, 0.3015, 0.4262, 0.6175, 0.873, 1.0744, 1.2828, 1.5672, 1.7877, 2.3121],
  [0.1424, 0.1878, 0.22, 0.2919, 0.4103, 0.591, 0.831, 1.0197, 1.2148, 1.4809, 1.6871, 2.1777],
  [0.1397, 0.1836, 0.2147, 0.2838, 0.397, 0.5687, 0.7959, 0.974, 1.1579, 1.4087, 1.603, 2.0651],
  [0.1374, 0.1801, 0.2102, 0.277, 0.3858, 0.55, 0.7662, 0.9354, 1.1099, 1.3477, 1.5319, 1.97],
  [0.1355, 0.1772, 0.2065, 0.2712, 0.3763, 0.5341, 0.741, 0.9026, 1.0691, 1.2957, 1.4713, 1.889],
  [0.1339, 0.1747, 0.2033, 0.2663, 0.3682, 0.5205, 0.7196, 0.8746, 1.0341, 1.2513, 1.4194, 1.8194],
  [0.1326, 0.1726, 0.2007, 0.2622, 0.3614, 0.509, 0.7011, 0.8505, 1.0041, 1.213, 1.3747, 1.7594],
  [0.1315, 0.1709, 0.1984, 0.2587, 0.3555, 0.4991, 0.6853, 0.8297, 0.9781, 1.1799, 1.336, 1.7073],
];

const W2 = [
  [0.02, 0.028, 0.034, 0.0483, 0.0738, 0.1158, 0.1744, 0.2215, 0.2706, 0.3376, 0.3895, 0.5129],
  [0.0194, 0.0269, 0.0325, 0.0457, 0.0691, 0.1069, 0.1592, 0.2009, 0.2442, 0.3033, 0.3492, 0.4581],
  [0.0188, 0.0259, 0.0312, 0.0436, 0.0651, 0.0997, 0.1469, 0.1843, 0.2231, 0.276, 0.317, 0.4145],
  [0.0183, 0.0251, 0.0301, 0.0417, 0.0618, 0.0936, 0.1368, 0.1709, 0.2061, 0.254, 0.2912, 0.3796],
  [0.0178, 0.0243, 0.0291, 0.0401, 0.059, 0.0886, 0.1285, 0.1599, 0.1922, 0.2362, 0.2703, 0.3513],
  [0.0174, 0.0237, 0.0283, 0.0387, 0.0566, 0.0844, 0.1216, 0.1508, 0.1808, 0.2216, 0.2532, 0.3282],
  [0.0171, 0.0231, 0.0275, 0.0375, 0.0545, 0.0809, 0.1159, 0.1433, 0.1714, 0.2096, 0.2392, 0.3094],
  [0.0168, 0.0226, 0.0269, 0.0365, 0.0528, 0.0779, 0.1112, 0.1371, 0.1637, 0.1998, 0.2276, 0.2939],
  [0.0165, 0.0222, 0.0263, 0.0357, 0.0513, 0.0754, 0.1072, 0.1319, 0.1572, 0.1915, 0.2181, 0.281],
  [0.0163, 0.0218, 0.0259, 0.0349, 0.0501, 0.0733, 0.1039, 0.1276, 0.1518, 0.1847, 0.2101, 0.2704],
  [0.0161, 0.0215, 0.0255, 0.0343, 0.0491, 0.0716, 0.1011, 0.124, 0.1474, 0.179, 0.2035, 0.2616],
];
