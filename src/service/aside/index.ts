// The front door of aside: what takes long, beside those who verify: in a line, on threads, and once for all who ask.

export { type Answers, keepAnswers } from './answers.js';
export { answerOf, inTurn } from './onThread.js';
export { openQuestions, type Questions, type Read, TABLES } from './questions.js';
export { answeredInTime } from './timeLimit.js';
