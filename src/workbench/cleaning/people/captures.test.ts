import { describe, expect, it } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import { capturesOf } from './captures.js';

const portrait = recordFixture('Ann/1.jpg');
const madeFrom = (image: string, change = {}) =>
  recordFixture(image, { derivedFrom: portrait.sha256, sourceType: 'document', ...change });

describe('of the pictures of one capture', () => {
  it('the one that the others were made from stands, wherever it is in the list', () => {
    const [first, second] = [madeFrom('Ann/0.png'), madeFrom('Ann/2.png')];
    const { stands, along } = capturesOf([first, portrait, second]);
    expect(stands).toEqual([false, true, false]);
    expect([...along]).toEqual([['Ann/1.jpg', [first, second]]]);
  });

  it('the first stands where that one is not there', () => {
    const pictures = [madeFrom('Ann/0.png'), madeFrom('Ann/2.png')];
    expect(capturesOf(pictures).stands).toEqual([true, false]);
  });

  it('one stands for each subject', () => {
    const other = madeFrom('Bob/2.png');
    expect(capturesOf([portrait, other]).stands).toEqual([true, true]);
  });

  it('the same bytes twice both stand', () => {
    const again = recordFixture('Ann/3.jpg', { sha256: portrait.sha256 });
    expect(capturesOf([portrait, again]).stands).toEqual([true, true]);
  });
});
