// The server's log: a file that it appends to itself, held to a size from outside.

import { copyFile, open, stat, truncate } from 'node:fs/promises';

/** In bytes; as much again in the file before it. */
const LARGEST = 4 * 2 ** 20;
const EVERY = 60_000;

/** Keeps the log under its size until it is called again. The server goes on appending to the file that was emptied. */
export function holdToSize(log: string): () => void {
  const timer = setInterval(() => void rotate(log).catch(() => undefined), EVERY).unref();
  return () => clearInterval(timer);
}

/** Moves a log that grew too large to `postgres.log.1`. A line that is written at that moment may be lost. */
export async function rotate(log: string, largest = LARGEST): Promise<void> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= largest) return;
  await copyFile(log, `${log}.1`);
  await truncate(log);
}

/** What was written since the log had this many bytes; the last 64 KB of it. */
export async function readFrom(log: string, start: number): Promise<string> {
  const file = await open(log, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(size < start ? 0 : start, size - 65_536);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
