// What all of screening works with.

import type { AuditLog } from '../audit/index.js';
import type { InferencePool } from '../inference/index.js';
import type { MasterKeys, PictureStore } from '../pictures/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import type { Galleries } from './galleries.js';

export interface Screened {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly inference: Pick<InferencePool, 'model' | 'embed'>;
  /** Where tombstones lie, and what they are signed with. */
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
  readonly galleries: Galleries;
}
