// A lettering of our own, in single strokes: a fresh server has no fonts, and then text drawn through a font
// system silently vanishes. So pictures look alike on all machines, and no text needs escaping.

/** Height of capitals, in units of the table below; descenders reach four units under the line. */
const CAPITAL = 12;
const DESCENT = 4;
const SPACING = 3;

/** How wide a line of text is, in pixels, for capitals `size` pixels high. */
export function textWidth(text: string, size: number): number {
  const widths = letters(text).map((glyph) => glyph.width + SPACING);
  return (Math.max(0, widths.reduce((sum, width) => sum + width, 0) - SPACING) * size) / CAPITAL;
}

/** How far a line reaches down from the top of its capitals, descenders included. */
export function textHeight(size: number): number {
  return (size * (CAPITAL + DESCENT)) / CAPITAL;
}

/** The line's strokes as data of an SVG path, with the capitals' top left corner at (x, y). */
export function textPath(text: string, x: number, y: number, size: number): string {
  const unit = size / CAPITAL;
  let left = 0;
  let path = '';
  for (const { width, strokes } of letters(text)) {
    for (const stroke of strokes) {
      const points = stroke.map(([u, v]) => `${round(x + (left + u) * unit)} ${round(y + v * unit)}`);
      path += `M${points.join('L')}`;
    }
    left += width + SPACING;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

interface Glyph {
  readonly width: number;
  readonly strokes: readonly (readonly (readonly [number, number])[])[];
}

/** What there is no glyph for loses its accent, and becomes a box if that does not help. */
function letters(text: string): readonly Glyph[] {
  return Array.from(
    text.normalize('NFC'),
    (letter) => GLYPHS.get(letter) ?? GLYPHS.get(letter.normalize('NFD')[0]) ?? BOX,
  );
}

/** The width, then each stroke as pairs x y; all digits to the base of 36, y from the capitals' top downwards. */
function parse(drawn: string): Glyph {
  const [width, ...strokes] = drawn.split(' ');
  const digit = (text: string) => Number.parseInt(text, 36);
  return {
    width: digit(width),
    strokes: strokes.map((stroke) =>
      (stroke.match(/../g) ?? []).map(([x, y]) => [digit(x), digit(y)] as const),
    ),
  };
}

const BOX = parse('8 00808c0c00');

const GLYPHS: ReadonlyMap<string, Glyph> = new Map(
  Object.entries({
    ' ': '4',
    A: '8 0c408c 1878',
    B: '8 000c6c8a886606 0060828466',
    C: '8 826020020a2c6c8a',
    D: '8 005083895c0c00',
    E: '7 70000c7c 0656',
    F: '7 70000c 0656',
    G: '8 826020020a2c6c8a8656',
    H: '8 000c 808c 0686',
    I: '4 0040 202c 0c4c',
    J: '6 606a4c2c0a',
    K: '8 000c 8007 358c',
    L: '7 000c7c',
    M: 'a 0c0056a0ac',
    N: '8 0c008c80',
    O: '8 2060828a6c2c0a0220',
    P: '8 0c006082856707',
    Q: '8 2060828a6c2c0a0220 598d',
    R: '8 0c006082856707 478c',
    S: '8 82602002042666888a6c2c0a',
    T: '8 0080 404c',
    U: '8 000a2c6c8a80',
    V: '8 004c80',
    W: 'c 003c639cc0',
    X: '8 008c 800c',
    Y: '8 004680 464c',
    Z: '8 00800c8c',
    a: '7 747c 765424060a2c5c7a',
    b: '7 000c 062454767a5c2c0a',
    c: '6 655424060a2c5c6b',
    d: '7 707c 765424060a2c5c7a',
    e: '7 0878765424060a2c5c7b',
    f: '5 5040222c 0454',
    g: '7 747e5g2g0f 765424060a2c5c7a',
    h: '7 000c 062454767c',
    i: '2 141c 1011',
    j: '4 343e2g0g 3031',
    k: '6 000c 6409 276c',
    l: '3 101a2c3c',
    m: 'a 040c 062434565c 567484a6ac',
    n: '7 040c 062454767c',
    o: '7 2454767a5c2c0a0624',
    p: '7 040g 062454767a5c2c0a',
    q: '7 747g 765424060a2c5c7a',
    r: '5 040c 062454',
    s: '6 65541405071858696b5c1c0b',
    t: '5 212a3c5c 0454',
    u: '7 040a2c5c7a 747c',
    v: '6 043c64',
    w: 'a 042c568ca4',
    x: '6 046c 640c',
    y: '6 043c 643c1g0g',
    z: '6 04640c6c',
    0: '7 2050727a5c2c0a0220',
    1: '7 13404c 1c7c',
    2: '7 02205072740c7c',
    3: '7 02205072745636 56787a5c2c0a',
    4: '7 5c500878',
    5: '7 70101555777a5c2c0a',
    6: '7 6030040a2c5c7a78562608',
    7: '7 00703c',
    8: '7 205072745626040220 26080a2c5c7a7856',
    9: '7 1c4c787250200204265674',
    '.': '2 1b1c',
    ',': '2 1b1c0e',
    ':': '2 1516 1b1c',
    ';': '2 1516 1b1c0e',
    '!': '2 1018 1b1c',
    '?': '7 02205072744748 4b4c',
    '-': '6 0767',
    '–': '8 0787',
    '—': 'c 07c7',
    _: '8 0d8d',
    '+': '8 1777 444a',
    '±': '8 1575 4248 1b7b',
    '=': '8 1575 1979',
    '/': '6 600d',
    '\\': '6 006d',
    '|': '2 101e',
    '(': '4 30131b3e',
    ')': '4 10333b1e',
    '[': '4 30101e3e',
    ']': '4 10303e1e',
    '{': '4 4030222507292c3e4e',
    '}': '4 0010222547292c1e0e',
    '<': '6 63076b',
    '>': '6 03670b',
    '≤': '6 620568 0b6b',
    '≥': '6 026508 0b6b',
    '≈': '8 05236583 0a286a88',
    '*': '6 3137 0266 6206',
    '×': '8 147a 741a',
    '·': '2 1718',
    '•': '2 1618',
    '°': '5 1040431310',
    '%': 'a 1030341410 78989c7c78 a00c',
    '#': '8 312b 615b 0484 0888',
    '&': '8 8c131120405153080a2c5c87',
    '@': 'a 7444353849697874 7889a8a3703003093c8c',
    $: '8 82602002042666888a6c2c0a 404c',
    '^': '6 033063',
    '`': '3 0022',
    "'": '2 1013',
    '’': '2 1012',
    '"': '4 1013 3033',
    '~': '8 08266886',
    '→': '8 0787 54875a',
    '✓': '8 083c82',
    '…': 'a 1b1c 5b5c 9b9c',
  }).map(([letter, drawn]) => [letter, parse(drawn)]),
);
