// Files that `likeness audit verify` reads: how large each may be, and what a file is.

import { type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, LikenessError } from '../../../errors.js';

/** A key or a checkpoint has less than a thousand bytes. */
const SMALL = 65_536;

/** @throws `file_not_found`, `file_unreadable`, `file_too_large` */
export async function readSmallFile(path: string): Promise<string> {
  return (await readWhole(path, SMALL, 'file_too_large')).toString('utf8');
}

/** @throws `file_not_found`, `file_unreadable`, and `tooLarge` before anything is read */
export async function readWhole(path: string, most: number, tooLarge: ErrorCode): Promise<Buffer> {
  return opened(path, async (file) => {
    const { size } = await file.stat();
    if (size > most) throw new LikenessError(tooLarge, `${path} has ${size} bytes: the most is ${most}`);
    return file.readFile();
  });
}

/** Whether a file begins as a ZIP does. @throws `file_not_found`, `file_unreadable` */
export async function isZip(path: string): Promise<boolean> {
  return opened(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === 'PK';
  });
}

/** Whether a file says of itself that it is the receipt of an erasure. @throws `file_not_found`, `file_unreadable` */
export async function isReceipt(path: string): Promise<boolean> {
  const text = await opened(path, async (file) =>
    (await file.stat()).size > SMALL ? '' : (await file.readFile()).toString('utf8'),
  );
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === 'likeness-erasure-receipt';
  } catch {
    return false;
  }
}

async function opened<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    return await use(file);
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LikenessError(
      missing ? 'file_not_found' : 'file_unreadable',
      missing ? `there is no file ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    await file?.close();
  }
}
