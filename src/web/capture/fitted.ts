// A picture that can be sent: no larger than the service takes, nor than a slow line carries in a while.

/** Bytes of one of the at most three of a try. They were measured: a phone's 1,920 × 1,440 takes 0.3 to 0.8 MB. */
const COMFORTABLE = 1_500_000;
/** Longer side in pixels, and the quality of the JPEG. In less a document that fills half of it can hardly be read. */
const LEAST = [1920, 0.8] as const;
const STEPS = [[3072, 0.85], [2304, 0.8], LEAST] as const;

/** @param most bytes that the service takes @returns null where it is too large, and cannot be made smaller */
export async function fitted(picture: Blob, most: number): Promise<Blob | null> {
  const limit = Math.min(most, COMFORTABLE);
  let smallest = picture;
  for (const [side, quality] of STEPS) {
    if (smallest.size <= limit) return smallest;
    smallest = smallerOf(smallest, await shrunk(picture, side, quality));
  }
  return smallest.size <= most ? smallest : null;
}

/** As small as it may be, for a line that has broken. */
export async function leanest(picture: Blob): Promise<Blob> {
  return smallerOf(picture, await shrunk(picture, ...LEAST));
}

const smallerOf = (one: Blob, other: Blob | null): Blob => (other && other.size < one.size ? other : one);

/** @returns null where the browser cannot read it */
async function shrunk(picture: Blob, side: number, quality: number): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' }).catch(() => null);
  if (!bitmap) return null;
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
