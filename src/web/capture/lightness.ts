// Whether there is light enough, and whether something shines: from the pixels of one small frame.

export type LightFault = 'dark' | 'bright' | 'glare';

/** Mean luma below which faces lose their shadows, and above which their lights. By judgement. */
const [DARKEST, BRIGHTEST] = [55, 215];
/** Luma from which a pixel says nothing, and the share of such pixels from which a page is hard to read. By judgement. */
const [BURNT, MOST_BURNT] = [250, 0.03];

/**
 * @param pixels RGBA, 8 bits, of the part that matters
 * @param what a page may be white all over: of it only glare is said
 */
export function lightFault(pixels: Uint8ClampedArray, what: 'selfie' | 'document'): LightFault | null {
  let [sum, burnt] = [0, 0];
  const count = pixels.length / 4;
  for (let i = 0; i < pixels.length; i += 4) {
    // ITU-R BT.709.
    const luma = 0.2126 * pixels[i]! + 0.7152 * pixels[i + 1]! + 0.0722 * pixels[i + 2]!;
    sum += luma;
    if (luma >= BURNT) burnt++;
  }
  const mean = sum / count;
  if (mean < DARKEST) return 'dark';
  if (what === 'document') return burnt / count > MOST_BURNT ? 'glare' : null;
  return mean > BRIGHTEST ? 'bright' : null;
}
