// One photograph through one process: everything that chance decides is a function of seed, picture and process.

import { type Random, randomStream } from '../../autograd/index.js';
import { type DecodedPicture, encodePng, type Picture } from '../../image/index.js';
import { onPage } from './page.js';
import { asTaken, cropPortrait, type FaceInPicture } from './portrait.js';
import { PROCESSES, type ProcessName, type ProcessStep } from './processes.js';
import { rastered } from './raster.js';
import { atResolution } from './resolution.js';
import { between, type Parameters, type Specimen } from './specimen.js';

export interface Degraded {
  readonly picture: Picture;
  /** The file as it is kept: the JPEG that the last step made, or a PNG of the pixels. */
  readonly bytes: Uint8Array;
  readonly extension: '.jpg' | '.png';
  /** What happened to it, in order. */
  readonly steps: readonly { readonly effect: string; readonly parameters: Parameters }[];
}

/** A specimen on its way, for those who want to look. */
export type Watch = (
  step: { readonly name: string; readonly parameters: Parameters },
  after: Specimen,
) => void;

/**
 * What the process makes of the photograph. The same bytes for the same picture, process and seed.
 *
 * @param picture as `decode` gives it
 * @param face its five landmarks, in pixels of `picture`, as a data set's row has them
 * @param seed a whole number
 * @throws LikenessError `internal` where the landmarks are all one point
 */
export async function degradePortrait(
  picture: DecodedPicture,
  face: FaceInPicture,
  process: ProcessName,
  seed: number,
  watch?: Watch,
): Promise<Degraded> {
  const { begins, steps, extension } = PROCESSES[process];
  const streams = (name: string) => randomStream(seed, `${picture.source.sha256} ${process} ${name}`);
  const specimen =
    begins === 'photograph'
      ? asTaken(picture, face)
      : cropPortrait(picture, face, drawn(HEAD_SHARE, streams('head')), begins.portrait / 25.4);
  const way: Way = { streams, watch, done: [] };
  watch?.({ name: begins === 'photograph' ? 'photograph' : 'portrait', parameters: {} }, specimen);
  const result = await go(specimen, steps, way);
  const { width, height, data, file } = result;
  const bytes = extension === '.jpg' && file?.extension === '.jpg' ? file.bytes : await encodePng(result);
  return { picture: { width, height, data }, bytes, extension, steps: way.done };
}

/** Chin to crown as a share of the portrait’s height: ICAO Doc 9303-3, 3.9.1.3. */
const HEAD_SHARE = [0.7, 0.8] as const;

/** The raster in which printing is drawn. */
const PRINT_PIXELS_PER_MM = 16;

interface Way {
  readonly streams: (name: string) => Random;
  readonly watch: Watch | undefined;
  readonly done: { effect: string; parameters: Parameters }[];
}

async function go(from: Specimen, steps: readonly ProcessStep[], way: Way): Promise<Specimen> {
  let specimen = from;
  for (const step of steps) specimen = await take(specimen, step, way);
  return specimen;
}

async function take(specimen: Specimen, step: ProcessStep, way: Way): Promise<Specimen> {
  if (step.kind === 'raster') return rastered(atResolution(specimen, PRINT_PIXELS_PER_MM), step.gain);
  if (step.kind === 'page') return onPage(specimen, way.streams('page'));
  if (step.kind === 'choice') return go(specimen, chosen(step.ways, way.streams('choice')()), way);
  const { effect, ranges, chance } = step;
  const chances = way.streams(`${effect.name} parameters`);
  if (chances() >= chance) return specimen;
  const parameters = Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [
      name,
      drawn(range, chances, effect.quantities[name]!.scale),
    ]),
  );
  const after = await effect.apply(specimen, parameters, way.streams(effect.name));
  way.done.push({ effect: effect.name, parameters });
  way.watch?.({ name: effect.name, parameters }, after);
  return after;
}

const drawn = ([from, to]: readonly [number, number], random: Random, scale?: 'linear' | 'geometric') =>
  between(from, to, random(), scale);

function chosen<T>(ways: readonly { readonly share: number; readonly steps: T }[], at: number): T {
  let left = at;
  for (const { share, steps } of ways) {
    if (left < share) return steps;
    left -= share;
  }
  return ways.at(-1)!.steps;
}
