// A picture that can be sent: no larger than the service takes, nor than a slow line carries in a while.

/** Bytes: twelve megapixels as phones make them, and a slow line's minute. */
const COMFORTABLE = 6_000_000;
/** Longer sides in pixels, and the quality of the JPEG, that are tried one after the other. */
const STEPS = [
  [4096, 0.9],
  [3072, 0.85],
  [2304, 0.8],
] as const;

/** @param most bytes that the service takes @returns null where it is too large, and cannot be made smaller */
export async function fitted(picture: Blob, most: number): Promise<Blob | null> {
  const limit = Math.min(most, COMFORTABLE);
  if (picture.size <= limit) return picture;
  for (const [side, quality] of STEPS) {
    const smaller = await shrunk(picture, side, quality).catch(() => null);
    if (smaller && smaller.size <= limit) return smaller;
  }
  return picture.size <= most ? picture : null;
}

async function shrunk(picture: Blob, side: number, quality: number): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
