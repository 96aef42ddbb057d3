// A training step of tf.js on its CPU back end: the first layers of MobileFaceNet, two pictures. Prints JSON.

import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const BATCH = 2;
const activated = (layer: tf.layers.Layer): tf.layers.Layer[] => [
  layer,
  tf.layers.batchNormalization(),
  tf.layers.prelu({ sharedAxes: [1, 2] }),
];
const pointwise = (filters: number) => tf.layers.conv2d({ filters, kernelSize: 1, useBias: false });
const depthwise = (strides: number) =>
  tf.layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false });
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({
      filters: 64,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias: false,
      inputShape: [112, 112, 3],
    }),
    tf.layers.batchNormalization(),
    tf.layers.prelu({ sharedAxes: [1, 2] }),
    ...activated(depthwise(1)),
    ...activated(pointwise(128)),
    ...activated(depthwise(2)),
    pointwise(64),
    tf.layers.batchNormalization(),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 512, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'sparseCategoricalCrossentropy' });
const x = tf.randomNormal([BATCH, 112, 112, 3]);
const y = tf.tensor1d([1, 2]);
await model.trainOnBatch(x, y);
const start = performance.now();
await model.trainOnBatch(x, y);
console.log(JSON.stringify({ msPerPicture: (performance.now() - start) / BATCH }));
