// The front door of the room: pixels, from a file's bytes to a network's input and back to a drawing.

export { CODEC_VERSION, DECODE_LIMITS, type DecodeLimits, type DecodeOptions, decode } from './decode.js';
export { blank, type Colour, draw, labelSize, type Mark } from './draw.js';
export { encodeJpeg, encodePng } from './encode.js';
export {
  type Homography,
  homographyBetween,
  inverse,
  product,
  project,
  type Quad,
  rectangle,
  toOriginal,
} from './homography.js';
export { encodeJpeg2000 } from './jpeg2000/openjpeg.js';
export { PERCEPTUAL_HASH_BITS, perceptualDistance, perceptualHash } from './perceptualHash.js';
export { warpPerspective } from './perspective.js';
export type { Box, DecodedPicture, Picture, PictureSource, Point, Similarity } from './picture.js';
export { toPlanes } from './planes.js';
export { readPictureFile } from './read.js';
export { type Letterboxed, letterbox, resize } from './resize.js';
export { apply, compose, fitSimilarity, IDENTITY, invert, rotationOf, scaleOf } from './similarity.js';
export { sniff } from './sniff.js';
export { mirror, rotateQuarter } from './turn.js';
export { type WarpOptions, warp } from './warp.js';
