// Whole networks.

export { adapter, mlp } from './adapter.js';
export { type IResNetOptions, iresnet } from './iresnet.js';
export { mobileFaceNet } from './mobileFaceNet.js';
export { type VitOptions, vit } from './vit.js';
