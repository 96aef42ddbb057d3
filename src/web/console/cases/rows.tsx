// A table of which only those rows are drawn that are looked at: ten thousand cases scroll as fifty do.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Case } from '../../../client/index.js';
import { ageOf } from '../moments.js';
import { nameOf, STATES } from './words.js';

/** Of a row, in rem: `.queue td` in console.css has it so. */
const ROW = 2.5;
/** Rows above and below that are drawn as well. */
const BEYOND = 20;
const FEW = 120;

interface RowsProps {
  readonly cases: readonly Case[];
  /** Whether there are more than these. */
  readonly hasMore: boolean;
  /** Told when the end comes near. */
  readonly onEnd: () => void;
}

export function Rows({ cases, hasMore, onEnd }: RowsProps): ReactElement {
  const table = useRef<HTMLTableElement>(null);
  const [first, last] = useDrawn(table, cases.length);
  const [focused, setFocused] = useState<string>();
  useEnd(table, cases.length, onEnd);
  return (
    <div className="scroll">
      {/* -1: how many there are is not known (WAI-ARIA 1.2, aria-rowcount). */}
      <table ref={table} className="table queue" aria-rowcount={hasMore ? -1 : cases.length + 1}>
        <thead>
          <tr>
            <th scope="col">Waits</th>
            <th scope="col">Why</th>
            <th scope="col">Customer</th>
            <th scope="col">Risk</th>
            <th scope="col">State</th>
            <th scope="col">With</th>
          </tr>
        </thead>
        <tbody
          onFocus={({ target }) => setFocused(target.closest('tr')?.dataset.case)}
          onBlur={() => setFocused(undefined)}
        >
          {piecesOf(cases, first, last, focused).map((piece) =>
            typeof piece === 'number' ? (
              <Row key={cases[piece]!.id} one={cases[piece]!} index={piece} />
            ) : (
              <Gap key={`above ${piece.above}`} rows={piece.rows} />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

type Piece = number | { readonly above: string; readonly rows: number };

/** Rows from the first to behind the last, and the one that has the focus, which a row that is gone would lose. */
function piecesOf(
  cases: readonly Case[],
  first: number,
  last: number,
  focused: string | undefined,
): readonly Piece[] {
  const drawn = Array.from({ length: last - first }, (_, i) => first + i);
  const at = focused === undefined ? -1 : cases.findIndex(({ id }) => id === focused);
  if (at >= 0 && at < first) drawn.unshift(at);
  if (at >= last) drawn.push(at);
  const pieces: Piece[] = [];
  let next = 0;
  for (const index of [...drawn, cases.length]) {
    if (index > next) pieces.push({ above: cases[index]?.id ?? 'the end', rows: index - next });
    if (index < cases.length) pieces.push(index);
    next = index + 1;
  }
  return pieces;
}

const Row = ({ one, index }: { one: Case; index: number }): ReactElement => (
  <tr data-case={one.id} aria-rowindex={index + 2}>
    <td className="figures">
      <Link href={`/cases/${one.id}`}>{ageOf(one.openedAt)}</Link>
    </td>
    <td title={one.reasons.map(nameOf).join(', ')}>{one.reasons.map(nameOf).join(', ') || '–'}</td>
    <td className="figures">{one.customer ?? '–'}</td>
    <td className="figures">{one.risk ?? '–'}</td>
    <td>{STATES[one.state]}</td>
    <td>{one.assignee?.name ?? '–'}</td>
  </tr>
);

const Gap = ({ rows }: { rows: number }): ReactElement => (
  <tr>
    <td colSpan={6} className="gap" style={{ height: `${rows * ROW}rem` }} />
  </tr>
);

/** Tells when less than a screen of rows is left below. */
function useEnd(table: React.RefObject<HTMLTableElement | null>, count: number, onEnd: () => void): void {
  const told = useRef(onEnd);
  told.current = onEnd;
  // Anew where there are more rows: the end may be near still.
  useEffect(() => {
    const look = (): void => {
      const below = (table.current?.getBoundingClientRect().bottom ?? 0) - innerHeight;
      if (scrollY > 0 && below < innerHeight) told.current();
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [table, count]);
}

/** The rows from the first to behind the last that are drawn. */
function useDrawn(table: React.RefObject<HTMLTableElement | null>, count: number): [number, number] {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const look = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const above = -(table.current?.getBoundingClientRect().top ?? 0);
      // By tens, so that a scroll of some pixels draws nothing anew.
      setAt(Math.max(0, 10 * Math.floor(above / (10 * ROW * rem))));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [table]);
  if (count <= FEW) return [0, count];
  const rows = Math.ceil(innerHeight / 40) + 10;
  return [Math.min(count, Math.max(0, at - BEYOND)), Math.min(count, at + rows + BEYOND)];
}
