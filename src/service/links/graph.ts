// Who hangs together with a customer: from customer to customer over what they share, hop by hop, bounded.

import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import { activePolicy } from '../policies/index.js';
import type { Screened } from '../screening/index.js';
import type { CustomerStatus } from '../storage/index.js';
import { type Alikeness, alikenessOfScore } from '../verifications/index.js';
import { type FaceLink, type ListLink, linksByFace } from './faces.js';
import { MOST_SHARING, type Shared, sharedBy } from './shared.js';
import { statusesOf } from './statuses.js';

export interface GraphNode {
  /** Of the kind and its name: `customer:4711`. */
  readonly id: string;
  readonly kind: 'customer' | 'device' | 'document' | 'list';
  /** As the caller names it; of a document, the beginning of the digest of its number. */
  readonly name: string;
  /** Hops over customers; 0 is the one that was asked for. Null of what is no customer. */
  readonly distance: number | null;
  /** As the customer stands now. Null of what is no customer. */
  readonly status: CustomerStatus | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'device' | 'document' | 'face' | 'face_on_list' | 'same_person';
  /** The first of these decisions; when the other was enrolled or put on the list, or the pair settled. */
  readonly since: Date | null;
  /** Decisions in which the customer had the device or the document. */
  readonly count: number | null;
  /** Comparison score. */
  readonly score: number | null;
  readonly alikeness: Alikeness | null;
}

type DrawnNode = Omit<GraphNode, 'status'>;
type DrawnEdge = Omit<GraphEdge, 'alikeness'>;

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Whether there is more than is shown. */
  readonly isTruncated: boolean;
}

/** Customers that one graph shows; more, nobody can look at. */
const MOST_CUSTOMERS = 200;

/**
 * The look is logged. What a list is called is told to those who may read lists.
 * @param depth hops over customers, from 1
 * @throws `not_found`, `erased`
 */
export async function linksOf(
  screened: Screened,
  by: Actor,
  customer: string,
  depth: number,
): Promise<Graph> {
  const { tenant } = by;
  const policy = await screened.database.tenant(tenant, async (transaction) => {
    const row = await transaction
      .selectFrom('customers')
      .select('status')
      .where('id', '=', customer)
      .executeTakeFirst();
    if (!row) throw new LikenessError('not_found', 'there is no such customer');
    if (row.status === 'erased')
      throw new LikenessError('erased', 'all that was known of this person was erased');
    return activePolicy(transaction);
  });
  const drawn = new Drawn(customer, by.permissions.has('lists.read'));
  let frontier = [customer];
  for (let distance = 1; distance <= depth && frontier.length > 0; distance++) {
    const shared = await screened.database.tenant(tenant, (transaction) => sharedBy(transaction, frontier));
    const faces = await linksByFace(screened, tenant, policy.document, frontier);
    frontier = drawn.add(shared, faces, distance);
  }
  const graph = drawn.graph();
  const shown = (kind: GraphNode['kind']) => graph.nodes.filter((node) => node.kind === kind);
  const statuses = await screened.database.tenant(tenant, async (transaction) => {
    await screened.audit.append(
      transaction,
      by,
      'customer.links_read',
      { kind: 'customer', id: customer },
      {
        ...{ depth, customers: shown('customer').length },
        lists: shown('list').map(({ id }) => id.slice('list:'.length)),
      },
    );
    return statusesOf(
      transaction,
      shown('customer').map(({ name }) => name),
    );
  });
  const { calibration } = screened.inference.model;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      status: node.kind === 'customer' ? (statuses.get(node.name) ?? null) : null,
    })),
    edges: graph.edges.map((edge) => ({
      ...edge,
      alikeness: edge.score === null || !calibration ? null : alikenessOfScore(edge.score, calibration),
    })),
  };
}

class Drawn {
  readonly #nodes = new Map<string, DrawnNode>();
  readonly #edges = new Map<string, DrawnEdge>();
  #customers = 0;
  readonly #namesLists: boolean;
  #isTruncated = false;

  constructor(centre: string, namesLists: boolean) {
    this.#namesLists = namesLists;
    this.#customer(centre, 0);
  }

  /** @returns customers that were not there before */
  add(
    { shared, isCut }: { shared: readonly Shared[]; isCut: boolean },
    found: { faces: readonly FaceLink[]; lists: readonly ListLink[]; isCut: boolean },
    distance: number,
  ): string[] {
    if (isCut || found.isCut) this.#isTruncated = true;
    const before = new Set(this.#nodes.keys());
    for (const { kind, name, users } of shared) {
      if (users.length > MOST_SHARING) this.#isTruncated = true;
      const shown = users.slice(0, MOST_SHARING).filter((user) => this.#customer(user.customer, distance));
      if (shown.length < 2) continue;
      const to = this.#node({ kind, name, distance: null });
      for (const { customer, since, count } of shown)
        this.#edge({ from: idOf('customer', customer), to, kind, since, count, score: null });
    }
    for (const { one, other, kind, since, score } of found.faces) {
      if (!this.#customer(other, distance)) continue;
      const [from, to] = [idOf('customer', one), idOf('customer', other)].sort() as [string, string];
      this.#edge({ from, to, kind, since, count: null, score });
    }
    for (const { customer, list, name, since, score } of found.lists) {
      const to = this.#node({ kind: 'list', name: this.#namesLists ? name : list, distance: null }, list);
      this.#edge({ from: idOf('customer', customer), to, kind: 'face_on_list', since, count: null, score });
    }
    return [...this.#nodes.values()].flatMap((node) =>
      node.kind === 'customer' && !before.has(node.id) ? [node.name] : [],
    );
  }

  graph(): { nodes: DrawnNode[]; edges: DrawnEdge[]; isTruncated: boolean } {
    return {
      nodes: [...this.#nodes.values()],
      edges: [...this.#edges.values()],
      isTruncated: this.#isTruncated,
    };
  }

  /** @returns whether it is shown */
  #customer(name: string, distance: number): boolean {
    if (this.#nodes.has(idOf('customer', name))) return true;
    if (this.#customers === MOST_CUSTOMERS) {
      this.#isTruncated = true;
      return false;
    }
    this.#customers++;
    this.#node({ kind: 'customer', name, distance });
    return true;
  }

  #node(node: Omit<DrawnNode, 'id'>, key = node.name): string {
    const id = idOf(node.kind, key);
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, ...node });
    return id;
  }

  /** Seen from both ends, an edge is one; of two scores the higher counts. */
  #edge(edge: DrawnEdge): void {
    const key = JSON.stringify([edge.from, edge.to, edge.kind]);
    const known = this.#edges.get(key);
    if (!known || (edge.score ?? 0) > (known.score ?? 0)) this.#edges.set(key, edge);
  }
}

const idOf = (kind: GraphNode['kind'], name: string): string => `${kind}:${name}`;
