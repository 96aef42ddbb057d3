// A report for the tests of the page: two models as on lfw-dev (studies/results/accuracy.md, calibration.md), drawn as
// if their scores were normally distributed, with everything that a report can hold, refusals among it.

import {
  type HardPair,
  type ModelReport,
  REPORT_FORMAT,
  type Report,
  type ReportedLlrQuality,
  type ReportedRate,
} from '../report.js';

interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

interface Recipe {
  readonly name: string;
  readonly digest: string;
  readonly mated: Normal;
  readonly nonMated: Normal;
  readonly eer: readonly [rate: number, lower: number, upper: number, threshold: number];
  /** FMR, threshold, FNMR with interval. */
  readonly points: readonly (readonly [
    fmr: number,
    threshold: number,
    fnmr: number,
    lower: number,
    upper: number,
  ])[];
  readonly realised: readonly (readonly [
    nominal: number,
    threshold: number,
    fmr: number,
    lower: number,
    upper: number,
  ])[];
  readonly cllr: readonly [cllr: number, minCllr: number];
}

const ACCURATE: Recipe = {
  name: 'accurate',
  digest: 'a3'.repeat(32),
  mated: { mean: 0.9385, deviation: 0.033 },
  nonMated: { mean: 0.787, deviation: 0.0288 },
  eer: [0.0068, 0.0049, 0.0092, 0.85713],
  points: [
    [1e-2, 0.85405, 0.005, 0.0026, 0.0087],
    [1e-3, 0.87659, 0.0268, 0.016, 0.0368],
    [1e-4, 0.89386, 0.0864, 0.0548, 0.1169],
  ],
  realised: [
    [0.03, 0.84038, 3.97e-2, 2.86e-2, 5.46e-2],
    [0.01, 0.85405, 1.36e-2, 9.24e-3, 1.94e-2],
    [0.001, 0.87659, 1.15e-3, 6.81e-4, 1.91e-3],
    [0.0001, 0.89386, 7.05e-5, 3.61e-5, 1.25e-4],
    [0.00001, 0.90769, 3.56e-6, 9.16e-7, 7.41e-6],
  ],
  cllr: [0.0342, 0.0313],
};

const FAST: Recipe = {
  name: 'fast',
  digest: 'f5'.repeat(32),
  mated: { mean: 0.958, deviation: 0.0215 },
  nonMated: { mean: 0.851, deviation: 0.0245 },
  eer: [0.0108, 0.0073, 0.0131, 0.90741],
  points: [
    [1e-2, 0.90794, 0.0118, 0.0052, 0.0173],
    [1e-3, 0.92697, 0.0669, 0.0355, 0.0934],
    [1e-4, 0.94221, 0.217, 0.1329, 0.2951],
  ],
  realised: [
    [0.03, 0.8962, 3.7e-2, 3.04e-2, 4.41e-2],
    [0.01, 0.90794, 1.19e-2, 9.73e-3, 1.43e-2],
    [0.001, 0.92697, 8.73e-4, 6.77e-4, 1.18e-3],
    [0.0001, 0.94221, 4.97e-5, 2.44e-5, 9.15e-5],
    [0.00001, 0.95344, 6.19e-6, 0, 2.86e-4],
  ],
  cllr: [0.0456, 0.0422],
};

const MATED = 67_210;
const NON_MATED = 21_394_118;

/** The report in full. Every call makes it anew, so that a test may spoil its own. */
export function specimenReport(): Report {
  return {
    format: REPORT_FORMAT,
    created: '2026-11-23T18:40:12Z',
    command: "likeness evaluate accurate fast --dataset '/data/lfw-dev' --protocol all-pairs --fmr 0.0001",
    software: { likeness: '0.1.0', node: 'v20.19.5', onnxruntime: '1.30.0', platform: 'linux-x64' },
    dataset: {
      name: 'lfw-dev',
      path: '/data/lfw-dev/images',
      digest: '0c'.repeat(32),
      pictures: 6553,
      subjects: 2876,
      subjectsWithSeveral: 811,
      duplicates: 3,
      duplicatesAcrossSubjects: [{ a: picture('Anna_Ames', 2), b: picture('Anne_Amis', 1) }],
    },
    protocol: {
      name: 'all-pairs',
      description:
        'Every picture was compared with every other one once: mated if both show the same subject.',
      listDigest: null,
    },
    settings: { fmr: 1e-4, targets: [1e-2, 1e-3, 1e-4, 1e-6], replicates: 1000, confidence: 0.95, seed: 1 },
    models: [modelReport(ACCURATE), fastReport()],
    comparisons: [
      {
        a: 'accurate',
        b: 'fast',
        target: 1e-3,
        result: {
          kind: 'difference',
          fnmrA: 0.0268,
          fnmrB: 0.0669,
          difference: -0.0401,
          lower: -0.0583,
          upper: -0.0187,
          pValue: 0.0006,
          mcnemarP: 0.0004,
          verdict: 'better',
          statement:
            'At FMR 0.001, accurate rejects 4.0 percentage points fewer mated comparisons than fast (1.9 to 5.8).',
        },
      },
      {
        a: 'accurate',
        b: 'fast',
        target: 1e-6,
        result: { kind: 'refused', reason: 'neither model has a threshold for FMR 0.000001 on this data' },
      },
    ],
  };
}

