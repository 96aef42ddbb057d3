// The heads of an adapter: which side has one, where it lies, what it is made of.

import { adapter, type Layer, type TrainingState } from '../../../autograd/index.js';
import type { AdapterRecipe } from './recipe.js';

export type Side = 'document' | 'selfie';

/** Under which path the head of each side lies in the network; undefined where that side has none. */
export type HeadPaths = Readonly<Record<Side, string | undefined>>;

const PATHS: Readonly<Record<AdapterRecipe['heads'], HeadPaths>> = {
  siblings: { document: 'document', selfie: 'selfie' },
  documents: { document: 'document', selfie: undefined },
  offset: { document: 'document', selfie: undefined },
  shared: { document: 'both', selfie: 'both' },
  none: { document: undefined, selfie: undefined },
};

export const pathsOf = ({ heads }: Pick<AdapterRecipe, 'heads'>): HeadPaths => PATHS[heads];

export const headLayer = ({ hidden }: Pick<AdapterRecipe, 'hidden'>): Layer => adapter({ hidden });

/** Trained heads: where they lie, what they are, and their numbers. */
export interface TrainedHeads {
  readonly paths: HeadPaths;
  readonly layer: Layer;
  readonly state: TrainingState;
}
