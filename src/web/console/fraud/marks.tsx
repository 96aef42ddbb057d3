// How the nodes and edges of a graph look: told apart by shape and stroke, and by colour besides.

import type { ReactElement } from 'react';
import type { GraphEdge, GraphNode } from './graph.js';

type Standing = Pick<GraphNode, 'kind' | 'status'>;

/** In words, as the key and those who listen have it. */
export const nodeInWords = ({ kind, status }: Standing): string =>
  status === 'blocked' || status === 'erased' ? `${status} ${kind}` : kind;

export const EDGES: Readonly<Record<GraphEdge['kind'], string>> = {
  face: 'alike faces',
  face_on_list: 'alike faces',
  same_person: 'settled: one person',
  different_people: 'settled: two people',
  device: 'had it',
  document: 'had it',
};

/** Between the two ends of an edge, where somebody has settled what they are to one another. */
const SIGNS: Readonly<Partial<Record<GraphEdge['kind'], string>>> = {
  same_person: '=',
  different_people: '≠',
};

interface MarkProps extends Standing {
  readonly isCentre?: boolean;
}

export function Mark({ kind, status, isCentre = false }: MarkProps): ReactElement {
  const common = { className: 'graph-mark', 'data-kind': kind, 'data-status': status ?? undefined };
  switch (kind) {
    case 'customer':
      return (
        <>
          {isCentre && <circle r={15} className="graph-centre" />}
          <circle r={10} {...common} />
          {status === 'blocked' && <path d="M-6 0 H6" className="graph-bar" />}
          {status === 'erased' && <path d="M-4 -4 L4 4 M-4 4 L4 -4" className="graph-cross" />}
        </>
      );
    case 'device':
      return <rect x={-6} y={-10} width={12} height={20} rx={2} {...common} />;
    case 'document':
      return <rect x={-11} y={-8} width={22} height={16} {...common} />;
    case 'list':
      return <path d="M0 -11 L11 0 L0 11 L-11 0 Z" {...common} />;
  }
}

interface LineProps {
  readonly kind: GraphEdge['kind'];
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  /** Told of by pointing. */
  readonly title?: string;
}

export function Line({ kind, from, to, title }: LineProps): ReactElement {
  const sign = SIGNS[kind];
  return (
    <g>
      <line className="graph-edge" data-kind={kind} x1={from.x} y1={from.y} x2={to.x} y2={to.y}>
        {title !== undefined && <title>{title}</title>}
      </line>
      {sign && (
        <g className="graph-sign" transform={`translate(${(from.x + to.x) / 2} ${(from.y + to.y) / 2})`}>
          <circle r={8} />
          <text y={4} textAnchor="middle">
            {sign}
          </text>
        </g>
      )}
    </g>
  );
}

/** What each mark and stroke means that is drawn. */
export function Key({
  nodes,
  edges,
}: {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}): ReactElement {
  const marks = new Map(nodes.map((node) => [nodeInWords(node), node]));
  const lines = new Map(edges.map(({ kind }) => [EDGES[kind], kind]));
  return (
    <ul className="row plain">
      {[...marks].sort().map(([words, { kind, status }]) => (
        <li key={words} className="row key">
          <svg viewBox="-14 -14 28 28" aria-hidden="true">
            <Mark kind={kind} status={status} />
          </svg>
          {words}
        </li>
      ))}
      {[...lines].map(([words, kind]) => (
        <li key={words} className="row key">
          <svg viewBox="0 -10 44 20" className="key-line" aria-hidden="true">
            <Line kind={kind} from={{ x: 0, y: 0 }} to={{ x: 44, y: 0 }} />
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
