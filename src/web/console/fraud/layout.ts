// Where the nodes of a graph lie, so that what hangs together lies together.

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Ticks until nothing moves any more, by d3-force's own default decay. */
const TICKS = 300;

/**
 * Of the same graph the same places each time.
 * @param edges pairs of nodes that are there
 * @param width to height: the shape that the drawing is to have
 * @returns places in [0, 1]², by the nodes' identifiers; one node lies in the middle
 */
export function placesOf(
  nodes: readonly string[],
  edges: readonly (readonly [from: string, to: string])[],
  shape: number,
): ReadonlyMap<string, Place> {
  const placed = nodes.map((id): SimulationNodeDatum & { id: string } => ({ id }));
  const links = edges.map(([source, target]) => ({ source, target }));
  forceSimulation(placed)
    .force(
      'link',
      forceLink<(typeof placed)[number], (typeof links)[number]>(links)
        .id(({ id }) => id)
        .distance(60),
    )
    .force('apart', forceManyBody().strength(-220))
    .force('collide', forceCollide(26))
    .force('x', forceX(0).strength(0.06))
    .force('y', forceY(0).strength(0.06 * shape))
    .stop()
    .tick(TICKS);
  const [xs, ys] = [placed.map(({ x }) => x ?? 0), placed.map(({ y }) => y ?? 0)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const within = (value: number, low: number, high: number): number =>
    high - low < 1e-6 ? 0.5 : (value - low) / (high - low);
  return new Map(
    placed.map(({ id }, i) => [id, { x: within(xs[i]!, left, right), y: within(ys[i]!, top, bottom) }]),
  );
}
