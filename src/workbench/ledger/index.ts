// The door of the ledger: on what terms pictures are held, how that is amended, where they lie.

export {
  type Amended,
  amendTerms,
  type Condition,
  conditionOf,
  type NewTerms,
  parseCondition,
  parseNewTerms,
} from './amend.js';
export { type Copies, copiesOf } from './copies.js';
export { type Held, type Ledger, type LedgerEntry, ledgerOf } from './ledger.js';
export { ledgerCsv } from './ledgerCsv.js';
export { isOverdue, TERM_NAMES, type TermColumn, today } from './terms.js';
