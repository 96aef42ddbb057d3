// What PostgreSQL writes when it gives up, as an error that says what to do.

import { LikenessError } from '../../errors.js';

/**
 * @param said what the program wrote
 * @param otherwise what happened, where it wrote nothing that is known
 */
export function explain(said: string, otherwise: string): LikenessError {
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return new LikenessError('database_disk_full', `the database’s disk is full: ${lastComplaint(said)}`);
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(said))
    return new LikenessError(
      'database_in_use',
      `another server runs on this database: ${lastComplaint(said)}`,
    );
  const complaint = lastComplaint(said);
  if (/could not look up effective user ID/.test(said))
    // OpenShift and `docker run --user` give such users.
    return new LikenessError('database_user_missing', `PostgreSQL wants a user with a name: ${complaint}`, {
      hint: 'Give the user an entry in /etc/passwd, start Likeness as a user that has one, or give DATABASE_URL.',
    });
  return new LikenessError(
    'database_start_failed',
    complaint === '' ? otherwise : `${otherwise}: ${complaint}`,
  );
}

/** The error as it is meant to be seen: those of the file system and of connections get a code of ours. */
export function stated(error: unknown, folder: string): LikenessError {
  if (error instanceof LikenessError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  const [name, text] =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? (['database_disk_full', `the database’s disk is full: ${message}`] as const)
      : UNWRITABLE.has(code)
        ? (['home_unwritable', `the folder of the database cannot be used: ${message}`] as const)
        : (['database_start_failed', `the database server did not start: ${message}`] as const);
  const hint = WRONG_LOGIN.has(code)
    ? `Remove ${folder}/password and start again: a new password is then set.`
    : undefined;
  return new LikenessError(name, text, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

const UNWRITABLE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOENT',
]);
/** invalid_authorization_specification, invalid_password of PostgreSQL's appendix A. */
const WRONG_LOGIN = new Set(['28000', '28P01']);

/** The last line that PostgreSQL or one of its tools wrote of an error, without time and process. */
function lastComplaint(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const complaint = lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error|could not)\b/.test(line));
  return (complaint ?? lines.at(-1) ?? '').replace(/^.*?\b(FATAL|PANIC|ERROR|error|LOG):\s*/, '').trim();
}
