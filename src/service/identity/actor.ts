// Who asks: known before anything is done, and named in the log by what was done.

import { LikenessError } from '../../errors.js';
import type { Permission, Role } from './permissions.js';

export type Actor = Machine | Person | Capturing | System;

interface Known {
  /** UUID. */
  readonly tenant: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A program with an API key. */
export interface Machine extends Known {
  readonly kind: 'key';
  readonly id: string;
  readonly name: string;
}

/** Somebody who has signed in. */
export interface Person extends Known {
  readonly kind: 'person';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The sign-in by which they ask. */
  readonly signIn?: SignedIn;
}

export interface SignedIn {
  readonly id: string;
  readonly at: Date;
}

/** A customer before the camera, by the token of a capture link. */
export interface Capturing extends Known {
  readonly kind: 'capture';
  readonly id: string;
}

/** The service by itself, in a job. */
export interface System extends Known {
  readonly kind: 'system';
  readonly id: string;
}

export const systemActor = (tenant: string, job: string): System => ({
  kind: 'system',
  id: job,
  tenant,
  permissions: new Set(),
});

/** @throws `permission_missing` */
export function demand(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission))
    throw new LikenessError('permission_missing', `this takes the permission ${permission}`);
}

/** How long after signing in somebody may change how they sign in, or what others may do, ms. */
const FRESH = 15 * 60_000;

/**
 * Holds a person to a sign-in of the last 15 minutes, so that a browser left open gives nobody a way in that lasts.
 * Keys have no such moment.
 * @throws `sign_in_stale`
 */
export function demandFresh(actor: Actor): void {
  if (actor.kind !== 'person') return;
  if (!actor.signIn || Date.now() - actor.signIn.at.getTime() > FRESH)
    throw new LikenessError('sign_in_stale', 'you signed in too long ago for this');
}
