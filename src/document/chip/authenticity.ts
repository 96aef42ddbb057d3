// What became of passive authentication: steps, each with a code that never changes its meaning, and a verdict.

/** Each step, in the order in which they are taken. */
export type StepCode =
  | 'data_group_given'
  | 'data_group_unchanged'
  | 'content_type'
  | 'message_digest'
  | 'signer_found'
  | 'signature'
  | 'signer_validity'
  | 'signer_purpose'
  | 'issuer_known'
  | 'issuer_signature'
  | 'issuer_validity'
  | 'issuer_purpose'
  | 'revocation'
  | 'algorithm_strength';

export interface Step {
  readonly code: StepCode;
  readonly passes: boolean;
  /** A sentence for the person who looks at the document. */
  readonly sentence: string;
  /**
   * What it means where it does not pass: something was altered (`forgery`), it cannot be said (`doubt`), or it should
   * be known and changes nothing (`remark`).
   */
  readonly weight: 'forgery' | 'doubt' | 'remark';
  /** Where it is about one data group. */
  readonly dataGroup?: number;
}

export interface Authenticity {
  /**
   * `authentic`: what was given is what a trusted state signed. `forged`: something is not what was signed.
   * `not_verified`: neither can be said, such as where the issuer is unknown.
   */
  readonly verdict: 'authentic' | 'not_verified' | 'forged';
  readonly authentic: boolean;
  /** The first step that decided against, or null. */
  readonly reason: Step | null;
  readonly steps: readonly Step[];
  /** Who signed, as the signer's certificate says. */
  readonly signer: { readonly subject: string; readonly issuer: string } | null;
}

/** Draws the verdict from the steps. */
export function judge(steps: readonly Step[], signer: Authenticity['signer']): Authenticity {
  const failed = (weight: Step['weight']) => steps.find((step) => !step.passes && step.weight === weight);
  const [forgery, doubt] = [failed('forgery'), failed('doubt')];
  const verdict = forgery ? 'forged' : doubt ? 'not_verified' : 'authentic';
  return { verdict, authentic: verdict === 'authentic', reason: forgery ?? doubt ?? null, steps, signer };
}
