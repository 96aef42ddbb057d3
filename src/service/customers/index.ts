// The front door of customers.

export { type Customer, ensureCustomer, findCustomer, lockCustomer, setBlocked } from './customers.js';
export { CUSTOMERS_GALLERY } from './galleryEntry.js';
export {
  embedAnew,
  type FaceWithout,
  facesWithout,
  keepMade,
  type MadeTemplate,
} from './otherModel.js';
export { enrol, openTemplate, type Reference, referenceOf } from './reference.js';
export { type Healing, healReference, type Missing } from './selfHealing.js';
