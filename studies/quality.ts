// What the quality components measure on ordinary photographs, whom their limits send away, and what pictures
// beyond them do to recognition: the evidence of src/face/quality/limits.ts. Writes studies/results/quality.md.
//   npm run study:quality [-- --pictures 1000 --pairs 250]

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { nearestToCentre } from '../bench/peers/cache.js';
import * as likeness from '../src/face/index.js';
import { poseOf } from '../src/face/pose.js';
import { COMPONENT_NAMES, QUALITY_LIMITS } from '../src/face/quality/index.js';
import { decode, type Picture } from '../src/image/index.js';
import * as trials from '../src/trials/index.js';
import { LFW_DEV, listImages } from './lfw.js';

const ROLES = ['selfie', 'document'] as const;
type Name = likeness.ComponentName;
const PERCENTILES = [0, 0.5, 50, 99.5, 100] as const;
const TARGET = 1e-3;
const RETESTED = 120;

/** Ways to spoil a picture, how far, and the component that should see it. */
const FAMILIES = {
  blur: { sees: 'Sharpness', unit: '% of the inter-eye distance', amounts: [4, 7, 9, 12] },
  burnt: { sees: 'OverExposurePrevention', unit: '× levels', amounts: [1.6, 2.2, 3] },
  dark: { sees: 'DynamicRange', unit: '× levels', amounts: [0.5, 0.3, 0.12, 0.06] },
  fog: { sees: 'DynamicRange', unit: '× contrast', amounts: [0.25, 0.12, 0.06] },
  shrunk: { sees: 'InterEyeDistance', unit: 'px between the eyes', amounts: [30, 20, 16, 12] },
} as const satisfies Record<string, { sees: Name; unit: string; amounts: readonly number[] }>;
type Family = keyof typeof FAMILIES;

function spoil(picture: Picture, family: Family, k: number, eyes: number): Sharp {
  const image = open(picture);
  if (family === 'blur') return gaussian(image, (k * eyes) / 100);
  if (family === 'shrunk') return image.resize(Math.round((picture.width * k) / eyes));
  return image.linear(k, family === 'fog' ? 128 * (1 - k) : 0);
}

/** Between which native measures (of a pose: magnitudes) FNMR is taken, and which pictures join those as they are. */
const BINS: readonly { name: Name; from?: Family; edges: readonly number[] }[] = [
  { name: 'Sharpness', from: 'blur', edges: [0, 4, 5, 6, 7, 8.5, 10, 12, 50] },
  { name: 'OverExposurePrevention', from: 'burnt', edges: [0, 0.01, 0.1, 0.3, 0.5, 0.7, 1.01] },
  { name: 'UnderExposurePrevention', from: 'dark', edges: [0, 0.25, 0.5, 0.9, 0.999, 1.01] },
  { name: 'DynamicRange', from: 'dark', edges: [0, 1, 2, 3, 3.5, 4, 5, 6, 8] },
  { name: 'DynamicRange', from: 'fog', edges: [0, 3, 3.5, 4, 5, 6, 8] },
  { name: 'InterEyeDistance', from: 'shrunk', edges: [0, 14, 18, 24, 36, 99] },
  { name: 'IlluminationUniformity', edges: [0, 0.1, 0.3, 0.5, 0.7, 1] },
  { name: 'EyesOpen', edges: [0, 0.04, 0.05, 0.06, 0.08, 0.2] },
  { name: 'MouthClosed', edges: [0, 0.02, 0.05, 0.1, 0.15, 0.4] },
  { name: 'HeadPoseYaw', edges: [0, 5, 10, 20, 30, 90] },
  { name: 'HeadPosePitch', edges: [0, 5, 10, 15, 90] },
  { name: 'HeadPoseRoll', edges: [0, 2, 5, 90] },
];

const load = (image: string) => decode(readFileSync(join(LFW_DEV, 'images', image)));
const open = ({ data, width, height }: Picture) => sharp(data, { raw: { width, height, channels: 3 } });
/** By default sharp cuts the Gaussian off so early that it blurs a fifth less. */
const gaussian = (image: Sharp, sigma: number) => image.blur({ sigma, minAmplitude: 0.01 });
const limitsOf = ({ min, max }: { min?: number; max?: number } = {}): string =>
  [...(min === undefined ? [] : [`≥ ${min}`]), ...(max === undefined ? [] : [`≤ ${max}`])].join(' ');
