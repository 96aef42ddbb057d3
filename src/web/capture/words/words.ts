// All that the capture page says, whatever the language.

import type { CameraFault } from '../camera.js';
import type { Cue } from '../guidance/cues.js';
import type { LightFault } from '../lightness.js';
import type { What } from '../seeing/sight.js';

export interface Words {
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly headings: Readonly<
    Record<
      | 'looking'
      | 'welcome'
      | 'selfie'
      | 'which'
      | 'document'
      | 'back'
      | 'sending'
      | 'unsent'
      | 'again'
      | 'done'
      | 'failed'
      | 'expired'
      | 'unreachable',
      string
    >
  >;
  readonly loading: string;
  readonly whatProofing: string;
  readonly whatAuthentication: string;
  readonly consent: string;
  /** For how long, as `lasting` says it. */
  readonly kept: Readonly<
    Record<
      'accepted' | 'rejected' | 'again' | 'authentication' | 'templates' | 'reports',
      (span: string) => string
    >
  >;
  readonly rights: string;
  readonly tries: (left: number) => string;
  readonly begin: string;
  readonly kinds: Readonly<Record<'booklet' | 'card', { readonly name: string; readonly about: string }>>;
  readonly how: Readonly<Record<What, string>>;
  readonly camera: string;
  readonly take: string;
  readonly automatic: string;
  readonly upload: string;
  readonly tooLarge: string;
  readonly noCamera: Readonly<Record<CameraFault, string>>;
  readonly light: Readonly<Record<LightFault, string>>;
  readonly cues: Readonly<Record<Cue, string>>;
  readonly lookAtIt: string;
  readonly taken: string;
  readonly keep: string;
  readonly takeAgain: string;
  readonly otherDocument: string;
  readonly sending: string;
  readonly slow: string;
  readonly broken: string;
  readonly unsent: string;
  readonly again: string;
  readonly done: string;
  readonly failed: string;
  readonly expired: string;
  readonly unreachable: string;
  readonly back: string;
  readonly language: string;
  /** By the service's codes. What is not here is said by `adviceOtherwise`. */
  readonly advice: Readonly<Partial<Record<string, string>>>;
  readonly adviceOtherwise: string;
}
