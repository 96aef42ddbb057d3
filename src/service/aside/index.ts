// The front door of aside: long work on threads, one at a time, beside those who verify.

export { answerOf, inTurn } from './onThread.js';
