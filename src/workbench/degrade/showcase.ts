// What the processes and effects do to one photograph, for people to look at.

import type { DecodedPicture, Picture } from '../../image/index.js';
import { degradePortrait } from './degradePortrait.js';
import { baseOf, before, degradeBy, EFFECTS } from './effects.js';
import type { FaceInPicture } from './portrait.js';
import { PROCESSES, type ProcessName } from './processes.js';
import { type Effect, type Parameters, parametersAt, type Specimen } from './specimen.js';
import { inWords, titleOf } from './words.js';

/** A row of pictures, each with the parameters that made it. */
export interface ShownRow {
  readonly title: string;
  readonly about: string;
  readonly tiles: readonly {
    readonly name: string;
    readonly captions: readonly string[];
    readonly picture: Picture;
  }[];
}

const SEVERITIES = [0.2, 0.4, 0.6, 0.8, 1];

/** The photograph after each step of a process. */
export async function showProcess(
  picture: DecodedPicture,
  face: FaceInPicture,
  process: ProcessName,
  seed: number,
): Promise<ShownRow> {
  const tiles: ShownRow['tiles'][number][] = [];
  const isScene = PROCESSES[process].begins === 'photograph';
  await degradePortrait(picture, face, process, seed, ({ name, parameters }, after) => {
    tiles.push({
      name: inWords(name),
      captions: captionsOf(EFFECTS.get(name), parameters),
      picture: isScene ? aboutEyes(after, HEAD_MM) : after,
    });
  });
  return { title: process, about: `${PROCESSES[process].about}; seed ${seed}`, tiles };
}

/** The photograph before a single effect, and by it at five severities, about the eyes. */
export async function showEffect(
  picture: DecodedPicture,
  face: FaceInPicture,
  effect: Effect,
  seed: number,
): Promise<ShownRow> {
  const shown = effect.plane === 'face' ? HEAD_MM : DETAIL_MM;
  const tiles = [
    {
      name: 'before',
      captions: [] as string[],
      picture: aboutEyes(before(picture, face, baseOf(effect)), shown),
    },
  ];
  for (const severity of SEVERITIES) {
    const after = await degradeBy(picture, face, effect, severity, seed);
    tiles.push({
      name: `severity ${severity}`,
      captions: captionsOf(effect, parametersAt(effect, severity)),
      picture: aboutEyes(after, shown),
    });
  }
  return { title: titleOf(effect.name), about: `${effect.models}. ${effect.source}.`, tiles };
}

const captionsOf = (effect: Effect | undefined, parameters: Parameters): string[] =>
  Object.entries(parameters).map(
    ([name, value]) =>
      `${inWords(name)} ${Number(value.toPrecision(3))} ${effect?.quantities[name]?.unit ?? ''}`,
  );

/** Width and height in mm of what is shown about the eyes: a head of a photograph, eyes to mouth of a printed portrait. */
const HEAD_MM = [250, 321] as const;
const DETAIL_MM = [17.8, 22.9] as const;

/** The part of a picture about the eyes, as far as it goes. */
function aboutEyes(specimen: Specimen, [wide, high]: readonly [number, number]): Picture {
  const { width, height, eyes, pixelsPerMm, data } = specimen;
  const left = Math.max(0, Math.round(eyes.x - (wide / 2) * pixelsPerMm));
  const top = Math.max(0, Math.round(eyes.y - 0.45 * high * pixelsPerMm));
  const right = Math.min(width, Math.round(left + wide * pixelsPerMm));
  const bottom = Math.min(height, Math.round(top + high * pixelsPerMm));
  const row = 3 * (right - left);
  const out = new Uint8Array(row * (bottom - top));
  for (let y = top; y < bottom; y++)
    out.set(data.subarray(3 * (width * y + left), 3 * (width * y + right)), row * (y - top));
  return { width: right - left, height: bottom - top, data: out };
}
