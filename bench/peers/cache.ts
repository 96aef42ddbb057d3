// The form in which a peer's faces of a whole data set are kept: one JSON object a line, one line a picture.

import { readFileSync } from 'node:fs';
import type { Box } from '../../src/image/picture.js';
import type { PeerFace } from './peer.js';

interface StoredFace {
  /** Left, top, width, height in pixels, to a tenth. */
  box: [number, number, number, number];
  confidence: number;
  /** Little-endian float32 as base64. */
  descriptor: string;
}

/** A line of the file. */
export interface StoredPicture extends Partial<StoredFace> {
  /** Path below the folder of pictures: `Subject/file.jpg`. */
  image: string;
  found: boolean;
  /** How many faces the peer found. */
  faces: number;
  /** The peer's most confident face, where that is not the one nearest to the centre. */
  mostConfident?: StoredFace;
}

/** What a picture gave: the face nearest to its centre, unless none was found. */
export interface CachedPicture {
  readonly image: string;
  readonly faces: number;
  readonly face: PeerFace | undefined;
}

/** Of several faces the one nearest to the centre is the subject: the rule for LFW, the same for all systems. */
export function nearestToCentre<Face extends { readonly box: Box }>(
  faces: readonly Face[],
  picture: { readonly width: number; readonly height: number },
): Face | undefined {
  const distance = ({ box }: Face) =>
    Math.hypot(box.x + (box.width - picture.width) / 2, box.y + (box.height - picture.height) / 2);
  return faces.toSorted((a, b) => distance(a) - distance(b))[0];
}

export function store(image: string, faces: readonly PeerFace[], size: { width: number; height: number }) {
  const chosen = nearestToCentre(faces, size);
  const top = faces.toSorted((a, b) => b.confidence - a.confidence)[0];
  const stored: StoredPicture = { image, found: chosen !== undefined, faces: faces.length };
  if (chosen) Object.assign(stored, storeFace(chosen));
  if (top && top !== chosen) stored.mostConfident = storeFace(top);
  return stored;
}

/** Reads what `extract.ts` wrote; a last line that was cut off is left out. */
export function readCache(path: string): CachedPicture[] {
  return readLines(path).map((stored) => ({
    image: stored.image,
    faces: stored.faces,
    face: stored.found ? loadFace(stored as StoredFace) : undefined,
  }));
}

/** The whole lines of a file, which may be missing or may have been cut off in its last line. */
export function readLines(path: string): StoredPicture[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as StoredPicture);
}

function storeFace({ box, confidence, descriptor }: PeerFace): StoredFace {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return {
    box: [tenth(box.x), tenth(box.y), tenth(box.width), tenth(box.height)],
    confidence: Math.round(confidence * 1e4) / 1e4,
    descriptor: Buffer.from(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength).toString(
      'base64',
    ),
  };
}

function loadFace({ box: [x, y, width, height], confidence, descriptor }: StoredFace): PeerFace {
  // A copy, since Node's buffers need not lie on a boundary of four bytes.
  const bytes = Uint8Array.from(Buffer.from(descriptor, 'base64'));
  return { box: { x, y, width, height }, confidence, descriptor: new Float32Array(bytes.buffer) };
}
