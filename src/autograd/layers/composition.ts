// Layers made of layers.

import type { Layer } from '../network.js';

/**
 * One layer after the other, each under its name.
 * @example sequential({ conv: conv({ channels: 64, kernel: 3, pad: 1 }), act: relu })
 */
export const sequential =
  (layers: Readonly<Record<string, Layer>>): Layer =>
  (network, x) =>
    Object.entries(layers).reduce((value, [name, layer]) => network.apply(name, layer, value), x);

/** `count` layers one after the other, under the names 0, 1, …. */
export const repeat = (count: number, layer: (index: number) => Layer): Layer =>
  sequential(Object.fromEntries(Array.from({ length: count }, (_, i) => [i, layer(i)])));

/**
 * `layer(x) + x` (He et al., arXiv:1512.03385, eq. 1), or `layer(x) + shortcut(x)` where the shape changes (eq. 2).
 * Neither adds a name to the path.
 */
export const residual =
  (layer: Layer, shortcut: Layer = (_, x) => x): Layer =>
  (network, x) =>
    network.graph.add('Add', [layer(network, x), shortcut(network, x)]);
