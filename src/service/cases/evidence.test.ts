import { expect, test } from 'vitest';
import { DEFAULT_DOCUMENT } from '../policies/index.js';
import type { CaseOutcome } from '../storage/index.js';
import { ALIKE, FORGED, LISTED, reportOf, UNSURE } from './cases.fixture.js';
import { type Evidence, evidenceOf, isAgainst, settleLooks } from './evidence.js';
import { CASE_REASONS, faultOf, labelOf } from './reasons.js';
import { riskOf, standsAt } from './risk.js';

const DIFFERENT = 0.83;
const of = (
  ...[score, objections, concerns = []]: [number, Parameters<typeof reportOf>[1]?, (typeof LISTED)[]?]
) => evidenceOf({ report: reportOf(score, objections), concerns }, DEFAULT_DOCUMENT, 'proofing');
const velocity = { code: 'velocity_device', effect: 'review', evidence: [] } as const;

test.each<[string, Evidence, CaseOutcome[]]>([
  ['unsure: whatever a person sees', of(UNSURE), []],
  ['evidence for two people: approving', of(DIFFERENT), ['approve']],
  ['alike, and the chip is forged: approving', of(ALIKE, [FORGED]), ['approve']],
  ['alike, and on a list: approving', of(ALIKE, [], [LISTED]), ['approve']],
  ['unsure, and on a list: approving', of(UNSURE, [], [LISTED]), ['approve']],
  ['alike, and many tries, which say nothing of who it is: rejecting', of(ALIKE, [], [velocity]), ['reject']],
  [
    'alike, and a hit that the policy only notes: rejecting',
    of(ALIKE, [], [{ ...LISTED, effect: 'note' }]),
    ['reject'],
  ],
])('%s goes against the evidence', (_, evidence, against) => {
  const outcomes: CaseOutcome[] = ['approve', 'reject', 'recapture'];
  expect(outcomes.filter((outcome) => isAgainst(outcome, evidence))).toEqual(against);
});

test('a note about the document is no objection', () => {
  // The fixture’s document is a mere portrait: `page_not_found` stands among its reasons.
  const report = {
    ...reportOf(ALIKE),
    reasons: [{ code: 'page_not_found', about: 'document', message: '' } as const],
  };
  expect(evidenceOf({ report, concerns: [] }, DEFAULT_DOCUMENT, 'proofing').standing).toEqual([]);
});

test('an authentication is held against the policy for authentications', () => {
  const policy = { ...DEFAULT_DOCUMENT, authentication: { passFmr: 1e-4, blockLlr: 2 } };
  const input = { report: reportOf(UNSURE), concerns: [] };
  expect(isAgainst('approve', evidenceOf(input, policy, 'authentication'))).toBe(true);
  expect(isAgainst('approve', evidenceOf(input, policy, 'proofing'))).toBe(false);
});

test('two looks: nothing goes against the evidence unless both say so', () => {
  const approve = { outcome: 'approve', against: true } as const;
  const reject = { outcome: 'reject', against: false } as const;
  const recapture = { outcome: 'recapture', against: false } as const;
  expect(settleLooks(approve, approve)).toBe('approve');
  expect(settleLooks(approve, reject)).toBe('reject');
  expect(settleLooks(reject, approve)).toBe('reject');
  expect(settleLooks(reject, recapture)).toBe('recapture');
  expect(settleLooks({ ...reject, against: true }, approve)).toBe('recapture');
  // The hit came after the first look.
  expect(settleLooks({ ...approve, against: false }, approve)).toBe('recapture');
});

test('risk: evidence, then objections, then what else is known', () => {
  const unsure = { llr: 1, rejectLlr: -4, reached: false, standing: [] };
  expect(riskOf(unsure, [])).toBe(4);
  expect(riskOf({ ...unsure, llr: -3 }, [])).toBe(8);
  expect(riskOf({ ...unsure, llr: 12 }, [])).toBe(0);
  expect(riskOf({ ...unsure, llr: null }, [])).toBe(5);
  expect(riskOf({ ...unsure, standing: ['chip_forged', 'mrz_not_found'] }, [])).toBe(7);
  expect(riskOf({ ...unsure, standing: ['face_on_list'] }, [LISTED, LISTED, velocity])).toBe(4 + 6 + 1);
  expect(standsAt(new Date('2026-11-28T12:00:00Z'), 4)).toEqual(new Date('2026-11-28T04:00:00Z'));
});

test('each reason fits some outcome, and one that says too little needs words', () => {
  for (const { sentence, outcomes } of Object.values(CASE_REASONS)) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(outcomes.length).toBeGreaterThan(0);
  }
  expect(faultOf('approve', ['same_person'], null)).toBeUndefined();
  expect(faultOf('approve', ['different_person'], null)).toBe('different_person is no reason to approve');
  expect(faultOf('reject', ['other'], null)).toMatch(/give a text/);
  expect(faultOf('reject', ['other'], 'because')).toBeUndefined();
});

test('what a decision says of the two faces hangs on its reasons', () => {
  expect(labelOf(['same_person', 'document_in_order'])).toBe('mated');
  expect(labelOf(['different_person'])).toBe('non_mated');
  expect(labelOf(['document_forged'])).toBeNull();
  expect(labelOf(['a_code_of_later'])).toBeNull();
});
