// What is known of a decision on its way: compared, then concluded, then decided, which means kept.

import type { AuthenticationJson, VerificationJson } from '../../decision/index.js';
import type { AuditLog, EvidenceConditions, Software } from '../audit/index.js';
import type { Customer } from '../customers/index.js';
import type { InferencePool, VerifyResult } from '../inference/index.js';
import type { PolicyDocument, PolicyVersion } from '../policies/index.js';
import type { Database, PicturePart, Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import type { Concern, Conclusion } from './conclude.js';

/** Selfie and references were compared. */
export interface Compared {
  /** UUID, in the order of time. */
  readonly id: string;
  readonly kind: 'proofing' | 'authentication';
  readonly tenant: string;
  readonly at: Date;
  readonly channel: 'api' | 'capture';
  /** The caller's own name for the device. */
  readonly device: string | null;
  /** What a browser told of where the pictures came from, as `readHints` gives it. */
  readonly hints?: readonly string[];
  readonly subject: KnownSubject;
  /** Whether `subject` is somebody new, who has no row yet. */
  readonly isNew: boolean;
  readonly customer: Customer | null;
  readonly policy: PolicyVersion;
  /** The day of the check, UTC: what a document's expiry was held against. */
  readonly today: string;
  readonly report: VerificationJson | AuthenticationJson;
  readonly model: VerifyResult['model'];
  readonly pictures: readonly (readonly [PicturePart, Uint8Array])[];
  /** Of length one, by the part that the picture plays. */
  readonly templates: readonly {
    readonly role: 'selfie' | 'document';
    readonly vector: Float32Array;
  }[];
  readonly document: {
    readonly type: string | null;
    /** ICAO's code. */
    readonly issuingState: string | null;
    /** Keyed digest of the number: equal for equal documents of a tenant. */
    readonly digest: Buffer | null;
  } | null;
}

export interface Concluded extends Compared, Conclusion {
  readonly concerns: readonly Concern[];
}

export interface Decided extends Concluded {
  /** Of the entry in the log. */
  readonly sequence: number;
}

/** What a screen has found. */
export interface Finding {
  readonly concerns: readonly Concern[];
  /**
   * Looks again at what was committed since, within the transaction that keeps an approval: the log's head is locked
   * then and nobody else of the tenant can commit, so that of tries at once none slips by unseen.
   * @throws `tries_at_once`
   */
  readonly recheck?: (transaction: Transacting) => Promise<void>;
}

/** Whose faces they are, and by what they are judged: enough to search for them again, long after they were compared. */
export type Faces = Pick<
  Compared,
  'kind' | 'tenant' | 'at' | 'subject' | 'customer' | 'policy' | 'model' | 'templates'
>;

/** Looks beyond the pictures: other customers, lists, earlier tries. */
export type Screen = (compared: Compared) => Promise<Finding>;

/** Looks at what must still be so when a decision is kept, and locks it, before anything is written. */
export type Gate = (transaction: Transacting) => Promise<void>;

/** Does what a decision entails, within its transaction: enrols, tells others, opens a case. */
export type Follower = (transaction: Transacting, decided: Decided) => Promise<void>;

export interface Deciding {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly inference: InferencePool;
  readonly audit: AuditLog;
  readonly screens: readonly Screen[];
  readonly gates?: readonly Gate[];
  readonly followers: readonly Follower[];
  /** Told of a decision once it is kept. */
  readonly onKept?: (decided: Decided) => void;
  /** Keys the digests of documents' numbers. */
  readonly digestKey: Uint8Array;
}

/** What is sealed of a decision: enough to show it, and to compute it anew. */
export interface SealedReport {
  readonly report: VerificationJson | AuthenticationJson;
  readonly concerns: readonly Concern[];
  readonly today: string;
  readonly calibrationDigest: string | null;
  /** As it was then: a later Likeness may fill an old version's gaps otherwise. */
  readonly policy: PolicyDocument;
  readonly conditions: EvidenceConditions;
  /** Of the process that decided. */
  readonly software: Software;
}
