// What a peer looks like to the benchmark and to the accuracy study: bytes of a JPEG in, faces out,
// and the peer's own similarity. Peers run as they ship; nothing here improves on them.

import type { Box } from '../../src/image/picture.js';

export interface PeerFace {
  /** In pixels of the picture. */
  readonly box: Box;
  /** The detector's own confidence, 0 to 1. */
  readonly confidence: number;
  readonly descriptor: Float32Array;
}

/** One step of a peer, its input prepared beforehand, so that a clock around `run` sees this step only. */
export interface PeerStage {
  readonly name: string;
  run(): Promise<unknown>;
}

export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly backend: string;
  /** Bytes of a JPEG to all faces that the peer finds, with their descriptors. */
  faces(jpeg: Uint8Array): Promise<PeerFace[]>;
  /** The steps of `faces` one by one, for a picture with at least one face. Held until `close`. */
  stages(jpeg: Uint8Array): Promise<PeerStage[]>;
  /** The peer's own similarity of two descriptors: higher is more alike. */
  score(a: Float32Array, b: Float32Array): number;
  close(): Promise<void>;
}
