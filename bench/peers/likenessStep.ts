// One network's training step with Likeness: prints {"ms": […], "rss": bytes, "parameters": n, "flops": n}.
//   tsx likenessStep.ts <network> <batch> <steps> <threads> <auto|plain> [trace prefix]

import {
  adapter,
  countFlops,
  countParameters,
  iresnet,
  type Layer,
  linear,
  mobileFaceNet,
  NetworkBuilder,
  openTrainingStep,
  softmaxCrossEntropy,
} from '../../src/autograd/index.js';
import { GraphBuilder } from '../../src/onnx/index.js';

const [name, batchText, stepsText, threadsText, layout, trace] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  'auto' | 'plain',
  string | undefined,
];
const [batch, steps, threads] = [Number(batchText), Number(stepsText), Number(threadsText)];
const CLASSES = 512;
const NETWORKS: Readonly<Record<string, { readonly layer: Layer; readonly picture: readonly number[] }>> = {
  mobilefacenet: { layer: mobileFaceNet(), picture: [3, 112, 112] },
  iresnet18: { layer: iresnet({ depth: 18 }), picture: [3, 112, 112] },
  adapter: { layer: adapter({ hidden: 1024 }), picture: [512] },
};
const { layer, picture } = NETWORKS[name]!;

const graph = new GraphBuilder(name);
const network = new NetworkBuilder(graph, { training: true, seed: 1 });
const x = graph.input('x', [batch, ...picture]);
const labels = graph.input('labels', [batch], 'int64');
const features = network.apply('network', layer, x);
const logits = network.apply('head', linear({ features: CLASSES, bias: false }), features);
const loss = softmaxCrossEntropy(network, logits, labels);
const flops = countFlops(graph.build().graph).total;
const step = await openTrainingStep(
  network,
  { loss },
  {
    optimiser: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
    seed: 1,
    threads,
    layout,
    ...(trace !== undefined && { trace }),
  },
);
const size = batch * picture.reduce((p, d) => p * d, 1);
const pictures = Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) * 1.5);
const inputs = {
  x: { type: 'float32', dims: [batch, ...picture], data: pictures },
  labels: {
    type: 'int64',
    dims: [batch],
    data: BigInt64Array.from({ length: batch }, (_, i) => BigInt((i * 37) % CLASSES)),
  },
} as const;
const ms: number[] = [];
for (let i = 0; i < steps; i++) {
  const start = performance.now();
  await step.run(inputs, { learningRate: 0.01, step: i });
  ms.push(performance.now() - start);
}
await step.close();
const rss = 1024 * process.resourceUsage().maxRSS;
console.log(JSON.stringify({ ms, rss, parameters: countParameters(network), flops }));
