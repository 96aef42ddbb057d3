// The front of the room: which recipe, chosen how, and what each choice is worth.

export { fileStudied, requireStudyName } from './file.js';
export { renderStudy } from './page/page.js';
export type { Alternative, SearchedOption, StudyReport } from './report.js';
export { runStudy, type StudyOptions, type StudyResult } from './runStudy.js';
export { parseStudy, readStudy, type Study } from './study.js';
