import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blank, draw, labelSize } from './draw.js';
import { encodeJpeg, encodePng } from './encode.js';
import { textHeight, textPath, textWidth } from './glyphs.js';
import type { Picture } from './picture.js';

function at(picture: Picture, x: number, y: number): string {
  const from = 3 * (y * picture.width + x);
  return `#${Buffer.from(picture.data.subarray(from, from + 3)).toString('hex')}`;
}

const black = blank(100, 80, '#000000');

describe('draw', () => {
  it('outlines a box and leaves its inside and the given picture alone', async () => {
    const drawn = await draw(black, [
      { kind: 'box', box: { x: 10, y: 20, width: 50, height: 30 }, colour: '#00ff00', width: 4 },
    ]);
    expect([at(drawn, 10, 35), at(drawn, 35, 20), at(drawn, 59, 49)]).toEqual([
      '#00ff00',
      '#00ff00',
      '#00ff00',
    ]);
    expect([at(drawn, 30, 35), at(drawn, 5, 5)]).toEqual(['#000000', '#000000']);
    expect(at(black, 10, 35)).toBe('#000000');
  });

  it('draws points, lines, bars and pictures, later above earlier', async () => {
    const drawn = await draw(black, [
      { kind: 'points', points: [{ x: 20, y: 20 }], colour: '#ff0000', radius: 4 },
      {
        kind: 'line',
        points: [
          { x: 0, y: 40 },
          { x: 99, y: 40 },
        ],
        colour: '#0000ff',
        width: 4,
      },
      {
        kind: 'bar',
        box: { x: 0, y: 60, width: 80, height: 10 },
        value: 0.5,
        colour: '#ffffff',
        background: '#333333',
      },
      { kind: 'picture', picture: blank(3, 3, '#ffff00'), box: { x: 90, y: 70, width: 40, height: 40 } },
      { kind: 'points', points: [{ x: 95, y: 75 }], colour: '#00ffff', radius: 2 },
    ]);
    expect(at(drawn, 20, 20)).toBe('#ff0000');
    expect(at(drawn, 50, 40)).toBe('#0000ff');
    expect([at(drawn, 30, 65), at(drawn, 60, 65)]).toEqual(['#ffffff', '#333333']);
    expect([at(drawn, 99, 79), at(drawn, 95, 75), at(drawn, 89, 75)]).toEqual([
      '#ffff00',
      '#00ffff',
      '#000000',
    ]);
  });

  it('draws half-transparent colours, and pictures that lie outside not at all', async () => {
    const drawn = await draw(black, [
      {
        kind: 'bar',
        box: { x: 0, y: 0, width: 100, height: 80 },
        value: 1,
        colour: '#ffffff80',
        background: '#000000',
      },
      { kind: 'picture', picture: blank(9, 9, '#ff0000'), box: { x: -50, y: 300, width: 20, height: 20 } },
      { kind: 'picture', picture: blank(9, 9, '#ff0000'), box: { x: 500, y: 10, width: 20, height: 20 } },
    ]);
    expect(new Set(drawn.data)).toEqual(new Set([128]));
  });

  it('keeps a label within the picture', async () => {
    const { width, height } = labelSize('face', 10);
    const drawn = await draw(black, [
      {
        kind: 'text',
        text: 'face',
        at: { x: 95, y: -40 },
        size: 10,
        colour: '#ffffff',
        background: '#ff0000',
      },
    ]);
    expect(at(drawn, 99, 1)).toBe('#ff0000');
    expect(at(drawn, Math.floor(100 - width) - 1, 1)).toBe('#000000');
    expect(at(drawn, 99, Math.ceil(height) + 1)).toBe('#000000');
    expect(drawn.data.filter((value, i) => i % 3 === 1 && value > 200).length).toBeGreaterThan(20);
  });

  it('takes any text as text, never as markup', async () => {
    const text = '</svg><image href="file:///etc/passwd"/>&"\'\0\ud800 Ω';
    const drawn = await draw(black, [{ kind: 'text', text, at: { x: 2, y: 2 }, size: 9, colour: '#ffffff' }]);
    expect(drawn.data.some((value) => value === 255)).toBe(true);
    expect(textPath(text, 0, 0, 12)).toMatch(/^[ML0-9. -]+$/);
  });

  it('refuses colours and numbers that are none', async () => {
    const line = {
      kind: 'line',
      points: [
        { x: 0, y: 0 },
        { x: Number.NaN, y: 1 },
      ],
      colour: '#ffffff',
    } as const;
    await expect(draw(black, [line])).rejects.toThrow(RangeError);
    await expect(draw(black, [{ ...line, colour: '#fff"/><script>' }])).rejects.toThrow(RangeError);
    expect(() => blank(2, 2, '#12345')).toThrow(RangeError);
  });
});

describe('lettering', () => {
  it('has a shape of its own for every printable character of ASCII', () => {
    const shapes = Array.from({ length: 94 }, (_, i) => textPath(String.fromCharCode(33 + i), 0, 0, 12));
    expect(new Set(shapes).size).toBe(94);
    expect(shapes).not.toContain(textPath('\u2603', 0, 0, 12));
    expect(textPath(' ', 0, 0, 12)).toBe('');
  });

  it('measures a line: two capitals of eight units and the gap of three, at twelve units a capital', () => {
    expect(textWidth('HH', 12)).toBe(19);
    expect(textWidth('HH', 24)).toBe(38);
    expect(textWidth('', 24)).toBe(0);
    expect(textHeight(12)).toBe(16);
  });

  it('drops accents it has no glyph for', () => {
    expect(textPath('Zoë Žižek', 0, 0, 10)).toBe(textPath('Zoe Zizek', 0, 0, 10));
  });
});

describe('encode', () => {
  it('makes a PNG with the very same pixels, and a JPEG with nearly the same', async () => {
    const picture = await draw(blank(64, 64, '#3366aa'), [
      { kind: 'points', points: [{ x: 30, y: 30 }], colour: '#ffcc00', radius: 20 },
    ]);
    const png = await sharp(await encodePng(picture))
      .raw()
      .toBuffer();
    expect(Buffer.compare(png, picture.data)).toBe(0);
    const jpeg = await encodeJpeg(picture, 95);
    expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
    const lossy = await sharp(jpeg).raw().toBuffer();
    const squares = picture.data.reduce((sum, value, i) => sum + (value - lossy[i]) ** 2, 0);
    expect(Math.sqrt(squares / lossy.length)).toBeLessThan(4);
  });
});
