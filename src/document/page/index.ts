// The front door of the page: found in a photograph, straightened, and judged.

export {
  CONDITION_LIMITS,
  type ConditionCode,
  type ConditionShortfall,
  conditionOf,
  type PageCondition,
  shortfallsOf,
} from './condition.js';
export { diagonalOf } from './corners.js';
export { type FoundPage, findPage, type PageSessions } from './findPage.js';
export { CORNER_SIDE, closerLook, cornerLook, firstLook, LOOK_SIDE } from './looks.js';
export { PAGE_SIZES, type PageSize, proportionsOf, sizeOfProportions } from './proportions.js';
export { type Band, bandOnPage, finenessOf, type RectifiedPage, rectify } from './rectify.js';
