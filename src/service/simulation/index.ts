// The front door of simulation: a policy tried on past traffic.

export { type OpenPolicies, openPolicies, policyOf } from './command.js';
export { simulationRoutes } from './routes.js';
export type { Share } from './shares.js';
export { type Simulated, type Simulating, type Simulation, simulate } from './simulate.js';
export type { Change } from './tally.js';
