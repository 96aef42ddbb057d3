// Looking first, and asking the model afterwards: whoever chooses so is not told what it made of the faces, in the queue
// and from the first moment of each case on.

import type { ReactElement } from 'react';
import type { CaseDetail } from '../../../client/index.js';
import { useKept } from './kept.js';

export const useBlind = (): [boolean, (blind: boolean) => void] => useKept('likeness.blind', false);

interface BlindChoiceProps {
  readonly blind: boolean;
  readonly onBlind: (blind: boolean) => void;
}

export const BlindChoice = ({ blind, onBlind }: BlindChoiceProps): ReactElement => (
  <label className="row small">
    <input type="checkbox" checked={blind} onChange={({ target }) => onBlind(target.checked)} />
    Leave out what the model says
  </label>
);

/** A case without anything that may tell, for as long as the service's own is on its way. */
export const veiled = (one: CaseDetail): CaseDetail => ({
  ...{ ...one, comparison: null, risk: null, reasons: [] },
  concerns: one.concerns.map((concern) => ({
    ...concern,
    evidence: concern.evidence.map(({ kind, id }) => ({ kind, id, score: null, alikeness: null })),
  })),
  earlier: one.earlier.map((before) => ({ ...before, decision: null, llr: null, reasons: [] })),
  otherCases: one.otherCases.map((other) => ({ ...other, reasons: [] })),
});
