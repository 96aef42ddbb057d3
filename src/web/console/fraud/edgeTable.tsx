// What a customer shares with whom, and what those share in turn: the drawing's edges, a row each.

import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { nameOf } from '../cases/words.js';
import { momentOf } from '../moments.js';
import type { GraphEdge, GraphNode } from './graph.js';
import { Alike, CustomerLink, SearchNote } from './words.js';

interface EdgeTableProps {
  /** The customer that it is about. */
  readonly id: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly (GraphEdge & { readonly since: string | null; readonly count: number | null })[];
  readonly onCompare: (other: string) => void;
}

export function EdgeTable({ id, nodes, edges, onCompare }: EdgeTableProps): ReactElement {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Shares</th>
              <th scope="col">Who</th>
              <th scope="col">With</th>
              <th scope="col">How alike</th>
              <th scope="col">Decisions</th>
              <th scope="col">Since</th>
              <th scope="col">
                <span className="unseen">Compare</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ from, to, kind, since, count, score, alikeness }) => {
              const [one, other] = [byId.get(from)!, byId.get(to)!];
              const partner = partnerOf(id, one, other);
              return (
                <tr key={`${from} ${to} ${kind}`}>
                  <td className="moment">{nameOf(kind)}</td>
                  <td className="moment">
                    <Named node={one} />
                  </td>
                  <td className="moment">
                    <Named node={other} />
                  </td>
                  <td className={score === null ? '' : 'wide'}>
                    <Alike score={score} alikeness={alikeness} />
                  </td>
                  <td className="figures">{count ?? '–'}</td>
                  <td className="moment">{since ? momentOf(since) : '–'}</td>
                  <td>
                    {partner !== undefined && (
                      <Button
                        className="button button-small"
                        aria-label={`Compare with ${partner}`}
                        onPress={() => onCompare(partner)}
                      >
                        Compare
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {edges.some(({ score }) => score !== null) && <SearchNote />}
    </>
  );
}

/** The other customer of an edge between this one and another. */
function partnerOf(id: string, one: GraphNode, other: GraphNode): string | undefined {
  if (one.kind !== 'customer' || other.kind !== 'customer') return undefined;
  if (one.name === id) return other.name;
  return other.name === id ? one.name : undefined;
}

const Named = ({ node: { kind, name, status } }: { node: GraphNode }): ReactElement =>
  kind === 'customer' ? (
    <CustomerLink id={name} status={status} />
  ) : (
    <>
      {kind} <code className="small">{name}</code>
    </>
  );