/** The second model differs in what it lacks. */
function fastReport(): ModelReport {
  const report = modelReport(FAST);
  return {
    ...report,
    tail: {
      kind: 'refused',
      reason: 'the fit fails the test of its goodness (p = 0.003): the highest scores do not follow one tail',
    },
    calibration: {
      shipped: null,
      crossFitted: {
        kind: 'refused',
        reason: 'one half holds 31 subjects with several pictures; 50 at least are needed',
      },
    },
    quality: null,
    groups: [],
    acquisition: {
      ...report.acquisition,
      fta: rate(0, 0, 0.00056, 6553, 'Clopper–Pearson'),
      byCode: [],
      failures: [],
    },
  };
}

function modelReport(recipe: Recipe): ModelReport {
  const fnmrAt = (fmr: number): ReportedRate => {
    const [, , fnmr, lower, upper] = recipe.points.find(([target]) => target === fmr)!;
    return rate(fnmr, lower, upper, MATED);
  };
  const thresholds = Array.from({ length: 181 }, (_, i) => 0.66 + 0.002 * i);
  return {
    model: {
      name: recipe.name,
      digest: recipe.digest,
      licence: 'MIT',
      source: 'composed from @vladmandic/face-api 1.7.15 and @vladmandic/human 3.3.6',
      templateLength: 1152,
      finders: [
        { name: 'blazeface', digest: 'b1'.repeat(32) },
        { name: 'facemesh', digest: 'c2'.repeat(32) },
      ],
    },
    acquisition: {
      fta: rate(0.00015, 0.000004, 0.00085, 6553, 'Clopper–Pearson'),
      byCode: [{ code: 'no_face', count: 1 }],
      failures: [
        { ...picture('Luis_Lopez', 1), code: 'no_face', message: 'No face was found in the picture.' },
      ],
      severalFaces: 214,
    },
    comparisons: {
      mated: MATED,
      nonMated: NON_MATED,
      lostMated: 0,
      lostNonMated: 6552,
      effectiveMated: 1840,
      effectiveNonMated: 92_300,
    },
    claims: [
      claim(1e-2, 'FMR 0.01 is supported: the upper bound of its 95 % interval is 0.0139.', fnmrAt(1e-2)),
      claim(1e-3, 'FMR 0.001 is supported: the upper bound of its 95 % interval is 0.0017.', fnmrAt(1e-3)),
      claim(
        1e-4,
        'The data is worth 92,300 independent non-mated comparisons; its upper bound is 0.00021, twice what would be claimed.',
        null,
        4600,
      ),
      claim(
        1e-6,
        'No false match in 92,300 independent comparisons shows no less than 0.000033.',
        null,
        41_000,
      ),
    ],
    eer: {
      ...rate(...(recipe.eer.slice(0, 3) as [number, number, number]), MATED),
      threshold: recipe.eer[3],
    },
    points: [
      ...recipe.points.map(([target, threshold, fnmr, lower, upper]) => ({
        kind: 'point' as const,
        target,
        threshold,
        fmr: rate(target * 0.99995, target * 0.62, target * 1.55, NON_MATED),
        fnmr: rate(fnmr, lower, upper, MATED),
        frr: fnmr,
        far: target * 0.9997,
      })),
      {
        kind: 'refused',
        target: 1e-6,
        reason:
          '92,300 independent non-mated comparisons resolve no FMR below 0.000033; the 21 false matches that would be allowed come from 6 people.',
      },
    ],
    det: {
      curve: thresholds.map((threshold) => ({
        threshold,
        fmr: 1 - below(recipe.nonMated, threshold),
        fnmr: below(recipe.mated, threshold),
      })),
      band: Array.from({ length: 31 }, (_, i) => bandPoint(recipe, 10 ** (-5 + i / 6.2))),
    },
    tail: {
      kind: 'fit',
      exceedances: 2140,
      from: 0.87,
      shape: -0.092,
      scale: 0.00731,
      pValue: 0.41,
      warning: null,
      lowestFmr: 5e-8,
      thresholds: [1e-4, 1e-5, 1e-6, 1e-7].map((fmr, i) => ({
        fmr,
        threshold: 0.8941 + 0.0135 * i,
        lower: 0.8912 + 0.0112 * i,
        upper: 0.897 + 0.0166 * i,
      })),
    },
    distributions: {
      edges: thresholds,
      mated: thresholds
        .slice(1)
        .map((t, i) => counted(below(recipe.mated, t) - below(recipe.mated, thresholds[i]), MATED)),
      nonMated: thresholds
        .slice(1)
        .map((t, i) => counted(below(recipe.nonMated, t) - below(recipe.nonMated, thresholds[i]), NON_MATED)),
    },
    calibration: {
      shipped: {
        data: 'lfw-dev',
        warning: 'It was fitted on 1,469 of these very subjects, so what it did here is flattered.',
        realised: recipe.realised.map((one) => realised(one, 1)),
        llr: llrQuality(recipe, 1),
      },
      crossFitted: {
        kind: 'halves',
        realised: ([1, 2] as const).flatMap((half) =>
          recipe.realised.map((one) => ({ ...realised(one, half === 1 ? 0.8 : 1.3), half })),
        ),
        llr: [llrQuality(recipe, 0.9), llrQuality(recipe, 1.12)],
      },
    },
    impostors: {
      kind: 'kinds',
      thresholds: 'random',
      kinds: [
        impostorKind('random', recipe, [
          [0.01, 0.0079, 0.0125],
          [0.001, 0.0006, 0.0016],
        ]),
        impostorKind('look-alike', recipe, [
          [0.131, 0.118, 0.145],
          [0.041, 0.034, 0.05],
        ]),
      ],
    },
    groups: [
      {
        attribute: 'sex',
        target: 1e-3,
        threshold: recipe.points[1][1],
        unknownSubjects: 42,
        groups: [
          group('female', 803, 1420, [0.0341, 0.0188, 0.0512]),
          group('male', 2031, 5056, [0.0249, 0.0139, 0.0356]),
          group('not stated', 7, 9, null),
        ],
        pairs: [
          pair('female', 'female', [3.2e-3, 1.9e-3, 5.1e-3]),
          pair('female', 'male', [1.1e-4, 5.2e-5, 2.1e-4]),
          pair('male', 'male', [1.4e-3, 9.8e-4, 2.1e-3]),
          pair('not stated', 'not stated', null),
        ],
        differentials: [
          {
            measure: 'FMR',
            statement:
              'Within female, FMR is 2.3 times (1.3 to 3.9) that within male: more than chance (p = 0.004).',
          },
          {
            measure: 'FNMR',
            statement:
              'The highest FNMR, of female, is 1.4 times (0.7 to 2.6) the lowest: within chance (p = 0.31).',
          },
        ],
      },
    ],
    quality: {
      target: 1e-3,
      threshold: recipe.points[1][1],
      curves: (
        [
          'Sharpness',
          'InterEyeDistance',
          'HeadPoseYaw',
          'UnderExposurePrevention',
          'DynamicRange',
          'MouthClosed',
        ] as const
      ).map((component, i) => ({
        component,
        points: Array.from({ length: 21 }, (_, step) => {
          const fnmr = 0.0268 * (1 - (0.02 * step * (5 - i)) / 5);
          return { discarded: 0.01 * step, fnmr, lower: 0.6 * fnmr, upper: 1.45 * fnmr };
        }),
        relativeArea: { value: 0.79 + 0.045 * i, lower: 0.71 + 0.045 * i, upper: 0.88 + 0.045 * i },
      })),
    },
    identification: {
      gallery: 405,
      matedSearches: 405,
      nonMatedSearches: 2471,
      rankOne: rate(0.9778, 0.9583, 0.9897, 405, 'Clopper–Pearson'),
      points: (
        [
          [1e-1, 0.8871, 0.041],
          [1e-2, 0.9093, 0.121],
        ] as const
      ).map(([fpir, threshold, fnir]) => ({
        target: fpir,
        threshold,
        fpir: rate(fpir * 0.996, fpir * 0.7, fpir * 1.4, 2471),
        fnir: rate(fnir, 0.62 * fnir, 1.5 * fnir, 405),
      })),
    },
    tenFold: {
      accuracy: 0.9927,
      standardError: 0.0013,
      folds: [0.9917, 0.9933, 0.9867, 0.995, 0.99, 0.9983, 0.9917, 0.9933, 0.9933, 0.9933],
    },
    hardest: {
      mated: [1, 2, 3, 4].map((i) =>
        hardPair('Ann_Veneman', 'Ann_Veneman', i, 0.7612 + 0.004 * i, -11.2 + i),
      ),
      nonMated: [1, 2, 3, 4].map((i) =>
        hardPair('Anna_Ames', 'Anne_Amis', i, 0.9991 - 0.01 * i, i === 1 ? null : 24.1 - i),
      ),
    },
    evidence: null,
  };
}

