// The front door of re-embedding: another model's templates of all that is enrolled or on lists, beside the others.

export { type Left, leftOf, namesOfGone } from './left.js';
export { type Reembedding, reembed } from './reembed.js';
export { askAnew, forget, type Run, runOf } from './runs.js';
