// The lathe's rosette: rings whose radius swings, each turned a little against the last.

import type { RosetteStyle } from '../style.js';
import { fineLines } from '../type/svg.js';
import type { Size } from './weave.js';

export function drawRosette(style: RosetteStyle, { width, height }: Size, ink: string): string {
  const [cx, cy] = [style.x * width, style.y * height];
  const steps = 26 * style.petals;
  const rings = Array.from({ length: style.turns }, (_, ring) => {
    const share = ring / Math.max(1, style.turns - 1);
    return Array.from({ length: steps }, (_, i) => {
      const angle = (2 * Math.PI * i) / steps;
      const swing = Math.cos(style.petals * angle + Math.PI * 2.2 * share);
      const radius = style.radius * (0.28 + 0.72 * share) * (1 + style.depth * swing * (0.5 + 0.5 * share));
      return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)] as const;
    });
  });
  return fineLines(rings, { ink, width: 0.09, opacity: style.strength, closed: true });
}
