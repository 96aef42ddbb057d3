// The one form in which pixels travel between the rooms: upright, sRGB, 8 bit, no alpha.

/** An upright photograph in sRGB. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bit, interleaved, rows from the top: `3 · width · height` bytes. */
  readonly data: Uint8Array;
}

/** A picture as it came out of a file, with what is known of the file. */
export interface DecodedPicture extends Picture {
  readonly source: PictureSource;
}

export interface PictureSource {
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif' | 'jp2';
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Pixels of the upright original, before it was shrunk while decoding. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 where none is given. It has been applied. */
  readonly orientation: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** Pixels of this picture per pixel of the original: 1, or less where it was shrunk. */
  readonly scale: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Upright rectangle: left, top, width, height, in pixels; may reach beyond the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A similarity transform of the plane (rotation, uniform scale, shift):
 * `x' = a·x − b·y + tx`, `y' = b·x + a·y + ty`. Pixel centres lie at whole numbers + 0.5.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}
