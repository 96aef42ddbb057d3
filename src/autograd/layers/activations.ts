// Activations: functions of each element.

import { filled } from '../initializers.js';
import type { Layer } from '../network.js';

/** max(x, 0) (Nair and Hinton, 2010). */
export const relu: Layer = ({ graph }, x) => graph.add('Relu', [x]);

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Layer = ({ graph }, x) => graph.add('Sigmoid', [x]);

/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). */
export const tanh: Layer = ({ graph }, x) => graph.add('Tanh', [x]);

/** x·σ(x) (Ramachandran et al., arXiv:1710.05941, with β = 1). */
export const swish: Layer = ({ graph }, x) => graph.add('Mul', [x, graph.add('Sigmoid', [x])]);

/**
 * x·Φ(x), Φ the normal distribution (Hendrycks and Gimpel, arXiv:1606.08415, section 2), exact by Erf.
 * Written in the order that ONNX Runtime's Gelu fusion knows.
 */
export const gelu: Layer = ({ graph }, x) => {
  const erf = graph.add('Erf', [graph.add('Div', [x, graph.scalar(Math.SQRT2)])]);
  const twicePhi = graph.add('Add', [erf, graph.scalar(1)]);
  return graph.add('Mul', [graph.add('Mul', [x, twicePhi]), graph.scalar(0.5)]);
};

/** max(x, 0) + a·min(x, 0), a slope for each channel (He et al., arXiv:1502.01852, eq. 1); starts at 0.25. */
export const prelu: Layer = (network, x) => {
  const spatial = network.graph.dimsOf(x).slice(2);
  const dims = [network.sizeAlong(x, 1), ...spatial.map(() => 1)];
  return network.graph.add('PRelu', [x, network.parameter('weight', dims, filled(0.25), false)]);
};
