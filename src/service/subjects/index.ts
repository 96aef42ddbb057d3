// The front door of subjects: people as far as they are known, and what is sealed with their keys.

export { type KnownSubject, type StoredPicture, Subjects } from './subjects.js';