const picture = (subject: string, nth: number) => ({
  image: `images/${subject}/${subject}_${String(nth).padStart(4, '0')}.jpg`,
  subject,
});

const hardPair = (a: string, b: string, nth: number, score: number, llr: number | null): HardPair => ({
  score,
  llr,
  reference: picture(a, nth),
  probe: picture(b, nth + 1),
});

const rate = (
  value: number,
  lower: number,
  upper: number,
  trials: number,
  method = 'bootstrap over 2,876 subjects',
): ReportedRate => ({ rate: value, lower, upper, errors: Math.round(value * trials), trials, method });

/** At the thresholds of the recipe's first points; the third FMR is refused. */
const impostorKind = (
  kind: string,
  { points }: Recipe,
  rates: readonly (readonly [rate: number, lower: number, upper: number])[],
): Extract<NonNullable<ModelReport['impostors']>, { kind: 'kinds' }>['kinds'][number] => ({
  kind,
  comparisons: 14_200,
  lost: kind === 'random' ? 2 : 1,
  subjects: 1420,
  points: [
    ...rates.map(([found, lower, upper], i) => ({
      kind: 'rate' as const,
      target: points[i][0],
      threshold: points[i][1],
      ...rate(found, lower, upper, 14_200, 'bootstrap over 1,420 subjects'),
    })),
    {
      kind: 'refused',
      target: 1e-6,
      reason: '92,300 independent non-mated comparisons resolve no FMR below 0.000033.',
    },
  ],
});

