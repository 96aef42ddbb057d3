// Rows → rows, by what proposals say. Two proposals may name one picture: the more certain one counts. A picture that
// goes to a subject whose name goes too follows it.

import { LikenessError } from '../../errors.js';
import type { DatasetRecord } from '../datasets/record.js';
import type { Move, Proposal } from './proposal.js';

export interface Applied {
  readonly records: readonly DatasetRecord[];
  /** Pictures that have another subject now. */
  readonly moved: number;
  /** Rows that went. */
  readonly dropped: number;
  /** What was not done since a more certain proposal says otherwise, in words. */
  readonly overruled: readonly string[];
}

/**
 * @param proposals of these rows, most certain first
 * @throws LikenessError `dataset_changed` where a picture is not, or not any more, what a proposal takes it for
 */
export function applyProposals(records: readonly DatasetRecord[], proposals: readonly Proposal[]): Applied {
  const { moves, overruled } = reconcile(proposals);
  const byImage = new Map(records.map((record) => [record.image, record]));
  for (const { image, sha256, from } of moves.values()) {
    const record = byImage.get(image);
    if (record?.sha256 !== sha256 || record.subject !== from)
      throw new LikenessError('dataset_changed', `${image} is not what it was when the proposal was made`);
  }
  const placed = records.flatMap((record) => {
    const move = moves.get(record.image);
    if (!move) return [record];
    return move.to === null ? [] : [{ ...record, subject: move.to }];
  });
  return {
    records: settled(records, placed, moves),
    moved: [...moves.values()].filter(({ to }) => to !== null).length,
    dropped: records.length - placed.length,
    overruled,
  };
}

/** What happens to each picture in the end. */
function reconcile(proposals: readonly Proposal[]): { moves: Map<string, Move>; overruled: string[] } {
  const moves = new Map<string, Move & { by: string }>();
  const overruled: string[] = [];
  for (const { id, moves: wanted } of proposals)
    for (const move of wanted) {
      const known = moves.get(move.image);
      if (!known) moves.set(move.image, { ...move, by: id });
      else if (known.to !== move.to)
        overruled.push(`${move.image}: ${id} would ${going(move)}, ${known.by} is more certain`);
    }
  const renamed = new Map(
    proposals.flatMap(({ kind, moves: [move] }) =>
      kind === 'merge' && move?.to ? [[move.from, move.to] as const] : [],
    ),
  );
  for (const [image, move] of moves) {
    if (move.to === null) continue;
    let to = move.to;
    for (let next = renamed.get(to); next !== undefined && next !== move.to; next = renamed.get(to))
      to = next;
    moves.set(image, { ...move, to });
  }
  return { moves, overruled };
}

const going = ({ to }: Move): string => (to === null ? 'take its row out' : `move it to ${to}`);

/** A picture that goes to a subject takes its part, and the attributes on which that subject's pictures agree. */
function settled(
  before: readonly DatasetRecord[],
  placed: readonly DatasetRecord[],
  moves: ReadonlyMap<string, Move>,
): DatasetRecord[] {
  const bySubject = new Map<string, DatasetRecord[]>();
  for (const record of before) {
    const list = bySubject.get(record.subject);
    if (list) list.push(record);
    else bySubject.set(record.subject, [record]);
  }
  return placed.map((record) => {
    const move = moves.get(record.image);
    const target = move && bySubject.get(record.subject);
    if (!target) return record;
    const source = agreed(bySubject.get(move.from)!);
    const subjectsOwn = Object.entries(agreed(target)).filter(([name]) => name in source);
    return {
      ...record,
      part: target[0]!.part,
      groups: { ...record.groups, ...Object.fromEntries(subjectsOwn) },
    };
  });
}

/** Attributes that all pictures of a subject have alike: they are the subject's. */
function agreed(records: readonly DatasetRecord[]): Record<string, string> {
  const [first, ...others] = records;
  return Object.fromEntries(
    Object.entries(first!.groups).filter(([name, value]) =>
      others.every(({ groups }) => groups[name] === value),
    ),
  );
}

/**
 * The proposals that are asked for.
 * @throws LikenessError `proposal_unknown` for an id that none has
 */
export function choose(
  proposals: readonly Proposal[],
  {
    only,
    except,
  }: { readonly only?: readonly string[] | undefined; readonly except?: readonly string[] | undefined },
): Proposal[] {
  const known = new Set(proposals.map(({ id }) => id));
  const unknown = [...(only ?? []), ...(except ?? [])].filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new LikenessError('proposal_unknown', `there is no proposal ${unknown.join(', ')} (any more)`);
  return proposals.filter(({ id }) => (!only || only.includes(id)) && !except?.includes(id));
}
