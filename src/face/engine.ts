// The face room's front door at run time: models opened once, pictures in, faces and templates out.

import { LikenessError } from '../errors.js';
import type { Picture } from '../image/index.js';
import { openSession, type Session } from '../onnx/index.js';
import { type AlignedFace, align } from './align.js';
import { type Embedder, embed, type FaceToEmbed } from './embed.js';
import type { Face } from './face.js';
import { findFaces, type Search } from './find.js';
import type { EmbedderManifest } from './registry/manifest.js';
import type { StoredModel } from './registry/store.js';
import type { Template } from './template.js';

export interface EngineModels {
  readonly detector: StoredModel;
  readonly landmarks: StoredModel;
  readonly embedder: StoredModel;
}

/** Detector, landmarks and one embedder, open and ready. Close it when done. */
export class FaceEngine {
  readonly #detector: Session;
  readonly #landmarks: Session;
  readonly #embedder: Embedder;

  private constructor(detector: Session, landmarks: Session, embedder: Embedder) {
    this.#detector = detector;
    this.#landmarks = landmarks;
    this.#embedder = embedder;
  }

  /** @throws `model_unsuitable` where the model is no embedder, and what opening a session throws */
  static async open(models: EngineModels, threads: number): Promise<FaceEngine> {
    const manifest = embedderManifest(models.embedder);
    const opened = await Promise.allSettled(
      [models.detector, models.landmarks, models.embedder].map((model) =>
        openSession(model.bytes, { threads }),
      ),
    );
    const failure = opened.find((result) => result.status === 'rejected');
    const sessions = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (failure) {
      await Promise.all(sessions.map((session) => session.close()));
      throw failure.reason;
    }
    const [detector, landmarks, session] = sessions as [Session, Session, Session];
    return new FaceEngine(detector, landmarks, { manifest, session });
  }

  get embedder(): EmbedderManifest {
    return this.#embedder.manifest;
  }

  /** Finds the faces of a picture, the widest first. */
  faces(picture: Picture, search: Search): Promise<Face[]> {
    return findFaces({ detector: this.#detector, landmarks: this.#landmarks }, picture, search);
  }

  /** The chip that the embedder sees. */
  align(picture: Picture, face: Face): AlignedFace {
    return align(picture, face, this.#embedder.manifest);
  }

  /** Templates of aligned faces, in their order, from one run. */
  embed(faces: readonly FaceToEmbed[]): Promise<Template[]> {
    return embed(this.#embedder, faces);
  }

  async close(): Promise<void> {
    await Promise.all([this.#detector, this.#landmarks, this.#embedder.session].map((s) => s.close()));
  }
}

/** @throws `model_unsuitable` where the model is no embedder */
export function embedderManifest({ manifest }: StoredModel): EmbedderManifest {
  const { kind, input, alignment, templateLength } = manifest;
  if (kind !== 'embedder' || !input || !alignment || !templateLength) {
    throw new LikenessError('model_unsuitable', `${manifest.name} is no embedder: it is a model for ${kind}`);
  }
  return { ...manifest, input, alignment, templateLength };
}
