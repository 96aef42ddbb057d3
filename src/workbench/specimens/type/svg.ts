// SVG as text. Numbers are rounded to a micrometre, so that a drawing has the same bytes on every machine.

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escaped(value!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** A number as SVG has it. */
export function number(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return String(rounded === 0 ? 0 : rounded);
}

/** A line through points, as the data of a path. */
export function polyline(points: readonly (readonly [number, number])[], closed = false): string {
  const steps = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`);
  return steps.join('') + (closed ? 'Z' : '');
}

/**
 * Many long lines as one path of an ink: whole micrometres, each point from the last one. Backgrounds have a hundred
 * thousand points, and this halves what it takes to write and to read them. The ink's gradient is in micrometres too.
 */
export function fineLines(
  lines: readonly (readonly (readonly [number, number])[])[],
  look: { readonly ink: string; readonly width: number; readonly opacity: number; readonly closed?: boolean },
): string {
  let path = '';
  for (const line of lines) {
    let [px, py] = [0, 0];
    for (let i = 0; i < line.length; i++) {
      const [x, y] = [Math.round(1000 * line[i]![0]), Math.round(1000 * line[i]![1])];
      path += i === 0 ? `M${x} ${y}l` : `${x - px} ${y - py} `;
      [px, py] = [x, y];
    }
    if (look.closed) path += 'Z';
  }
  return element('path', {
    d: path,
    transform: 'scale(0.001)',
    fill: 'none',
    stroke: look.ink,
    'stroke-width': 1000 * look.width,
    'stroke-opacity': look.opacity,
    'stroke-linejoin': 'round',
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
}
