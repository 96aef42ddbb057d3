import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../autograd/index.js';
import { LikenessError } from '../../errors.js';
import type { Box, Picture } from '../../image/index.js';
import { drawHolder } from './drawHolder.js';
import { drawSpecimen } from './drawSpecimen.js';
import { drawPage } from './page/drawPage.js';
import { layPage } from './page/layout.js';
import { samplePortrait } from './portrait.fixture.js';
import { type Holder, SHEET_SIZE, type Sheet, SPECIMEN_KINDS, type SpecimenKind } from './sheet.js';
import { INVENTED_STATES } from './states.js';
import { drawStyle, type SpecimenStyle } from './style.js';
import { specimenLines } from './zone/lines.js';

const TODAY = new Date('2026-11-28T00:00:00Z');
const holder = drawHolder(randomStream(11, 'specimen test'), TODAY);
const style = drawStyle(randomStream(11, 'specimen test'));
let portrait: Picture;

beforeAll(async () => {
  portrait = await samplePortrait();
});

const draw = (kind: SpecimenKind, changed: Partial<SpecimenStyle> = {}, seed = 1): Promise<Sheet> =>
  drawSpecimen(kind, holder, { ...style, ...changed }, portrait, { pixelsPerMm: 4, seed });

const digest = ({ data }: Picture): string => createHash('sha256').update(data).digest('hex');

describe('a sheet', () => {
  test.each([
    ['TD3', 125, 88],
    ['TD2', 105, 74],
    ['TD1-front', 85.6, 53.98],
    ['TD1-back', 85.6, 53.98],
  ] as const)('%s is %d × %d mm, at the scale that was asked for', async (kind, width, height) => {
    const sheet = await draw(kind);
    expect([sheet.width, sheet.height]).toEqual([width, height]);
    expect(sheet.picture.width).toBe(Math.round(4 * width));
    expect(sheet.picture.height).toBe(Math.round(4 * height));
    expect(sheet.picture.data).toHaveLength(3 * sheet.picture.width * sheet.picture.height);
    expect([sheet.portrait !== null, sheet.zone !== null]).toEqual([
      kind !== 'TD1-back',
      kind !== 'TD1-front',
    ]);
    if (sheet.zone) expect(sheet.zone.lines).toEqual(specimenLines(kind, holder, style));
  });

  test('is the same, byte by byte, for the same seed, and another copy for another', async () => {
    const [one, again, other] = [await draw('TD3'), await draw('TD3'), await draw('TD3', {}, 2)];
    expect(digest(again.picture)).toBe(digest(one.picture));
    expect(again.zone).toEqual(one.zone);
    expect(digest(other.picture)).not.toBe(digest(one.picture));
  });

  test('needs no font of the system', async () => {
    const page = await drawPage('TD3', holder, style, portrait, 4, (name) => randomStream(1, name));
    expect(page.svg).not.toMatch(/<text|font-/);
    const here = digest((await draw('TD3')).picture);
    const script = fileURLToPath(new URL('./digest.fixture.ts', import.meta.url));
    const env = {
      ...process.env,
      FONTCONFIG_FILE: '/nowhere',
      FONTCONFIG_PATH: '/nowhere',
      HOME: '/nowhere',
    };
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      env,
      encoding: 'utf8',
    });
    expect(stdout.trim(), stderr).toBe(here);
  });

  test.each([3.9, 16.1, Number.NaN])('is refused at %d pixels a millimetre', async (pixelsPerMm) => {
    const refused = drawSpecimen('TD3', holder, style, portrait, { pixelsPerMm, seed: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'specimen_invalid' });
  });
});

describe('a layout, of any style', () => {
  const styles = Array.from({ length: 300 }, (_, seed) => drawStyle(randomStream(seed, 'layout')));

  test('keeps portrait, ghost, SPECIMEN and zone apart, and everything on the page', () => {
    for (const kind of SPECIMEN_KINDS) {
      const page = { x: 0, y: 0, ...SHEET_SIZE[kind] };
      for (const drawn of styles) {
        const { portrait: face, ghost, mark, signature, pattern, cells, zoneTop } = layPage(kind, drawn);
        const boxes = [face, ghost, signature, pattern, mark].filter((box): box is Box => box !== null);
        for (const box of boxes) {
          expect(within(box, page)).toBe(true);
          expect(box.y + box.height).toBeLessThanOrEqual(zoneTop);
        }
        if (face) {
          for (const other of [ghost, mark, signature, ...cells.map(cellBox)])
            if (other) expect(overlap(face, other)).toBe(0);
          // The portraits of Doc 9303-4 to 9303-6 are at most 35 × 45 mm, in proportions of 7 to 9.
          expect(face.width).toBeLessThanOrEqual(35);
          expect(face.width / face.height).toBeCloseTo(7 / 9, 1);
        }
        if (ghost) for (const cell of cells) expect(overlap(ghost, cellBox(cell))).toBe(0);
      }
    }
  });

  test('there are at least four designs of background, header, portrait and lettering', () => {
    const count = (of: (drawn: SpecimenStyle) => string) => new Set(styles.map(of)).size;
    expect(count(({ background }) => background.weaves[0]!.weave)).toBeGreaterThanOrEqual(4);
    expect(count(({ header }) => header.form)).toBe(4);
    expect(count(({ portrait: { form, tone } }) => `${form} ${tone}`)).toBe(9);
    expect(count(({ lettering }) => lettering.entry)).toBe(7);
    expect(count(({ state }) => state.name)).toBe(INVENTED_STATES.length);
  });

  const cellBox = ({ x, y, width }: { x: number; y: number; width: number }): Box => ({
    x,
    y,
    width,
    height: 4,
  });
});

