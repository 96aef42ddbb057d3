// An authentication as JSON: a verification without its document.

import type { EmbedderManifest } from '../../face/index.js';
import type { Authentication } from '../results.js';
import { timingsJson } from './document.js';
import { judgementJson, selfieJson } from './verification.js';

export type AuthenticationJson = ReturnType<typeof authenticationJson>;

/** @param model the one that compared; of it what its calibration may claim */
export const authenticationJson = (
  authentication: Authentication,
  model: Pick<EmbedderManifest, 'calibration'>,
) => ({
  ...judgementJson(authentication, model),
  model: authentication.model,
  selfie: selfieJson(authentication.selfie),
  timings: timingsJson(authentication.timings),
});
