// Models that their publishers offer for download: one line a model. Sizes and digests are those of the Git LFS
// pointers in the publisher's own repository (`oid sha256:…`, `size …`), addresses are fixed to a commit.

import type { ModelManifest } from '../../face/index.js';

export interface PublishedModel {
  readonly kind: 'embedder' | 'detector';
  readonly publisher: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly licence: string;
  /** What is known of the photographs that it was trained on. */
  readonly data: string;
  /** What differs from the ArcFace convention; of embedders only. */
  readonly manifest?: { readonly input: Partial<NonNullable<ModelManifest['input']>> };
}

/** LFS pointers as of this commit: models/face_recognition_sface and models/face_detection_yunet. */
const OPENCV_ZOO =
  'https://media.githubusercontent.com/media/opencv/opencv_zoo/47534e27c9851bb1128ccc0102f1145e27f23f98/models';

/**
 * `cv::FaceRecognizerSF::feature` hands on red, green, blue from 0 to 255: the network takes off its mean itself
 * (opencv/modules/objdetect/src/face_recognize.cpp).
 */
const SFACE_INPUT = { input: { mean: [0, 0, 0], scale: [1, 1, 1] } } satisfies PublishedModel['manifest'];

export const PUBLISHED: Readonly<Record<string, PublishedModel>> = {
  sface: {
    kind: 'embedder',
    publisher: 'OpenCV Zoo',
    url: `${OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx`,
    bytes: 38_696_353,
    sha256: '0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79',
    licence: 'Apache-2.0',
    data: 'not stated by OpenCV Zoo',
    manifest: SFACE_INPUT,
  },
  'sface-int8': {
    kind: 'embedder',
    publisher: 'OpenCV Zoo',
    url: `${OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec_int8.onnx`,
    bytes: 9_896_933,
    sha256: '2b0e941e6f16cc048c20aee0c8e31f569118f65d702914540f7bfdc14048d78a',
    licence: 'Apache-2.0',
    data: 'not stated by OpenCV Zoo',
    manifest: SFACE_INPUT,
  },
  yunet: {
    kind: 'detector',
    publisher: 'OpenCV Zoo',
    url: `${OPENCV_ZOO}/face_detection_yunet/face_detection_yunet_2023mar.onnx`,
    bytes: 232_589,
    sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4',
    licence: 'MIT',
    data: 'not stated by OpenCV Zoo, which tells its accuracy on WIDER FACE',
  },
};