const short = (value: number) => value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 10 ? 2 : 1);
const percent = (share: number) => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`;
const rate = ({ estimate, lower, upper }: trials.Interval & { estimate: number }) =>
  `${percent(estimate)} (${percent(lower)} – ${percent(upper)})`;
const percentile = (numbers: readonly number[], p: number) =>
  numbers.toSorted((a, b) => a - b)[Math.round((p / 100) * (numbers.length - 1))];

const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '1000' }, pairs: { type: 'string', default: '250' } },
});
const store = new likeness.ModelStore();
const [detector, landmarks] = await likeness.defaultModels(store);
const embedder = await likeness.ensureModel(store, 'fast');
const engine = await likeness.FaceEngine.open({ detector, landmarks, embedder }, 1);
const threshold = engine.embedder.calibration!.thresholds.find(({ fmr }) => fmr === TARGET)!.threshold;
const images = shuffled(listImages());
const sample = images.slice(0, Number(values.pictures));
const report = [
  '# Quality components on lfw-dev\n\nMade by `npm run study:quality`. Of several faces the one nearest to the centre counts. In brackets 95 % intervals.\n',
  await ordinary(),
  ...(await spoilt(Number(values.pairs))),
  await steadiness(),
].join('\n');
await engine.close();
writeFileSync(new URL('./results/quality.md', import.meta.url), report);
console.log(report);

async function ordinary(): Promise<string> {
  const seen: likeness.Quality[] = [];
  for (const image of sample) {
    const found = await look(await load(image));
    if (found) seen.push(found.quality);
  }
  const refused = (role: (typeof ROLES)[number], name?: Name): string => {
    if (name && !QUALITY_LIMITS[role][name]) return '';
    const names = seen.map((quality) => likeness.recaptureReasons(quality, role).map((r) => r.component));
    const count = names.filter((all) => (name ? all.includes(name) : all.length > 0)).length;
    return rate({ estimate: count / seen.length, ...trials.clopperPearson(count, seen.length) });
  };
  const rows = COMPONENT_NAMES.map((name) => {
    const natives = seen.map((quality) => quality.components[name].native);
    const limited = ROLES.flatMap((role) => [limitsOf(QUALITY_LIMITS[role][name]), refused(role, name)]);
    return [name, ...PERCENTILES.map((p) => short(percentile(natives, p))), ...limited];
  });
  return section(
    'Photographs as they are',
    `Percentiles of the native measures of ${seen.length} random photographs of ${new Set(sample.map(dirname)).size} subjects (${sample.length - seen.length} more showed no face), the limits for selfies and for documents, and the share of the photographs that each refuses.`,
    ['component', ...PERCENTILES.map(String), ...ROLES.flatMap((role) => [role, 'refused'])],
    [...rows, ['any', ...PERCENTILES.map(() => ''), ...ROLES.flatMap((role) => ['', refused(role)])]],
  );
}

/** A mated comparison of a photograph as it is with another one, spoilt or not, whose quality this is. */
interface Trial {
  readonly subject: number;
  readonly quality: likeness.Quality;
  readonly reference: likeness.Template;
  readonly probe: likeness.Template;
}

async function spoilt(most: number): Promise<string[]> {
  const subjects = shuffled([...new Set(listImages().map(dirname))]);
  const owned = subjects.map((subject) => images.filter((image) => dirname(image) === subject));
  const pairs = owned.filter((own) => own.length > 1);
  const count = Math.min(pairs.length, most);
  const plain: Trial[] = [];
  const changes = Object.entries(FAMILIES).flatMap(([family, { amounts, unit, sees }]) =>
    amounts.map((k) => ({ family: family as Family, k, unit, sees, made: [] as Trial[] })),
  );
  for (const [subject, own] of pairs.entries()) {
    const reference = await look(await load(own[0]));
    const picture = await load(own[1]);
    const probe = await look(picture);
    if (!reference || !probe) continue;
    const trial = { subject, reference: await reference.template() };
    plain.push({ ...trial, quality: probe.quality, probe: await probe.template() });
    for (const { family, k, made } of subject < count ? changes : []) {
      const eyes = probe.quality.components.InterEyeDistance.native;
      const found = await look(await pixels(spoil(picture, family, k, eyes)));
      if (found) made.push({ ...trial, quality: found.quality, probe: await found.template() });
    }
    if (subject % 50 === 0) console.error(`pair ${subject} of ${pairs.length}`);
  }
  const effect = (made: readonly Trial[]): string[] => {
    const refused = made.filter((t) => likeness.recaptureReasons(t.quality, 'selfie').length > 0);
    return [`${count - made.length}`, ...ratesOf(made, true), percent(refused.length / made.length)];
  };
  const effects = changes.map(({ family, k, unit, sees, made }) => {
    const label = `${family}, ${k} ${unit}`;
    if (made.length === 0) return [label, '', `${count}`, '', '', ''];
    const natives = made.map(({ quality }) => quality.components[sees].native);
    return [label, `${sees} ${short(percentile(natives, 50))}`, ...effect(made)];
  });
  const binned = BINS.flatMap(({ name, from, edges }) => {
    const all = [...plain, ...changes.flatMap(({ family, made }) => (family === from ? made : []))];
    const size = ({ quality }: Trial) => Math.abs(quality.components[name].native);
    return edges.slice(1).flatMap((to, i) => {
      const inside = all.filter((trial) => size(trial) >= edges[i] && size(trial) < to);
      const people = new Set(inside.map(({ subject }) => subject)).size;
      const row = [from ? `${name}, ${from}` : name, `${edges[i]} – ${to}`, `${inside.length} of ${people}`];
      return people === 0 ? [] : [[...row, ...ratesOf(inside)]];
    });
  });
  return [
    section(
      'What spoilt pictures do to recognition',
      `Mated pairs of ${count} subjects, one each; one picture of the pair is spoilt and its face found anew. FNMR and FMR (each spoilt picture against the others’ unspoilt ones) at the threshold of model \`fast\` for FMR ${TARGET}, where a face was found. That threshold was found on half of these people.`,
      ['one picture', 'median', 'no face', 'FNMR', 'FMR', 'refused as selfie'],
      [['as it is', '', ...effect(plain.filter(({ subject }) => subject < count))], ...effects],
    ),
    section(
      'FNMR by the native measure',
      `The pairs above that underwent the change named, together with one pair as it is of each of ${plain.length} subjects. Poses by magnitude.`,
      ['component', 'from – to', 'pairs of subjects', 'FNMR'],
      binned,
    ),
  ];
}

