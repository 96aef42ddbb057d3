// The front door of fmr: the false match rate among a tenant's own customers.

export type { Bound, MeasuredPoint } from './estimate.js';
export { type FmrAbsence, type FmrReport, fmrAmongCustomers } from './fmr.js';
