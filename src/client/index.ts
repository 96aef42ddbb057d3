// The front door of src/client: `import { openClient } from 'likeness/client'`.

/** Every shape of the API by its name: `Verification`, `Session`, `Customer`, `Case`, `Policy` … */
export type * from './api.js';
export {
  type ClientOptions,
  type File,
  type LikenessClient,
  openClient,
  type Sending,
  type Waiting,
} from './client.js';
export { ApiProblem } from './problem.js';
