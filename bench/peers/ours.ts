// Likeness in the clothes of a peer, so that the benchmark and the accuracy study treat all systems alike.

import { align } from '../../src/face/align.js';
import { detectFaces } from '../../src/face/detect.js';
import { embed } from '../../src/face/embed.js';
import { FaceEngine } from '../../src/face/engine.js';
import { findLandmarks } from '../../src/face/landmarks.js';
import { defaultModels, ensureModel, type Profile } from '../../src/face/registry/defaults.js';
import { ModelStore } from '../../src/face/registry/store.js';
import { decode } from '../../src/image/index.js';
import { openSession, type Session } from '../../src/onnx/index.js';
import type { Peer, PeerFace } from './peer.js';

export async function openOurs(profile: Profile): Promise<Peer> {
  const store = new ModelStore();
  const [detector, landmarks] = await defaultModels(store);
  const embedder = await ensureModel(store, profile);
  const engine = await FaceEngine.open({ detector, landmarks, embedder }, 1);
  const stageSessions: Session[] = [];
  return {
    name: `likeness ${profile}`,
    version: embedder.manifest.sha256.slice(0, 12),
    backend: 'ONNX Runtime, CPU, 1 thread',
    async faces(jpeg): Promise<PeerFace[]> {
      const picture = await decode(jpeg);
      const faces = await engine.faces(picture, 'quick');
      const templates = await engine.embed(faces.map((face) => engine.align(picture, face)));
      return faces.map(({ box, confidence }, i) => ({ box, confidence, descriptor: templates[i]!.vector }));
    },
    async stages(jpeg) {
      const [detect, place, represent] = await Promise.all(
        [detector, landmarks, embedder].map((model) => openSession(model.bytes)),
      );
      stageSessions.push(detect!, place!, represent!);
      const model = { manifest: engine.embedder, session: represent! };
      const picture = await decode(jpeg);
      const [detection] = await detectFaces(detect!, picture);
      if (!detection) throw new Error('no face to time the stages on');
      const face = { ...detection, landmarks: await findLandmarks(place!, picture, detection) };
      const aligned = align(picture, face, engine.embedder);
      return [
        { name: 'decode', run: () => decode(jpeg) },
        { name: 'detect', run: () => detectFaces(detect!, picture) },
        { name: 'landmarks', run: () => findLandmarks(place!, picture, detection) },
        { name: 'align', run: async () => align(picture, face, engine.embedder) },
        { name: 'descriptor', run: () => embed(model, [aligned]) },
      ];
    },
    score: (a, b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0),
    async close() {
      await Promise.all([engine, ...stageSessions].map((opened) => opened.close()));
    },
  };
}
