// The three networks of this room, which come with the package: trained here, on drawn documents (studies/reading).

import { fileURLToPath } from 'node:url';
import { openSession, type Session } from '../onnx/index.js';

export interface DocumentNetworks {
  /** Finds the page: page/findPage.ts. */
  readonly page: Session;
  /** Finds a corner of it exactly: page/refineCorners.ts. */
  readonly corner: Session;
  /** Reads the zone: reading/readZone.ts. */
  readonly zone: Session;
}

/** @throws `model_invalid`, `runtime_missing` */
export async function openNetworks(threads: number): Promise<DocumentNetworks> {
  const open = (name: string) =>
    openSession(fileURLToPath(new URL(`../../assets/networks/${name}.onnx`, import.meta.url)), { threads });
  const opened = await Promise.allSettled(NAMES.map(open));
  const failure = opened.find((result) => result.status === 'rejected');
  const sessions = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failure) {
    await Promise.all(sessions.map((session) => session.close()));
    throw failure.reason;
  }
  const [page, corner, zone] = sessions as [Session, Session, Session];
  return { page, corner, zone };
}

const NAMES = ['page', 'corner', 'zone'] as const;

export async function closeNetworks(networks: DocumentNetworks): Promise<void> {
  await Promise.all(NAMES.map((name) => networks[name].close()));
}
