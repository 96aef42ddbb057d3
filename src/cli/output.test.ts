import { describe, expect, test } from 'vitest';
import { painter, rate, signed, table } from './output.js';
import { shortened, widthOf, wrap } from './sheet/palette.js';

describe('numbers', () => {
  test('a rate is written as people write it', () => {
    expect([1e-4, 2.34e-5, 0.01, 0.1, 0].map(rate)).toEqual(['1e-4', '2.3e-5', '1 %', '10 %', '0']);
    expect(`${rate(1e-63)} to ${rate(0.31)}`).toBe('0 to 31 %');
  });

  test('a number has its sign', () => {
    expect([signed(0.5, 2), signed(-4.26, 1)]).toEqual(['+0.50', '−4.3']);
  });
});

describe('colours', () => {
  const terminal = { write: () => undefined, isTTY: true };

  test('appear on a terminal', () => {
    expect(painter(terminal, {})('yes', 'bold', 'green')).toBe('\x1b[1;32myes\x1b[0m');
  });

  test('do not where NO_COLOR is set, in a pipe, or on a dumb terminal', () => {
    expect(painter(terminal, { NO_COLOR: '1' })('yes', 'bold')).toBe('yes');
    expect(painter({ write: () => undefined }, {})('yes', 'bold')).toBe('yes');
    expect(painter(terminal, { TERM: 'dumb' })('yes', 'bold')).toBe('yes');
  });
});

test('a table is aligned before it is coloured', () => {
  const rows = [
    ['a', 'long cell', 'x'],
    ['bb', 'cell', 'yy'],
  ];
  expect(table(rows)).toEqual(['a   long cell  x', 'bb  cell       yy']);
});

describe('lettering', () => {
  test('a sentence is broken where it becomes too wide', () => {
    const lines = wrap('turn towards the light and look at the camera', 12, 150);
    expect(lines.join(' ')).toBe('turn towards the light and look at the camera');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(widthOf(line, 12)).toBeLessThanOrEqual(150);
  });

  test('a long path keeps its end', () => {
    expect(shortened('/home/somebody/pictures/selfie.jpg', 12, 120)).toMatch(/^….*selfie\.jpg$/);
    expect(shortened('selfie.jpg', 12, 500)).toBe('selfie.jpg');
  });
});
