// What coherence says: one sentence for each contradiction or oddity of a document.

export type FindingCode =
  | 'mrz_check_digit_failed'
  | 'mrz_field_invalid'
  | 'document_expired'
  | 'document_expires_soon'
  | 'birth_in_future'
  | 'issue_in_future'
  | 'issue_after_expiry'
  | 'issue_before_birth'
  | 'expiry_before_birth'
  | 'age_over_limit'
  | 'visual_zone_differs'
  | 'age_hint';

export interface Finding {
  readonly code: FindingCode;
  /** `fails` is a contradiction; `hint` is for a person to look at, and never decides by itself. */
  readonly severity: 'fails' | 'hint';
  /** A plain sentence. */
  readonly message: string;
  /** The facts that it is about, such as `expiryDate`. */
  readonly about: readonly string[];
}
