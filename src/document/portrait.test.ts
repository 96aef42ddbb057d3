import { describe, expect, it } from 'vitest';
import type { Face } from '../face/index.js';
import { choosePortrait } from './portrait.js';

const page = { width: 1000, height: 704, data: new Uint8Array(0) };

const face = (width: number, confidence = 0.9, x = 100, y = 200): Face =>
  ({ box: { x, y, width, height: 1.3 * width }, confidence }) as Face;

describe('The portrait among the faces of a page', () => {
  it('is the widest; the others repeat it', () => {
    const [main, ghost] = [face(150), face(70, 0.55, 700)];
    expect(choosePortrait(page, [main, ghost])).toMatchObject({ face: main, ghosts: [ghost] });
  });

  it('is none where there is none, or only specks', () => {
    expect(choosePortrait(page, [])).toBeNull();
    expect(choosePortrait(page, [face(25)])).toBeNull();
  });

  it('is as wide as portraits are: a pattern on a card’s back is none', () => {
    expect(choosePortrait(page, [face(72, 0.67)])).toBeNull();
    expect(choosePortrait(page, [face(102, 0.55)])).not.toBeNull();
  });

  it('lies on the page: what lies beside it is somebody else’s', () => {
    expect(choosePortrait(page, [face(150, 0.9, -200)])).toBeNull();
    expect(choosePortrait(page, [face(150, 0.9, -70)])).not.toBeNull();
  });

  it('is cut out with a margin, within the page', () => {
    const { region } = choosePortrait(page, [face(150, 0.9, 20, 560)])!;
    expect(region.x).toBe(0);
    expect(region.y).toBeCloseTo(560 - 0.55 * 195);
    expect(region.x + region.width).toBeCloseTo(20 + 1.45 * 150);
    expect(region.y + region.height).toBe(704);
  });
});
