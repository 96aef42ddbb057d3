// What a laminate shows in the light: pale, iridescent lines over portrait and data (Doc 9303-2, appendix A: optically
// variable features). Printed here as one angle of view shows it; degrade/effects/hologram turns it in the light.

import type { EmblemName } from '../states.js';
import type { Overlay } from '../style.js';
import { element, number, polyline } from '../type/svg.js';
import { drawEmblem } from './emblem.js';
import type { Size } from './weave.js';

/** Gradient of the overlay's colours; goes into the drawing's definitions. */
export function overlayInk(overlay: Overlay, id: string): string {
  const stops = [0, 0.25, 0.5, 0.75, 1].map((offset) =>
    element('stop', { offset, 'stop-color': hue(overlay.hue + 0.9 * offset) }),
  );
  return element('linearGradient', { id, x1: 0, y1: 0, x2: 1, y2: 0.6 }, ...stops);
}

export function drawOverlay(overlay: Overlay, size: Size, emblem: EmblemName, ink: string): string {
  const centre = { x: overlay.x * size.width, y: overlay.y * size.height };
  const look = { fill: 'none', stroke: ink, 'stroke-opacity': overlay.strength };
  switch (overlay.form) {
    case 'none':
      return '';
    case 'rings': {
      const rings = Array.from({ length: 9 }, (_, i) => circle(centre, (overlay.size * (i + 3)) / 22));
      return (
        element('path', { d: rings.join(''), 'stroke-width': 0.28, ...look }) +
        drawEmblem(
          emblem,
          { ...centre, size: 0.42 * overlay.size },
          { colour: ink, opacity: 0.9 * overlay.strength },
        )
      );
    }
    case 'flame': {
      const lines = Array.from({ length: 26 }, (_, i) => {
        const spread = (i - 12.5) / 12.5;
        return polyline(
          Array.from({ length: 40 }, (_, k) => {
            const t = k / 39;
            const lean = spread * Math.sin(Math.PI * t) * (0.4 + 0.3 * Math.sin(5 * t + i / 4));
            return [centre.x + overlay.size * lean, centre.y + overlay.size * (t - 0.5) * 1.3] as const;
          }),
        );
      });
      return element('path', { d: lines.join(''), 'stroke-width': 0.16, ...look });
    }
    case 'grid': {
      const pitch = overlay.size / 3.2;
      const cells = Array.from({ length: 12 }, (_, i) => {
        const [column, row] = [(i % 4) - 1.5, Math.floor(i / 4) - 1];
        const at = {
          x: centre.x + pitch * (column + (row % 2) / 2),
          y: centre.y + pitch * row,
          size: 0.62 * pitch,
        };
        return drawEmblem(emblem, at, { colour: ink, opacity: overlay.strength, outline: 0.14 });
      });
      return cells.join('');
    }
  }
}

function circle({ x, y }: { readonly x: number; readonly y: number }, radius: number): string {
  const r = number(radius);
  return `M${number(x - radius)} ${number(y)}a${r} ${r} 0 1 0 ${number(2 * radius)} 0a${r} ${r} 0 1 0 ${number(-2 * radius)} 0Z`;
}

/** A pale, saturated colour of a hue, 0–1. */
function hue(h: number): string {
  const channel = (shift: number): string =>
    Math.round(255 * (0.72 + 0.28 * Math.cos(2 * Math.PI * (h - shift))))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(0)}${channel(1 / 3)}${channel(2 / 3)}`;
}
