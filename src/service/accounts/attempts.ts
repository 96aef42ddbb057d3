// How often signing in may fail: per address, and where an account is named, per account. An account that is not there
// is counted as one that is.

import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { openAttempts, type Rate } from '../http/index.js';

export interface SignInLimits {
  /** Failures of one address. An office has one, so it is ample. */
  readonly address: Rate;
  /** Failures of one account with phrase and code. Passkeys are not held up by it: nobody can be locked out of those. */
  readonly account: Rate;
}

export const DEFAULT_SIGN_IN_LIMITS: SignInLimits = {
  address: { points: 100, seconds: 900 },
  account: { points: 10, seconds: 900 },
};

export interface SignInAttempts {
  /** Runs an attempt; it counts unless it succeeds. @throws `rate_limited`, and what the attempt throws */
  counted<T>(address: string, account: string | undefined, attempt: () => Promise<T>): Promise<T>;
}

export function openSignInAttempts(pool: Pool, limits: SignInLimits): SignInAttempts {
  const addresses = openAttempts(pool, 'sign_in_address', limits.address);
  const accounts = openAttempts(pool, 'sign_in_account', limits.account);
  return {
    async counted(address, account, attempt) {
      const key = account && createHash('sha256').update(account).digest('base64url');
      await addresses.take(address);
      if (key) await accounts.take(key);
      const result = await attempt();
      await addresses.giveBack(address);
      if (key) await accounts.forget(key);
      return result;
    },
  };
}
