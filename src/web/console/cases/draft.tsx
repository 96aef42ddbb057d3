// A decision that is not sent yet. It belongs to whoever enters it, and not to the case: whatever becomes of the case
// meanwhile, they lose no word of it.

import type { ReactElement } from 'react';
import type { CaseDetail, CaseOutcome, CaseReason } from '../../../client/index.js';
import { Notice } from '../shell/notice.js';
import { nameOf, OUTCOMES } from './words.js';

export interface Draft {
  readonly outcome: CaseOutcome | undefined;
  readonly reasons: readonly CaseReason[];
  readonly text: string;
}

export const NOTHING: Draft = { outcome: undefined, reasons: [], text: '' };

interface UnsentProps {
  readonly one: CaseDetail;
  readonly draft: Draft;
}

/** Of a case that is somebody else's by now: what was entered, to be copied. */
export const Unsent = ({ one, draft: { outcome, reasons, text } }: UnsentProps): ReactElement | null =>
  outcome === undefined && text.trim() === '' ? null : (
    <section className="panel stack">
      <h2>What you had entered</h2>
      <Notice kind="bad">
        {becameOf(one)}: your decision was not sent. Copy from here what you need, before you leave this page.
      </Notice>
      {outcome && (
        <p>
          <strong>{OUTCOMES[outcome]}</strong>
          {reasons.length > 0 && `: ${reasons.map(nameOf).join(', ')}`}
        </p>
      )}
      {text.trim() !== '' && (
        <label className="field">
          <span className="small soft">Your words</span>
          <textarea rows={3} readOnly value={text} />
        </label>
      )}
    </section>
  );

function becameOf({ state, assignee }: CaseDetail): string {
  if (assignee) return `${assignee.name} has this case now`;
  return state === 'decided' ? 'This case was decided by somebody else' : 'This case is nobody’s now';
}
