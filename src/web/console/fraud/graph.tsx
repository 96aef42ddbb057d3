// A graph of customers and of what they share, as a drawing whose customers are links. Whoever does not see it has the same
// in the table beside it.

import { type ReactElement, useMemo } from 'react';
import { useLocation } from 'wouter';
import { placesOf } from './layout.js';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'customer' | 'device' | 'document' | 'list';
  readonly name: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'device' | 'document' | 'face' | 'face_on_list' | 'same_person';
  readonly score: number | null;
}

interface GraphProps {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node that it is about. */
  readonly centre?: string;
}

const [WIDTH, HEIGHT, MARGIN] = [900, 420, 60];
const LETTERS = 18;

export function Graph({ label, nodes, edges, centre }: GraphProps): ReactElement {
  const [, go] = useLocation();
  const places = useMemo(
    () =>
      placesOf(
        nodes.map(({ id }) => id),
        edges.map(({ from, to }) => [from, to]),
        WIDTH / HEIGHT,
      ),
    [nodes, edges],
  );
  const at = (id: string): { x: number; y: number } => {
    const { x, y } = places.get(id)!;
    return { x: MARGIN + x * (WIDTH - 2 * MARGIN), y: MARGIN / 2 + y * (HEIGHT - MARGIN - 20) };
  };
  return (
    <figure className="graph">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>{label}</title>
        {edges.map(({ from, to, kind, score }) => {
          const [one, other] = [at(from), at(to)];
          return (
            <line
              key={`${from} ${to} ${kind}`}
              className="graph-edge"
              data-kind={kind}
              x1={one.x}
              y1={one.y}
              x2={other.x}
              y2={other.y}
            >
              <title>{score === null ? kind : `${kind}, score ${score.toFixed(3)}`}</title>
            </line>
          );
        })}
        {nodes.map(({ id, kind, name }) => {
          const { x, y } = at(id);
          const shown = name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
          const drawn = (
            <>
              <Mark kind={kind} isCentre={id === centre} />
              <text y={26} textAnchor="middle">
                {shown}
              </text>
              <title>
                {kind} {name}
              </title>
            </>
          );
          const address = `/fraud/customers/${encodeURIComponent(name)}`;
          return (
            <g key={id} className="graph-node" transform={`translate(${x} ${y})`}>
              {kind === 'customer' && id !== centre ? (
                <a
                  href={`/console${address}`}
                  aria-label={`Customer ${name}`}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey) return;
                    event.preventDefault();
                    go(address);
                  }}
                >
                  <circle className="graph-reach" r={24} cy={8} />
                  {drawn}
                </a>
              ) : (
                drawn
              )}
            </g>
          );
        })}
      </svg>
      <figcaption className="row">
        {(['customer', 'device', 'document', 'list'] as const)
          .filter((kind) => nodes.some((node) => node.kind === kind))
          .map((kind) => (
            <span key={kind} className="row key">
              <svg viewBox="-14 -14 28 28" aria-hidden="true">
                <Mark kind={kind} isCentre={false} />
              </svg>
              {kind}
            </span>
          ))}
      </figcaption>
    </figure>
  );
}

/** Told apart by shape, not by colour alone. */
function Mark({ kind, isCentre }: { kind: GraphNode['kind']; isCentre: boolean }): ReactElement {
  const common = { className: 'graph-mark', 'data-kind': kind, 'data-centre': isCentre || undefined };
  switch (kind) {
    case 'customer':
      return <circle r={10} {...common} />;
    case 'device':
      return <rect x={-6} y={-10} width={12} height={20} rx={2} {...common} />;
    case 'document':
      return <rect x={-11} y={-8} width={22} height={16} {...common} />;
    case 'list':
      return <path d="M0 -11 L11 0 L0 11 L-11 0 Z" {...common} />;
  }
}
