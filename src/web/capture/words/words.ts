// All that the capture page says, whatever the language.

import type { CameraFault } from '../camera.js';
import type { LightFault } from '../lightness.js';

export interface Words {
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly headings: Readonly<
    Record<
      | 'looking'
      | 'welcome'
      | 'selfie'
      | 'document'
      | 'sending'
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
  readonly tries: (left: number) => string;
  readonly begin: string;
  readonly howSelfie: string;
  readonly howDocument: string;
  readonly camera: string;
  readonly take: string;
  readonly upload: string;
  readonly noCamera: Readonly<Record<CameraFault, string>>;
  readonly light: Readonly<Record<LightFault, string>>;
  readonly lookAtIt: string;
  readonly taken: string;
  readonly keep: string;
  readonly takeAgain: string;
  readonly sending: string;
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
