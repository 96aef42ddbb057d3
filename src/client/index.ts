// The front door of src/client: `import { openClient } from 'likeness/client'`.

export type { Paths, Problem } from './api.js';
export {
  type ClientOptions,
  type Customer,
  type File,
  type LikenessClient,
  type NewSession,
  openClient,
  type Sending,
  type Session,
  type Verification,
} from './client.js';
export { ApiProblem } from './problem.js';
