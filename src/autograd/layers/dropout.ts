// Dropout.

import { LikenessError } from '../../errors.js';
import type { Layer } from '../network.js';

/**
 * In training each element is zero with probability `rate`, and the others grow by 1 / (1 − rate)
 * (Srivastava et al., 2014, section 10); at inference nothing happens.
 * @param options.rate in [0, 1)
 * @throws `option_invalid` where it is not
 */
export const dropout =
  ({ rate }: { readonly rate: number }): Layer =>
  (network, x) => {
    if (!(rate >= 0 && rate < 1)) throw new LikenessError('option_invalid', `dropout: the rate is ${rate}`);
    if (!network.training || rate === 0) return x;
    const { graph } = network;
    const kept = graph.add('GreaterOrEqual', [network.noise(graph.dimsOf(x)), graph.scalar(rate)]);
    const mask = graph.add('Cast', [kept], { to: 1 });
    return graph.add('Mul', [x, graph.add('Mul', [mask, graph.scalar(1 / (1 - rate))])]);
  };
