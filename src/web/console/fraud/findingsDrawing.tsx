// The findings as a drawing.

import { type ReactElement, useMemo } from 'react';
import type { Finding, SharedThing } from '../../../client/index.js';
import { graphOf } from './findingsGraph.js';
import { Graph } from './graph.js';

interface FindingsDrawingProps {
  readonly findings: readonly Finding[];
  readonly things: readonly SharedThing[];
}

export function FindingsDrawing({ findings, things }: FindingsDrawingProps): ReactElement | null {
  const { nodes, edges, isCut } = useMemo(() => graphOf(findings, things), [findings, things]);
  if (nodes.length === 0) return null;
  return (
    <>
      <Graph label="Customers, and what they share" nodes={nodes} edges={edges} />
      {isCut && <p className="soft small">Not all of it is drawn: the tables below have the rest.</p>}
    </>
  );
}