/** How much the pose changes where it should not: a mirrored face's yaw and roll change their signs. */
async function steadiness(): Promise<string> {
  const again: readonly [label: string, apply: (image: Sharp) => Sharp, sign: 1 | -1, turn: number][] = [
    ['mirrored', (image) => image.flop(), -1, 0],
    ['turned by 20°', (image) => image.rotate(20, { background: '#808080' }), 1, 20],
    ['turned by 90°', (image) => image.rotate(90), 1, 90],
    ['blurred by 2 px', (image) => gaussian(image, 2), 1, 0],
  ];
  const rows: string[][] = [];
  for (const [label, apply, sign, turn] of again) {
    const apart: number[][] = [];
    for (const image of sample.slice(0, RETESTED)) {
      const picture = await load(image);
      const [was, is] = [(await look(picture))?.pose, (await look(await pixels(apply(open(picture)))))?.pose];
      if (!was || !is) continue;
      apart.push([sign * is.yaw - was.yaw, is.pitch - was.pitch, sign * is.roll + turn - was.roll]);
    }
    const sizes = (i: number) => apart.map((difference) => Math.abs(difference[i]));
    const spread = (i: number) => [68, 95, 100].map((p) => percentile(sizes(i), p).toFixed(1)).join(' / ');
    rows.push([label, `${apart.length}`, ...[0, 1, 2].map(spread)]);
  }
  return section(
    'How steady the pose is',
    `${RETESTED} of the random photographs shown a second time: 68 / 95 / 100 % of the differences, in degrees, lie within.`,
    ['shown', 'photographs', 'yaw', 'pitch', 'roll'],
    rows,
  );
}

async function look(picture: Picture) {
  const faces = await engine.faces(picture, 'quick');
  const face = nearestToCentre(faces, picture);
  if (!face) return undefined;
  const template = async () => (await engine.embed([engine.align(picture, face)]))[0];
  const others = faces.filter((other) => other !== face);
  const quality = likeness.assessQuality(picture, 1, face, others);
  return { quality, pose: poseOf(face.landmarks), template };
}

async function pixels(image: Sharp): Promise<Picture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** FNMR at the threshold and, of one trial a subject, FMR: every probe against the references of all others. */
function ratesOf(made: readonly Trial[], withOthers = false): string[] {
  const rows = [...made.keys()];
  const compared = (met: readonly number[][]) => ({
    scores: Float64Array.from(met, ([i, j]) => likeness.comparisonScore(made[i].reference, made[j].probe)),
    left: Int32Array.from(met, ([i]) => i),
    right: Int32Array.from(met, ([, j]) => j),
  });
  const others = (i: number) => rows.filter((j) => withOthers && j !== i).map((j) => [i, j]);
  const [mated, nonMated] = [compared(rows.map((i) => [i, i])), compared(rows.flatMap(others))];
  const subjects = Int32Array.from(made, ({ subject }) => subject);
  const listed = trials.listedTrials(mated, nonMated, subjects);
  const fnmr = rate(trials.bootstrapFnmr(listed, threshold));
  return withOthers ? [fnmr, rate(trials.bootstrapFmr(listed, threshold))] : [fnmr];
}

function shuffled(list: readonly string[]): string[] {
  const order = Int32Array.from(list.keys());
  trials.shuffle(order, trials.createRandom(1));
  return Array.from(order, (i) => list[i]);
}

function section(title: string, prose: string, head: readonly string[], rows: readonly string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`## ${title}\n`, `${prose}\n`, ...lines, ''].join('\n');
}
