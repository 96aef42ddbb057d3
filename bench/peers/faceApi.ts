// @vladmandic/face-api as it ships: its detector at the default threshold, 68 landmarks, dlib's
// upright alignment, 128 numbers, Euclidean distance.

import { dirname, join } from 'node:path';
import type { Box } from '../../src/image/picture.js';
import type { Peer, PeerFace } from './peer.js';
import { backendName, decode, require, startTfjs, type Tensor3D } from './tfjs.js';

// The package's own types drag in a second tf.js; these are the parts that are used.
interface Net {
  readonly isLoaded: boolean;
  loadFromDisk(folder: string): Promise<void>;
}
interface Detection {
  readonly box: Box;
  readonly score: number;
}
interface WithLandmarks {
  readonly detection: Detection;
  readonly landmarks: { align(detection: null, options: { useDlibAlignment: boolean }): Box };
}
interface Described extends WithLandmarks {
  /** Missing where the aligned box lies outside the picture. */
  readonly descriptor?: Float32Array;
}
interface Detecting extends PromiseLike<Detection[]> {
  withFaceLandmarks(): PromiseLike<WithLandmarks[]> & { withFaceDescriptors(): PromiseLike<Described[]> };
}
interface FaceApi {
  readonly version: string;
  readonly nets: Record<
    'ssdMobilenetv1' | 'tinyFaceDetector' | 'faceLandmark68Net' | 'faceRecognitionNet',
    Net
  >;
  SsdMobilenetv1Options: new () => object;
  TinyFaceDetectorOptions: new () => object;
  detectAllFaces(picture: Tensor3D, options: object): Detecting;
  detectFaceLandmarks(face: Tensor3D): Promise<unknown>;
  computeFaceDescriptor(face: Tensor3D): Promise<unknown>;
  extractFaceTensors(picture: Tensor3D, boxes: readonly unknown[]): Promise<Tensor3D[]>;
  euclideanDistance(a: Float32Array, b: Float32Array): number;
}

export async function openFaceApi({ detector }: { detector: 'ssd' | 'tiny' }): Promise<Peer> {
  const tf = await startTfjs();
  const path = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const faceApi = require(path) as FaceApi;
  const { ssdMobilenetv1, tinyFaceDetector, faceLandmark68Net, faceRecognitionNet } = faceApi.nets;
  const used = [
    detector === 'ssd' ? ssdMobilenetv1 : tinyFaceDetector,
    faceLandmark68Net,
    faceRecognitionNet,
  ];
  for (const net of used) if (!net.isLoaded) await net.loadFromDisk(join(dirname(path), '../model'));
  const options =
    detector === 'ssd' ? new faceApi.SsdMobilenetv1Options() : new faceApi.TinyFaceDetectorOptions();
  const held: Tensor3D[] = [];

  return {
    name: `face-api (${detector})`,
    version: faceApi.version,
    backend: await backendName(tf),

    async faces(jpeg) {
      const picture = await decode(tf, jpeg);
      const found = await faceApi.detectAllFaces(picture, options).withFaceLandmarks().withFaceDescriptors();
      picture.dispose();
      return found.flatMap(({ detection, descriptor }): PeerFace[] =>
        descriptor ? [{ box: plain(detection.box), confidence: detection.score, descriptor }] : [],
      );
    },

    async stages(jpeg) {
      const picture = await decode(tf, jpeg);
      const [first] = await faceApi.detectAllFaces(picture, options).withFaceLandmarks();
      if (!first) throw new Error('no face to time the stages on');
      const [face] = await faceApi.extractFaceTensors(picture, [first.detection]);
      const [aligned] = await faceApi.extractFaceTensors(picture, [
        first.landmarks.align(null, { useDlibAlignment: true }),
      ]);
      if (!face || !aligned) throw new Error('the face lies outside the picture');
      held.push(picture, face, aligned);
      return [
        { name: 'decode', run: async () => (await decode(tf, jpeg)).dispose() },
        { name: 'detect', run: async () => faceApi.detectAllFaces(picture, options) },
        { name: 'landmarks', run: () => faceApi.detectFaceLandmarks(face) },
        { name: 'descriptor', run: () => faceApi.computeFaceDescriptor(aligned) },
      ];
    },

    score: (a, b) => -faceApi.euclideanDistance(a, b),

    /** The networks belong to the package, which shares them between all who open it: they stay. */
    async close() {
      tf.dispose(held.splice(0));
    },
  };
}

function plain({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}
