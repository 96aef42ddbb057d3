// The recipes' door: what can be trained, and training it.

export type { Finding, Trained, TrainedModel } from './kind.js';
export type { KindName } from './kinds.js';
export { parseRecipe, type Recipe, readRecipe, usualRecipes } from './recipe.js';
export {
  type FiledRecipe,
  fileRecipe,
  type TrainedRecipe,
  type TrainRecipeOptions,
  trainRecipe,
} from './trainRecipe.js';
