import { describe, expect, it } from 'vitest';
import type { Chip, DocumentReading } from '../document/index.js';
import { BACK, chip, EXPIRED, FRONT, PASSPORT, PORTRAIT, page, TODAY } from './readings.fixture.js';
import { weighDocument } from './weighDocument.js';

function weigh(
  readings: readonly DocumentReading[],
  of: Chip | null = null,
  requires: 'portrait' | 'page' | 'data' = 'portrait',
) {
  const { objections, notes } = weighDocument(readings, of, { today: TODAY, requires });
  return [
    ...objections.map(({ effect, reason }) => `${effect}: ${reason.code}`),
    ...notes.map(({ code }) => `note: ${code}`),
  ];
}

describe('What stands against a document', () => {
  it('is nothing where its zone was read and is in order', () => {
    expect(weigh([page(PASSPORT)])).toEqual([]);
    expect(weigh([...FRONT, BACK])).toEqual([]);
  });

  it('is that it has expired', () => {
    expect(weigh([page(EXPIRED)])).toEqual(['review: document_expired']);
  });

  it('is that a page has no zone that must have one, or both sides of a card none', () => {
    expect(weigh([page(null)])).toEqual(['review: mrz_not_found']);
    expect(weigh([...FRONT, ...FRONT])).toEqual(['review: mrz_not_found']);
  });

  it('is a zone that could not be read', () => {
    expect(weigh([page(null, { hasZone: true })])).toEqual(['recapture: mrz_unreadable']);
  });

  it('is another zone on the other side', () => {
    expect(weigh([page(PASSPORT), BACK])).toEqual(['review: mrz_sides_differ']);
    expect(weigh([page(PASSPORT), page(PASSPORT)])).toEqual([]);
  });

  it('is glare only where it hid something, and a page cut off in any case', () => {
    const shortfall = (code: 'document_glare' | 'document_cropped') => ({
      shortfalls: [{ code, advice: 'Tilt it.', measured: { value: 1, limit: 0 } }],
    });
    expect(weigh([page(PASSPORT, shortfall('document_glare'))])).toEqual([]);
    expect(weigh([page(null, { hasZone: true, ...shortfall('document_glare') })])).toEqual([
      'recapture: document_glare',
      'recapture: mrz_unreadable',
    ]);
    expect(weigh([page(PASSPORT, shortfall('document_cropped'))])).toEqual(['recapture: document_cropped']);
  });
});

describe('What a document does not show', () => {
  it('is told, and left to whoever reads the reasons', () => {
    expect(weigh(PORTRAIT)).toEqual(['note: page_not_found']);
    expect(weigh(FRONT)).toEqual(['note: mrz_not_shown']);
  });

  it.each([
    ['a mere portrait', PORTRAIT, 'page', ['recapture: page_not_found']],
    ['a mere portrait', PORTRAIT, 'data', ['recapture: page_not_found']],
    ['the front of a card', FRONT, 'page', ['note: mrz_not_shown']],
    ['the front of a card', FRONT, 'data', ['recapture: mrz_not_shown']],
    ['both sides of a card', [...FRONT, BACK], 'data', []],
    ['a page whose zone is missing', [page(null)], 'data', ['review: mrz_not_found']],
  ] as const)('%s is asked for again where the policy requires it', (_, readings, requires, expected) => {
    expect(weigh(readings, null, requires)).toEqual(expected);
  });

  it('is not missed where the chip has it', () => {
    expect(weigh(FRONT, chip(PASSPORT, 'authentic'), 'data')).toEqual(['note: mrz_not_shown']);
    expect(weigh(PORTRAIT, chip(PASSPORT, 'authentic'), 'data')).toEqual(['note: page_not_found']);
  });
});

describe('A chip', () => {
  it('with the zone of the page, signed by whom we trust, has nothing against it', () => {
    expect(weigh([page(PASSPORT)], chip(PASSPORT, 'authentic'))).toEqual([]);
  });

  it('that differs from print, was altered, or cannot be verified says so', () => {
    expect(weigh([page(PASSPORT)], chip(EXPIRED, 'authentic'))).toEqual(['review: chip_zone_differs']);
    expect(weigh([page(PASSPORT)], chip(PASSPORT, 'forged'))).toEqual(['review: chip_forged']);
    expect(weigh([page(PASSPORT)], chip(PASSPORT, null))).toEqual(['note: chip_not_verified']);
  });

  it('counts with its own expiry where print was not read', () => {
    expect(weigh(FRONT, chip(EXPIRED, 'authentic'))).toEqual([
      'review: document_expired',
      'note: mrz_not_shown',
    ]);
  });

  it('that is authentic spares a person the reading of worn print; one that is not does not', () => {
    const worn = [page(null, { hasZone: true })];
    expect(weigh(worn, chip(PASSPORT, 'authentic'))).toEqual(['note: chip_zone_alone']);
    expect(weigh(worn, chip(PASSPORT, 'not_verified'))).toEqual([
      'recapture: mrz_unreadable',
      'note: chip_not_verified',
    ]);
  });
});

describe('What the page prints for people', () => {
  const printed = (...words: readonly string[]) => ({
    visual: words.map((line) => line.split(' ').map((text) => ({ text, confidence: 0.95 }))),
  });

  it('has nothing against a zone that says the same, or of which it says nothing', () => {
    expect(weigh([page(PASSPORT, printed('ERIKSSON', '12 AUG 1974', 'L898902C3'))])).toEqual([]);
    expect(weigh([page(PASSPORT, printed('REPUBLIC OF UTOPIA'))])).toEqual([]);
  });

  it('is for a person to see where it says something else, on either side', () => {
    expect(weigh([page(PASSPORT, printed('12 AUG 1984'))])).toEqual(['review: visual_zone_differs']);
    const front = page(null, { size: 'TD1', ...printed('D23145980') });
    expect(weigh([front, BACK])).toEqual(['review: visual_zone_differs']);
  });

  it('is held against the chip where no zone was read', () => {
    const front = page(null, { size: 'TD1', ...printed('12 AUG 1984') });
    expect(weigh([front], chip(PASSPORT, 'authentic'))).toEqual([
      'review: visual_zone_differs',
      'note: mrz_not_shown',
    ]);
  });
});
