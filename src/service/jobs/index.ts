// The front door of jobs: queues, asking for a job, and doing jobs.

export { DEAD_LETTERS, type JobCount, type JobState, type Jobs, type JobsOptions, openJobs } from './jobs.js';
export { type Carried, type Payload, QUEUES, type Queue, type Queues } from './queues.js';
export type { Handler, JobContext, JobLogger } from './worker.js';
