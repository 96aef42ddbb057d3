// A graph of customers and of what they share, as a drawing whose customers are links. Whoever does not see it has the same
// in the table beside it.

import { type ReactElement, useMemo, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import type { Alikeness } from '../../../client/index.js';
import { type Place, placesOf } from './layout.js';
import { EDGES, Key, Line, Mark, nodeInWords } from './marks.js';
import type { Status } from './words.js';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'customer' | 'device' | 'document' | 'list';
  readonly name: string;
  /** Of a customer, as they stand now. */
  readonly status: Status | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The last two: what a person has said of the pair. */
  readonly kind: 'device' | 'document' | 'face' | 'face_on_list' | 'same_person' | 'different_people';
  readonly score: number | null;
  readonly alikeness: Alikeness | null;
}

interface GraphProps {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node that it is about. */
  readonly centre?: string;
}

const MARGIN = 60;
const LETTERS = 18;
/** Of the screen: a drawing made for a desk would be too small to read on a phone. */
const NARROW = '(max-width: 40rem)';

/** Many nodes need room, which a narrow screen has downwards alone. */
const sizeOf = (isNarrow: boolean, nodes: number): readonly [width: number, height: number] =>
  isNarrow ? [400, Math.max(380, 40 * nodes)] : [900, Math.max(420, 9 * nodes)];

function useIsNarrow(): boolean {
  const query = useMemo(() => matchMedia(NARROW), []);
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => query.matches,
  );
}

export function Graph({ label, nodes, edges, centre }: GraphProps): ReactElement {
  const [width, height] = sizeOf(useIsNarrow(), nodes.length);
  const places = useMemo(
    () =>
      placesOf(
        nodes.map(({ id }) => id),
        edges.map(({ from, to }) => [from, to]),
        width / height,
      ),
    [nodes, edges, width, height],
  );
  const at = (id: string): Place => {
    const { x, y } = places.get(id)!;
    return { x: MARGIN + x * (width - 2 * MARGIN), y: MARGIN / 2 + y * (height - MARGIN - 20) };
  };
  const drawn = withoutSettledFaces(edges);
  return (
    <figure className="graph">
      <svg viewBox={`0 0 ${width} ${height}`}>
        <title>{label}</title>
        {drawn.map((edge) => (
          <Line
            key={`${edge.from} ${edge.to} ${edge.kind}`}
            kind={edge.kind}
            from={at(edge.from)}
            to={at(edge.to)}
            title={titleOf(edge)}
          />
        ))}
        {nodes.map((node) => (
          <Node key={node.id} node={node} at={at(node.id)} isCentre={node.id === centre} />
        ))}
      </svg>
      <figcaption>
        <Key nodes={nodes} edges={drawn} />
      </figcaption>
    </figure>
  );
}

/** Where somebody has settled what two are to one another, that their faces are alike is drawn no more. */
function withoutSettledFaces(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const pairOf = ({ from, to }: GraphEdge): string => [from, to].sort().join(' ');
  const isSettled = ({ kind }: GraphEdge): boolean => kind === 'same_person' || kind === 'different_people';
  const settled = new Set(edges.filter(isSettled).map(pairOf));
  return edges.filter((edge) => edge.kind !== 'face' || !settled.has(pairOf(edge)));
}

interface NodeProps {
  readonly node: GraphNode;
  readonly at: Place;
  readonly isCentre: boolean;
}

function Node({ node, at: { x, y }, isCentre }: NodeProps): ReactElement {
  const [, go] = useLocation();
  const { kind, name, status } = node;
  const words = nodeInWords(node);
  const drawn = (
    <>
      <Mark kind={kind} status={status} isCentre={isCentre} />
      <text y={26} textAnchor="middle">
        {name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name}
      </text>
      <title>
        {words} {name}
      </title>
    </>
  );
  const address = `/fraud/customers/${encodeURIComponent(name)}`;
  return (
    <g className="graph-node" transform={`translate(${x} ${y})`}>
      {kind === 'customer' && !isCentre ? (
        <a
          href={`/console${address}`}
          aria-label={`${words[0]!.toUpperCase()}${words.slice(1)} ${name}`}
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
}

const titleOf = ({ kind, alikeness, score }: GraphEdge): string => {
  if (alikeness) return `${EDGES[kind]}: ${alikeness.sentence}`;
  return score === null ? EDGES[kind] : `${EDGES[kind]}, score ${score.toFixed(3)}`;
};
