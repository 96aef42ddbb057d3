// The recipes' door: what can be trained, and training it.

export type { Finding, Trained, TrainedModel } from './kind.js';
export type { KindName } from './kinds.js';
export {
  baseOf,
  type MeasuredPeople,
  measurePeople,
  protocolFor,
  requireTemplates,
} from './measuring/measurePeople.js';
export { kindOf, parseRecipe, type Recipe, readRecipe, usualRecipes } from './recipe.js';
export {
  type FiledRecipe,
  type FileRecipeOptions,
  fileRecipe,
  requireName,
  type TrainedRecipe,
  type TrainRecipeOptions,
  trainRecipe,
} from './trainRecipe.js';
