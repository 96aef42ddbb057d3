import { describe, expect, it } from 'vitest';
import { answersOf } from '../answers.js';
import type { Alternative, StudyReport } from '../report.js';
import { parseStudy } from '../study.js';
import { renderStudy } from './page.js';

const STUDY = parseStudy(
  {
    recipe: { kind: 'adapter', name: 'documents', dataset: 'people' },
    choices: [
      { choice: 'heads <b>', options: { '<i>offset</i>': { heads: 'offset' }, none: { heads: 'none' } } },
      { choice: 'crowd', options: { none: { crowd: null }, two: { crowd: { people: 2 } } } },
    ],
  },
  's.json',
  '/here',
);

const rate = (value: number) => ({ rate: value, lower: 0.7 * value, upper: 1.4 * value });
const alternative = (
  choice: string | null,
  option: string,
  estimate: number,
  verdict: Alternative['verdict'],
): Alternative => ({
  ...{ choice, option, verdict },
  fnmr: rate(0.04 + estimate),
  difference: {
    ...{ estimate, lower: estimate - 0.01, upper: estimate + 0.012 },
    ...{ pValue: 0.02, adjusted: verdict === 'indistinguishable' ? 0.31 : 0.03, smallest: 0.016 },
  },
});
const people = { subjects: 400, pictures: 900, mated: 171, matedTrials: 300, nonMatedTrials: 90_000 };

function reportOf(alternatives: readonly Alternative[]): StudyReport {
  const found = {
    search: [
      {
        ...{ choice: 'heads <b>', taken: '<i>offset</i>', given: {} },
        options: [
          {
            option: '<i>offset</i>',
            taken: true,
            folds: 3,
            stopped: false,
            fnmr: rate(0.05),
            difference: null,
            recipe: 'a',
          },
          {
            ...{ option: 'none', taken: false, folds: 1, stopped: true, fnmr: rate(0.3), recipe: 'b' },
            difference: { estimate: 0.25, lower: 0.2, upper: 0.3, pValue: 0.001 },
          },
        ],
      },
      { choice: 'crowd', taken: 'two', given: { 'heads <b>': '<i>offset</i>' }, options: [] },
    ],
    proof: { fnmr: rate(0.04), alternatives },
    test: people,
    reasons: { heads: 'Since documents are moved.' },
  };
  return {
    format: 'likeness-study-1',
    created: '2026-11-28T08:00:00.000Z',
    command: 'likeness study s.json',
    study: { name: 'documents', kind: 'adapter', fmr: 1e-3, folds: 3, seed: 1, replicates: 2000 },
    dataset: { name: 'people & co', path: '/here/people', version: '5'.repeat(64) },
    protocol: { name: 'documents', description: 'every document against every selfie' },
    train: people,
    measurements: { made: 9, kept: 1 },
    recipe: { kind: 'adapter', name: 'documents', dataset: '/here/people', seed: 1 },
    ...found,
    answers: answersOf(found, STUDY),
  };
}

/** Spaces that do not break look like others. */
const page = (alternatives: readonly Alternative[]) =>
  renderStudy(reportOf(alternatives))
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/<\/?(bdi|span)[^>]*>/g, '');

const WORSE = alternative('heads <b>', 'none', 0.06, 'worse');
const ALIKE = alternative('crowd', 'none', 0.002, 'indistinguishable');
const BETTER = alternative('crowd', 'none', -0.02, 'better');
const BASE = alternative(null, 'accurate', 0.05, 'worse');

describe('the page of a study', () => {
  it('begins with what was taken, and of each choice what it would else have been', () => {
    const shown = page([WORSE, ALIKE, BASE]);
    expect(shown.indexOf('The answer')).toBeLessThan(shown.indexOf('How it was searched'));
    expect(shown).toContain(
      'With none instead FNMR would be 10.0 % (7.0–14.0 %), a difference of +6.0 points (+5.0 to +7.2), p 0.03 adjusted for 3 tests: worse.',
    );
    expect(shown).toContain('Since documents are moved.');
    expect(shown).toContain('Before any training, with accurate as it is, FNMR is');
  });

  it('claims nothing where nothing can be told apart', () => {
    const shown = page([WORSE, ALIKE, BASE]);
    expect(shown).toContain(
      'indistinguishable on 171 subjects. A difference of 1.6 points would have been found four times in five.',
    );
    expect(shown).toContain('1 of the 2 other options cannot be told from what was taken');
    expect(page([{ ...WORSE, verdict: 'indistinguishable' }, ALIKE])).toContain(
      'None of the 2 other options can be told',
    );
    expect(page([WORSE])).not.toContain('be told from what was taken on these people');
  });

  it('says plainly where another option is better on the people who prove it', () => {
    expect(page([WORSE, BETTER])).toContain('does not hold on the 171 subjects of the part test');
  });

  it('tells where a candidate was stopped, and that these figures helped to choose', () => {
    const shown = page([WORSE, ALIKE]);
    expect(shown).toContain('stopped after fold 1');
    expect(shown).toContain('1 of 3');
    expect(shown).toContain('These figures helped to choose');
    expect(shown).toContain('Selecting was on other people');
  });

  it('cannot be broken by names of strangers, and loads and runs nothing', () => {
    const shown = page([WORSE, ALIKE, BASE]);
    expect(shown).toContain('&lt;i&gt;offset&lt;/i&gt;');
    expect(shown).not.toContain('<i>offset');
    expect(shown).not.toMatch(/<script|<img|<link|\son\w+=/);
  });
});
