// Which jobs keep to the periods: every day one that deletes what is due, and one that holds the store against the rows.

import type { JobLogger, Jobs } from '../jobs/index.js';
import { type RetentionOptions, runRetention } from './run.js';
import { sweepPictures } from './sweep.js';

/** Does the jobs `retention` and `picture-sweep` from now on. */
export function workOnRetention(
  jobs: Jobs,
  options: Pick<RetentionOptions, 'database' | 'store' | 'audit'>,
  logger: JobLogger,
): void {
  jobs.work('retention', async ({ tenant }, { signal }) => {
    const { deleted, removed } = await runRetention({ ...options, signal }, tenant);
    logger.info({ tenant, deleted, removed }, 'what was kept long enough was deleted');
  });
  jobs.work('picture-sweep', async ({ tenant }, { signal }) => {
    const { missing, ...counts } = await sweepPictures({ ...options, signal }, tenant);
    if (missing.count > 0)
      logger.error(
        { tenant, missing: missing.count, first: missing.first },
        'pictures are lost: see docs/service/retention.md',
      );
    logger.info({ tenant, ...counts }, 'the picture store was held against the database');
  });
}
