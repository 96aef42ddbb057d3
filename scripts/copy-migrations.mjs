// The part of the build that is no TypeScript: the database's migrations go along into `dist`.

import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}/service/storage/migrations`, import.meta.url));
cpSync(at('src'), at('dist'), { recursive: true });
