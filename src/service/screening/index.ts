// The front door of screening: the same face under another customer, faces on lists, and how often somebody tries.

export { claimOf } from './claim.js';
export type { Screened } from './context.js';
export { bounded, customersOf } from './duplicates.js';
export { workOnLists } from './jobs.js';
export { takeOffAgain } from './listEntries.js';
export { bestOfEntries, searchLists } from './listed.js';
export { openScreening, type Screening, type ScreeningOptions } from './screening.js';
export { entriesOf } from './sources.js';
