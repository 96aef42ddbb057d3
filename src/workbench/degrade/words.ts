// Names of effects and of their quantities as people read them.

/** `readNoise` → `read noise`, `chipJpeg2000` → `chip JPEG 2000`. */
export const inWords = (name: string): string =>
  name
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/\bjpeg(\d*)/, (_, version: string) => (version ? `JPEG ${version}` : 'JPEG'))
    .replace(/\bmoire\b/, 'moiré');

/** The same with a capital: `Ink spread`, `JPEG`. */
export function titleOf(name: string): string {
  const words = inWords(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
