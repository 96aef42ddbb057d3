// Financial Crime, opened and closed: what looks beyond the two pictures of a decision.

import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import { CUSTOMERS_GALLERY } from '../customers/index.js';
import type { Routes } from '../http/index.js';
import { listTenants } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import type { MasterKeys, PictureStore } from '../pictures/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import type { Check } from '../telemetry/index.js';
import type { Faces, Finding, Screen } from '../verifications/index.js';
import type { Screened } from './context.js';
import { screenDuplicates } from './duplicates.js';
import { Galleries } from './galleries.js';
import { removeExpired } from './listEntries.js';
import { screenLists } from './listed.js';
import { listRoutes } from './listRoutes.js';
import { screeningRoutes } from './screeningRoutes.js';
import { entriesOf } from './sources.js';
import { screenFaceVelocity, screenVelocity } from './velocity.js';

export interface ScreeningOptions {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly inference: Pick<InferencePool, 'model' | 'embed'>;
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
  /** Threads that search. Default: all cores. */
  readonly threads?: number;
  /** Bytes of templates in memory at most. Default: half of what this process may have. */
  readonly memoryBytes?: number;
  /** Told when threads that search were lost; others are opened. */
  readonly onLost?: (error: unknown) => void;
}

export interface Screening {
  readonly screens: readonly Screen[];
  /** Those of them that search for faces: also before a person approves what was decided a while ago. */
  readonly searches: readonly ((faces: Faces) => Promise<Finding>)[];
  readonly routes: readonly Routes[];
  /** For readiness: not well while the customers' galleries are loaded first, nor while searching threads are missing. */
  readonly check: Check;
  readonly screened: Screened;
  /**
   * Loads the galleries of customers, tenant by tenant, as many as fit, so that no request has to wait for them.
   * @throws the first error, when all have been tried
   */
  warm(): Promise<void>;
  /** Takes expired faces off a tenant's lists. @returns how many */
  removeExpired(tenant: string): Promise<number>;
  close(): Promise<void>;
}

/** @throws `model_uncalibrated` where the model's scores are adjusted by quality: a search cannot state a threshold then */
export function openScreening({ threads, memoryBytes, onLost, ...parts }: ScreeningOptions): Screening {
  const { database, subjects, inference } = parts;
  const { calibration, templateLength, name, digest } = inference.model;
  if (calibration?.adjustment)
    throw new LikenessError(
      'model_uncalibrated',
      `scores of ${name} are adjusted by the pictures’ quality, and a search compares templates alone: calibrate it without`,
    );
  const galleries = new Galleries({
    ...{ database, subjects, templateLength },
    ...(threads !== undefined && { threads }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(onLost && { onLost }),
  });
  const screened: Screened = { ...parts, galleries };
  const searches = [screenDuplicates(screened), screenLists(screened)];
  let warming = false;
  return {
    screens: [...searches, screenVelocity(screened), screenFaceVelocity(screened)],
    searches,
    routes: [listRoutes(screened), screeningRoutes(screened)],
    check: {
      name: 'galleries',
      isWell: async () => {
        if (!galleries.isSearching)
          return { ok: false, detail: 'threads that search were lost, and are opened anew' };
        const loading = galleries.states().filter(({ loading }) => loading !== null);
        if (!warming) return { ok: true };
        const [size, total] = [
          sum(loading.map((one) => one.size)),
          sum(loading.map((one) => one.loading ?? 0)),
        ];
        return { ok: false, detail: `loading: ${size} of ${total} templates` };
      },
    },
    screened,
    async warm() {
      warming = true;
      const failures: unknown[] = [];
      try {
        for (const { id } of await listTenants(database)) {
          // What does not fit, or fails, is loaded when it is asked for; and keeps no other tenant's from being loaded.
          await galleries
            .warm(entriesOf(id, CUSTOMERS_GALLERY, digest))
            .catch((error: unknown) => failures.push(error));
        }
      } finally {
        warming = false;
      }
      if (failures.length > 0) throw failures[0];
    },
    removeExpired: (tenant) => removeExpired(screened, tenant),
    close: () => galleries.close(),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
