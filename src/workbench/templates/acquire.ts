// One photograph of a data set → one template: the face nearest to the centre is the subject's, whoever else stands
// about. Evaluation sets such as LFW are made so, and the rule is the same for every model.

import { LikenessError } from '../../errors.js';
import { assessQuality, type Face, type FaceEngine, type PictureRole } from '../../face/index.js';
import { type DecodedPicture, decode, perceptualHash } from '../../image/index.js';
import type { Acquired, SeenPicture } from './templateCache.js';

/**
 * What a picture gives. A picture that cannot be decoded, or without a face, is a failure to acquire and no error.
 * @throws what is the machine's fault and not the picture's: `runtime_failed`, `internal`
 */
export async function acquire(engine: FaceEngine, bytes: Uint8Array, role: PictureRole): Promise<Acquired> {
  let seen: SeenPicture | undefined;
  try {
    const picture = await decode(bytes);
    seen = { size: [picture.width, picture.height], perceptualHash: perceptualHash(picture) };
    return { kind: 'template', seen, ...(await acquireTemplate(engine, picture, role)) };
  } catch (error) {
    if (!(error instanceof LikenessError) || !isOfPicture(error)) throw error;
    return { kind: 'failure', ...(seen && { seen }), code: error.code, message: error.message };
  }
}

/** Whether a picture that could not be used is to blame itself, and not the machine. */
export const isOfPicture = ({ code }: LikenessError): boolean =>
  code.startsWith('image_') || code === 'face_not_found' || code === 'template_invalid';

async function acquireTemplate(engine: FaceEngine, picture: DecodedPicture, role: PictureRole) {
  const faces = await engine.faces(picture, 'quick');
  const face = nearestToCentre(faces, picture);
  if (!face) throw new LikenessError('face_not_found', 'no face can be seen in the picture');
  const [template] = await engine.embed([{ ...engine.align(picture, face), role }]);
  const others = faces.filter((other) => other !== face);
  const { components } = assessQuality(picture, picture.source.scale, face, others);
  const { x, y, width, height } = face.box;
  return {
    vector: template!.vector,
    faces: faces.length,
    box: [tenth(x), tenth(y), tenth(width), tenth(height)] as const,
    landmarks: face.landmarks.five.flatMap((point) => [tenth(point.x), tenth(point.y)]),
    quality: Object.fromEntries(Object.entries(components).map(([name, { score }]) => [name, tenth(score)])),
  };
}

/** The subject’s face, whoever else stands about. */
export function nearestToCentre(faces: readonly Face[], { width, height }: DecodedPicture): Face | undefined {
  const distance = ({ box }: Face) =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
  return faces.toSorted((a, b) => distance(a) - distance(b))[0];
}

const tenth = (value: number): number => Math.round(10 * value) / 10;
