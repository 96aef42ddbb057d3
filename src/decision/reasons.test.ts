import { describe, expect, it } from 'vitest';
import { comparisonReason, faceReason, qualityReason, REASONS } from './reasons.js';

describe('The table of reasons', () => {
  it.each(Object.entries(REASONS))('%s: %s', (code, sentence) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('holds the codes that callers may rely on', () => {
    expect(Object.keys(REASONS).toSorted()).toEqual([
      'bystanders_ignored',
      'chip_forged',
      'chip_not_verified',
      'chip_portrait_differs',
      'chip_zone_alone',
      'chip_zone_differs',
      'evidence_against',
      'face_not_found',
      'faces_several',
      'fmr_beyond_data',
      'ghost_portrait_ignored',
      'model_uncalibrated',
      'mrz_doubtful',
      'mrz_not_found',
      'mrz_not_shown',
      'mrz_sides_differ',
      'mrz_unreadable',
      'page_not_found',
      'picture_enrolled',
      'pictures_identical',
      'portrait_not_found',
      'score_between_limits',
      'score_reaches_threshold',
    ]);
  });
});

describe('A reason', () => {
  it('about the comparison is about neither picture', () => {
    expect(comparisonReason('evidence_against')).toEqual({
      code: 'evidence_against',
      message: REASONS.evidence_against,
    });
  });

  it('about a face names its picture', () => {
    expect(faceReason('face_not_found', 'document')).toEqual({
      code: 'face_not_found',
      about: 'document',
      message: REASONS.face_not_found,
    });
  });

  it('about quality is named by the standard’s component and carries what was measured', () => {
    const shortfall = {
      component: 'EyesOpen',
      native: 0.01,
      limit: 0.02,
      advice: 'Open your eyes.',
    } as const;
    expect(qualityReason('selfie', shortfall)).toEqual({
      code: 'quality_EyesOpen',
      about: 'selfie',
      message: 'Open your eyes.',
      measured: { value: 0.01, limit: 0.02 },
    });
  });
});
