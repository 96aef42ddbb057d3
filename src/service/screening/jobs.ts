// The job that keeps lists: faces whose time is over are taken off.

import type { JobLogger, Jobs } from '../jobs/index.js';
import type { Screening } from './screening.js';

/** Does the job `list-upkeep` from now on. */
export function workOnLists(
  jobs: Jobs,
  screening: Pick<Screening, 'removeExpired'>,
  logger: JobLogger,
): void {
  jobs.work('list-upkeep', async ({ tenant }) => {
    const removed = await screening.removeExpired(tenant);
    if (removed > 0) logger.info({ tenant, removed }, 'faces whose time was over were taken off lists');
  });
}
