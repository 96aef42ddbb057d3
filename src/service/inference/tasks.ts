// What a thread can be asked, and what it answers: plain values, which can go from thread to thread.

import { createHash } from 'node:crypto';
import type { AuthenticationJson, Policy, Role, VerificationJson } from '../../decision/index.js';
import type { ChipFiles } from '../../document/index.js';
import type { Calibration, Template } from '../../face/index.js';

export interface VerifyRequest {
  /** The file's bytes, as of every picture here. */
  readonly selfie: Uint8Array;
  readonly document: {
    readonly front: Uint8Array;
    readonly back?: Uint8Array;
    readonly chip?: ChipFiles;
  };
  readonly policy: Policy;
  /** The day of the check, `2026-11-28`. */
  readonly today: string;
}

/** Which model answered, and what turned its scores into evidence. */
export type Answered = Pick<ModelInUse, 'name' | 'digest' | 'calibrationDigest'>;

export interface VerifyResult {
  /** As `likeness verify --json` prints it, without the paths of files. */
  readonly report: VerificationJson;
  /** Of length one; null where there was nothing to compare. */
  readonly templates: { readonly selfie: Float32Array | null; readonly document: Float32Array | null };
  /** Of the pictures' files, hexadecimal. */
  readonly sha256: { readonly selfie: string; readonly front: string; readonly back: string | null };
  readonly model: Answered;
}

export interface AuthenticateRequest {
  readonly selfie: Uint8Array;
  readonly reference: {
    readonly template: Template;
    /** What was enrolled: a selfie, or the portrait of a document or its chip. */
    readonly enrolledFrom: Role;
    /** SHA-256 of the file that was enrolled, where that is known: the same file again goes to review. */
    readonly sha256?: string;
  };
  readonly policy: Policy;
}

export interface AuthenticateResult {
  readonly report: AuthenticationJson;
  /** Of the selfie, of length one; null where there was nothing to compare. */
  readonly template: Float32Array | null;
  /** Of the selfie's file, hexadecimal. */
  readonly sha256: string;
  readonly model: Answered;
}

/** A template alone: for enrolment, lists, and another model's turn. */
export interface EmbedRequest {
  readonly picture: Uint8Array;
  readonly role: Role;
}

export interface EmbedResult {
  /** Of length one. */
  readonly template: Float32Array;
  /** Of the picture's file, hexadecimal. */
  readonly sha256: string;
  readonly model: Answered;
}

/** What a thread has opened. */
export interface OpenedModel {
  readonly name: string;
  /** SHA-256 of the model's file. */
  readonly digest: string;
  readonly templateLength: number;
  /** Null where it has none: then everything goes to review. */
  readonly calibration: Calibration | null;
}

/** The model that a pool was opened with; the same for as long as it lives. */
export interface ModelInUse extends OpenedModel {
  /** SHA-256 of the calibration in canonical JSON (RFC 8785). */
  readonly calibrationDigest: string | null;
}

/** Each kind of task: its request and its result. */
export interface Tasks {
  readonly verify: { readonly request: VerifyRequest; readonly result: VerifyResult };
  readonly authenticate: { readonly request: AuthenticateRequest; readonly result: AuthenticateResult };
  readonly embed: { readonly request: EmbedRequest; readonly result: EmbedResult };
}

export type Task = {
  [K in keyof Tasks]: { readonly kind: K; readonly request: Tasks[K]['request'] };
}[keyof Tasks];

/** What a thread says to a task; the pool adds the model. */
export type Said<K extends keyof Tasks = keyof Tasks> = K extends unknown
  ? Omit<Tasks[K]['result'], 'model'>
  : never;

/** All bytes that a stranger has sent. */
export function sentBytes({ kind, request }: Task): Uint8Array[] {
  if (kind === 'embed') return [request.picture];
  if (kind === 'authenticate') return [request.selfie];
  const { front, back, chip } = request.document;
  return [request.selfie, front, back, chip?.dg1, chip?.dg2, chip?.sod].filter(
    (bytes) => bytes !== undefined,
  );
}

/** Enough of a compressed picture to tell it from every other. */
const TAIL = 16_384;

/**
 * Tells a task from others by its pictures: by their lengths and last bytes, so that the event loop need not hash whole
 * photographs.
 */
export function fingerprint(task: Task): string {
  const hash = createHash('sha256').update(task.kind);
  for (const bytes of sentBytes(task)) hash.update(`\n${bytes.byteLength}\n`).update(bytes.subarray(-TAIL));
  return hash.digest('base64');
}
