// The three networks of this room, which come with the package: trained here, on drawn documents (studies/reading).
// And, where it is asked for, a general reader of print.

import { fileURLToPath } from 'node:url';
import { openSession, type Session } from '../onnx/index.js';
import { openVisualReader, type VisualReader } from './visual/index.js';

export interface DocumentNetworks {
  /** Finds the page: page/findPage.ts. */
  readonly page: Session;
  /** Finds a corner of it exactly: page/refineCorners.ts. */
  readonly corner: Session;
  /** Reads the zone: reading/readZone.ts. */
  readonly zone: Session;
  /** Reads what is printed for people; null where that was not asked for. */
  readonly visual: VisualReader | null;
}

/**
 * @param visualZone whether what is printed for people is read as well
 * @throws `model_invalid`, `runtime_missing`
 */
export async function openNetworks(threads: number, visualZone = false): Promise<DocumentNetworks> {
  const visual = visualZone ? await openVisualReader() : null;
  try {
    return { ...(await openSessions(threads)), visual };
  } catch (error) {
    await visual?.close();
    throw error;
  }
}

async function openSessions(threads: number): Promise<Omit<DocumentNetworks, 'visual'>> {
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
  await Promise.all([...NAMES.map((name) => networks[name].close()), networks.visual?.close()]);
}
