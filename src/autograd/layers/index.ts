// Layers: functions that append operators to a network.

export { gelu, prelu, relu, sigmoid, swish, tanh } from './activations.js';
export { type SelfAttentionOptions, selfAttention } from './attention.js';
export { repeat, residual, sequential } from './composition.js';
export { type ConvOptions, conv, depthwiseConv } from './conv.js';
export { dropout } from './dropout.js';
export { type LinearOptions, linear } from './linear.js';
export { type BatchNormOptions, batchNorm, l2Normalise, layerNorm } from './norms.js';
export { averagePool, flatten, globalAveragePool, maxPool, type PoolOptions } from './pooling.js';
export { squeezeExcitation } from './squeezeExcitation.js';
export { classToken, firstToken, patchEmbedding, positionEmbedding } from './tokens.js';
