import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../face/index.js';
import { CALIBRATIONS } from '../../face/registry/calibrations.js';
import { fpirFromFmr } from '../../trials/index.js';
import { identificationThreshold } from './identificationThreshold.js';

const calibration = Object.values(CALIBRATIONS)[0]!;
const refused = (code: string) => expect.objectContaining({ code });

describe('the threshold of a search', () => {
  it('is that of the FMR with which N independent comparisons give the FPIR', () => {
    // 1 − (1 − 0.01)^(1/100) = 1.00498…e-4
    const { fmr, threshold, supported, fpirInterval } = identificationThreshold(calibration, {
      fpir: 0.01,
      gallerySize: 100,
    });
    expect(fmr).toBeCloseTo(1.005e-4, 8);
    const at = (rate: number) => calibration.thresholds.find((one) => one.fmr === rate)!.threshold;
    expect(threshold).toBeLessThan(at(1e-4));
    expect(threshold).toBeGreaterThan(at(3e-4));
    expect(supported).toBe(true);
    expect(fpirInterval![0]).toBeLessThan(0.01);
    expect(fpirInterval![1]).toBeGreaterThan(0.01);
  });

  it('of one reference is that of a verification', () => {
    const { thresholds } = calibration;
    for (const { fmr, threshold } of thresholds) {
      expect(identificationThreshold(calibration, { fpir: fmr, gallerySize: 1 })).toMatchObject({
        threshold: expect.closeTo(threshold, 9),
        supported: true,
      });
    }
  });

  it('turns back what FPIR follows from an FMR, at any size', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (fpir, gallerySize) => {
          const { fmr } = identificationThreshold(calibration, { fpir, gallerySize });
          expect(fpirFromFmr(fmr, gallerySize) / fpir).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('says how large a gallery the data carries, and claims nothing beyond', () => {
    const lowest = calibration.thresholds.at(-1)!.fmr;
    const { supportedSize } = identificationThreshold(calibration, { fpir: 0.01, gallerySize: 10 });
    expect(supportedSize).toBe(Math.floor(Math.log(0.99) / Math.log(1 - lowest)));
    expect(identificationThreshold(calibration, { fpir: 0.01, gallerySize: supportedSize }).supported).toBe(
      true,
    );
    const beyond = identificationThreshold(calibration, { fpir: 0.01, gallerySize: 100 * supportedSize });
    expect(beyond).toMatchObject({ supported: false });
    expect(beyond).not.toHaveProperty('fpirInterval');
    expect(beyond.threshold).toBeGreaterThan(calibration.thresholds.at(-1)!.threshold);
  });

  it('is refused where it would mean nothing', () => {
    for (const target of [
      { fpir: 0, gallerySize: 10 },
      { fpir: 0.6, gallerySize: 10 },
      { fpir: Number.NaN, gallerySize: 10 },
      { fpir: 0.01, gallerySize: 0 },
      { fpir: 0.01, gallerySize: 1.5 },
    ]) {
      expect(() => identificationThreshold(calibration, target)).toThrow(refused('option_invalid'));
    }
    const adjusted = { ...calibration, adjustment: {} } as Calibration;
    expect(() => identificationThreshold(adjusted, { fpir: 0.01, gallerySize: 10 })).toThrow(
      refused('model_uncalibrated'),
    );
  });
});