const claim = (
  fmr: number,
  statement: string,
  fnmr: ReportedRate | null,
  requiredSubjects: number | null = null,
) => ({
  fmr,
  supported: requiredSubjects === null,
  statement,
  fnmr,
  requiredSubjects,
});

const group = (
  name: string,
  subjects: number,
  pictures: number,
  fnmr: readonly [number, number, number] | null,
) => ({
  name,
  subjects,
  pictures,
  fta: rate(0, 0, 3 / pictures, pictures, 'Clopper–Pearson'),
  fnmr: fnmr
    ? { kind: 'rate' as const, ...rate(...fnmr, pictures * 10) }
    : { kind: 'refused' as const, reason: 'only 2 subjects have several pictures' },
});

const pair = (a: string, b: string, fmr: readonly [number, number, number] | null) => ({
  a,
  b,
  fmr: fmr
    ? { kind: 'rate' as const, ...rate(...fmr, 1_200_000) }
    : { kind: 'refused' as const, reason: '36 comparisons cannot show an FMR of 0.001' },
});

const realised = ([nominal, threshold, fmr, lower, upper]: Recipe['realised'][number], times: number) => ({
  nominal,
  threshold,
  fmr: rate(fmr * times, lower * times, upper * times, NON_MATED / 4),
  fnmr: rate(0.0279, 0.0117, 0.045, MATED / 2),
});

function llrQuality({ cllr: [cllr, minCllr] }: Recipe, times: number): ReportedLlrQuality {
  return {
    cllr: cllr * times,
    minCllr: minCllr * Math.sqrt(times),
    reliability: [0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95].map((stated) => {
      const observed = Math.min(0.99, stated * (0.9 + 0.1 * times));
      return {
        stated,
        observed,
        lower: observed * 0.86,
        upper: Math.min(1, observed * 1.09),
        comparisons: 4120,
      };
    }),
    tippett: Array.from({ length: 61 }, (_, i) => {
      const llr = -30 + i;
      return {
        llr,
        mated: 1 - below({ mean: 13, deviation: 5.6 * times }, llr),
        nonMated: 1 - below({ mean: -13, deviation: 5.2 * times }, llr),
      };
    }),
    misleading: { mated: 0.0081 * times, nonMated: 0.0076 * times },
  };
}

function bandPoint({ mated, nonMated }: Recipe, fmr: number) {
  let [low, high] = [0, 1.5];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (1 - below(nonMated, middle) > fmr) low = middle;
    else high = middle;
  }
  const fnmr = below(mated, high);
  return { fmr, fnmr, lower: Math.max(0, fnmr * 0.62 - 0.0004), upper: Math.min(1, fnmr * 1.36 + 0.0006) };
}

/** A share as it is counted: nothing below one comparison. */
const counted = (share: number, comparisons: number): number => Math.round(share * comparisons) / comparisons;

/** Share of a normal distribution below a value (Abramowitz & Stegun, 7.1.26: to 1.5e-7). */
function below({ mean, deviation }: Normal, value: number): number {
  const z = (value - mean) / deviation;
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * series * Math.exp((-z * z) / 2);
  return z > 0 ? 1 - upper : upper;
}