describe('every state’s sheets', () => {
  test.each(INVENTED_STATES.map((state, i) => [state.name, state, i] as const))(
    '%s: entries stand clear of portrait, zone and edges',
    async (_, state, i) => {
      for (const kind of SPECIMEN_KINDS) {
        const drawn = { ...drawStyle(randomStream(i, `state ${kind}`)), state };
        const person = drawHolder(randomStream(i, kind), TODAY);
        const page = await drawPage(kind, person, drawn, portrait, 4, (name) => randomStream(i, name));
        const { zoneTop } = layPage(kind, drawn);
        expect(page.fields.length).toBeGreaterThanOrEqual(kind === 'TD1-back' ? 3 : 7);
        for (const { name, text, box } of page.fields) {
          expect(text, name).not.toBe('');
          expect(
            within(box, { x: 2, y: 2, width: SHEET_SIZE[kind].width - 4, height: zoneTop - 2 }),
            name,
          ).toBe(true);
          if (page.portrait) expect(overlap(box, page.portrait), name).toBe(0);
        }
        for (const [k, field] of page.fields.entries())
          for (const other of page.fields.slice(k + 1)) expect(overlap(field.box, other.box)).toBe(0);
      }
    },
    20_000,
  );
});

test.each(SPECIMEN_KINDS)(
  '%s: SPECIMEN is there, large, and hides neither portrait nor zone',
  async (kind) => {
    const { ghost, ...marked } = style;
    const withMark = await draw(kind, { ...marked, ghost });
    const without = await draw(kind, { mark: { ...style.mark, opacity: 0, outlined: false } });
    const { width, height, data } = withMark.picture;
    const changed: { x: number; y: number }[] = [];
    for (let i = 0; i < width * height; i++) {
      const differs = [0, 1, 2].some(
        (c) => Math.abs(data[3 * i + c]! - without.picture.data[3 * i + c]!) > 12,
      );
      if (differs) changed.push({ x: ((i % width) + 0.5) / 4, y: (Math.floor(i / width) + 0.5) / 4 });
    }
    const across = Math.max(...changed.map(({ x }) => x)) - Math.min(...changed.map(({ x }) => x));
    expect(across).toBeGreaterThan(0.35 * withMark.width);
    const { zoneTop, portrait: face } = layPage(kind, style);
    for (const point of changed) {
      expect(point.y).toBeLessThan(zoneTop);
      if (face) expect(overlap({ ...point, width: 0.1, height: 0.1 }, face)).toBe(0);
    }
  },
);

describe('a holder whom nobody should have typed', () => {
  const page = (changed: Partial<Holder>, kind: SpecimenKind = 'TD1-front') =>
    drawSpecimen(kind, { ...holder, ...changed }, style, portrait, { pixelsPerMm: 4, seed: 1 });

  test.each([
    [{ surname: '<script>alert(1)</script>' }, 'specimen_invalid'],
    [{ surname: 'A&B"' }, 'specimen_invalid'],
    [{ givenNames: 'Anna 🙂' }, 'specimen_invalid'],
    [{ givenNames: 'Anna\u0000' }, 'specimen_invalid'],
    [{ surname: 'x'.repeat(401) }, 'specimen_invalid'],
    [{ surname: '王' }, 'specimen_unprintable'],
    [{ surname: '' }, 'zone_details_invalid'],
    [{ birth: '1974-02-30' }, 'specimen_invalid'],
    [{ documentNumber: '12<4' }, 'specimen_invalid'],
    [{ personalNumber: 'a b' }, 'specimen_invalid'],
  ])('%j is refused', async (changed, code) => {
    await expect(page(changed)).rejects.toMatchObject({ code });
  });

  test('300 letters are set narrower, and cut where that does not suffice; the zone truncates by its own rules', async () => {
    const sheet = await page({ surname: 'Wolfeschlegelsteinhausen'.repeat(12).slice(0, 300) }, 'TD3');
    const field = sheet.fields.find(({ name }) => name === 'surname')!;
    expect('WOLFESCHLEGELSTEINHAUSEN'.repeat(12).startsWith(field.text)).toBe(true);
    expect(field.text.length).toBeGreaterThan(30);
    expect(field.box.x + field.box.width).toBeLessThan(sheet.width - 2);
    expect(sheet.zone!.lines[0]).toMatch(/^P.UTOWOLFESCHLEGELSTEINHAUSEN[A-Z<]+$/);
  });

  test('a letter without a glyph loses its marks', async () => {
    const sheet = await page({ surname: 'Nguyễn' });
    expect(sheet.fields.find(({ name }) => name === 'surname')!.text).toBe('NGUYEN');
  });

  test('whatever is typed, it is drawn as shapes or refused with a code', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (surname, givenNames) => {
        const changed = { ...holder, surname, givenNames };
        try {
          const { picture } = await drawSpecimen('TD1-front', changed, style, portrait, {
            pixelsPerMm: 4,
            seed: 1,
          });
          expect(picture.data.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(LikenessError);
          expect((error as LikenessError).code).toMatch(/^specimen_|^zone_/);
        }
      }),
      { numRuns: 60, seed: 12 },
    );
  });
});

function within(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width + 1e-9 &&
    inner.y + inner.height <= outer.y + outer.height + 1e-9
  );
}

/** Area of what two boxes share. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 1e-9 && down > 1e-9 ? across * down : 0;
}
