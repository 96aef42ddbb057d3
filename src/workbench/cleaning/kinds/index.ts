// All kinds of proposals, in the order in which they stand on the page.

import type { KindName } from '../proposal.js';
import { exactDuplicate } from './exactDuplicate.js';
import type { Kind } from './kind.js';
import { merge } from './merge.js';
import { nearDuplicate } from './nearDuplicate.js';
import { relabel } from './relabel.js';
import { setAside } from './setAside.js';
import { split } from './split.js';

export type { Findings, Kind } from './kind.js';

export const KINDS: Readonly<Record<KindName, Kind>> = {
  relabel,
  'set-aside': setAside,
  split,
  merge,
  'exact-duplicate': exactDuplicate,
  'near-duplicate': nearDuplicate,
};
