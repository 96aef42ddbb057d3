// Written by `npm run study:calibrate`. Do not edit.

import type { Calibration } from './manifest.js';

/** Calibrations by the digest of the model that they belong to. */
export const CALIBRATIONS: Readonly<Record<string, Calibration>> = {};
