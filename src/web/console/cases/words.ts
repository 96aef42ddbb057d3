// Codes as people read them.

import type { CaseOutcome, CaseState } from '../../../client/index.js';

export const STATES: Readonly<Record<CaseState, string>> = {
  open: 'Open',
  assigned: 'Being looked at',
  awaiting_second: 'Awaits a second look',
  decided: 'Decided',
  closed: 'Closed: erased',
};

export const OUTCOMES: Readonly<Record<CaseOutcome, string>> = {
  approve: 'Approve',
  reject: 'Reject',
  recapture: 'Ask for new pictures',
};

/** `face_on_list` → `face on list`: the codes are words already. */
export const nameOf = (code: string): string => code.replaceAll('_', ' ');
