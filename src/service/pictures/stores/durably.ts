// What a crash of the machine must not take back: file and folder both have to be told to go to disk.

import { open } from 'node:fs/promises';

/** Writes a new file, for its owner alone, and waits until it is on the disk. It must not be there yet. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until what was made, moved or removed in a folder is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder as a file; NTFS journals the move itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
