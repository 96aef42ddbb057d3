// The front door of customers.

export { type Customer, ensureCustomer, findCustomer, lockCustomer, setBlocked } from './customers.js';
export { CUSTOMERS_GALLERY } from './galleryEntry.js';
export { enrol, openTemplate, type Reference, referenceOf } from './reference.js';
