// From findings to a graph: who was found as whom, and who had the same device or document.

import type { Alikeness, Finding, SharedThing } from '../../../client/index.js';
import type { GraphEdge, GraphNode } from './graph.js';

/** Of more, nobody sees anything. */
const MOST_NODES = 120;

interface Found {
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
  /** Whether there was more than is drawn. */
  readonly isCut: boolean;
}

/** Of two edges of a kind between the same two the more alike is drawn; a pair that was settled is drawn as that. */
export function graphOf(findings: readonly Finding[], things: readonly SharedThing[]): Found {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  let isCut = false;
  const node = ({ key, ...drawn }: Omit<GraphNode, 'id'> & { readonly key: string }): string | null => {
    const id = `${drawn.kind}:${key}`;
    if (!nodes.has(id) && nodes.size >= MOST_NODES) {
      isCut = true;
      return null;
    }
    nodes.set(id, { id, ...drawn });
    return id;
  };
  const customer = (name: string, status: GraphNode['status']): string | null =>
    node({ key: name, kind: 'customer', name, status });
  const edge = (
    from: string | null,
    to: string | null,
    kind: GraphEdge['kind'],
    score: number | null = null,
    alikeness: Alikeness | null = null,
  ): void => {
    if (from === null || to === null || from === to) return;
    const key = `${[from, to].sort().join(' ')} ${kind}`;
    if ((edges.get(key)?.score ?? -1) < (score ?? 0)) edges.set(key, { from, to, kind, score, alikeness });
  };
  for (const { customer: name, status, kind, elsewhere } of findings) {
    if (name === null) continue;
    const from = customer(name, status);
    for (const { settled, score, alikeness, ...other } of elsewhere) {
      const to =
        other.kind === 'customer'
          ? customer(other.id, other.status)
          : node({ key: other.id, kind: 'list', name: other.name ?? other.id, status: null });
      edge(from, to, settled ?? kind, score, alikeness);
    }
  }
  for (const { kind, name, customers } of things)
    for (const { id, status } of customers)
      edge(customer(id, status), node({ key: name, kind, name, status: null }), kind);
  const drawn = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  return { nodes: [...nodes.values()].filter(({ id }) => drawn.has(id)), edges: [...edges.values()], isCut };
}
