// A photograph on a sheet, with what was found in it.

import type { Face } from '../../face/index.js';
import type { Box, Mark, Picture } from '../../image/index.js';
import { ACCENT, PAPER } from './palette.js';

/** A thumbnail blown up to a page only shows its pixels. */
const MOST_MAGNIFIED = 3;

/** The largest box of the picture's proportions inside another, in the middle across and at the top. */
export function fitted(picture: Picture, into: Box): Box {
  const scale = Math.min(into.width / picture.width, into.height / picture.height, MOST_MAGNIFIED);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: into.x + (into.width - width) / 2, y: into.y, width, height };
}

export interface DrawnFace {
  readonly face: Face;
  readonly label?: string;
}

/** The photograph with boxes, landmarks and labels of faces. */
export function photoMarks(picture: Picture, faces: readonly DrawnFace[], box: Box): Mark[] {
  return [
    { kind: 'picture', picture, box },
    ...faces.flatMap((drawn) => faceMarks(drawn, box, box.width / picture.width)),
  ];
}

function faceMarks({ face, label }: DrawnFace, { x, y }: Box, scale: number): Mark[] {
  const place = <P extends { x: number; y: number }>(p: P) => ({ x: x + p.x * scale, y: y + p.y * scale });
  const box = { ...place(face.box), width: face.box.width * scale, height: face.box.height * scale };
  const size = 11;
  return [
    { kind: 'points', points: face.landmarks.mesh.map(place), colour: '#ffffff99', radius: 1 },
    { kind: 'box', box, colour: ACCENT, width: 2.5 },
    { kind: 'points', points: face.landmarks.five.map(place), colour: '#ffd23f', radius: 2.6 },
    ...(label === undefined
      ? []
      : [
          {
            kind: 'text' as const,
            text: label,
            at: { x: box.x, y: box.y },
            size,
            colour: PAPER,
            background: ACCENT,
          },
        ]),
  ];
}
