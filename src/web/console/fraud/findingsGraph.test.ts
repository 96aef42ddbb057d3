import { expect, it } from 'vitest';
import type { Finding, SharedThing } from '../../../client/index.js';
import { graphOf } from './findingsGraph.js';

type Elsewhere = Finding['elsewhere'][number];

const other = (id: string, part: Partial<Elsewhere> = {}): Elsewhere => ({
  ...{ kind: 'customer', id, name: null, score: 0.9, alikeness: null, status: 'enrolled', settled: null },
  ...part,
});
const finding = (customer: string, ...elsewhere: Elsewhere[]): Finding => ({
  ...{ verification: customer, case: null, customer, status: 'enrolled', at: '2026-11-29T00:00:00Z' },
  ...{ kind: 'face', elsewhere },
});
const edgesOf = (findings: Finding[], things: SharedThing[] = []) =>
  graphOf(findings, things).edges.map(({ from, to, kind, score }) => [from, to, kind, score]);

it('draws who was found as whom, and who had the same thing', () => {
  const tablet: SharedThing = {
    ...{ kind: 'device', name: 'tablet', count: 2, since: '2026-11-29T00:00:00Z' },
    customers: [
      { id: 'ada', status: 'enrolled' },
      { id: 'berta', status: 'enrolled' },
    ],
  };
  expect(edgesOf([finding('ada', other('carl'))], [tablet])).toEqual([
    ['customer:ada', 'customer:carl', 'face', 0.9],
    ['customer:ada', 'device:tablet', 'device', null],
    ['customer:berta', 'device:tablet', 'device', null],
  ]);
});

it('draws a pair that was settled as that', () => {
  const settled = ['same_person', 'different_people'] as const;
  expect(
    edgesOf(settled.map((relation) => finding('ada', other(relation, { settled: relation })))).map(
      ([, , kind]) => kind,
    ),
  ).toEqual(settled);
});

it('has each customer as they stand now', () => {
  const { nodes } = graphOf([finding('ada', other('gone', { status: 'erased' }))], []);
  expect(nodes.map(({ name, status }) => [name, status])).toEqual([
    ['ada', 'enrolled'],
    ['gone', 'erased'],
  ]);
});

it('draws the more alike of two findings of one pair, whichever way they were found', () => {
  const found = [
    finding('ada', other('carl', { score: 0.8 })),
    finding('carl', other('ada', { score: 0.95 })),
  ];
  expect(edgesOf(found)).toEqual([['customer:carl', 'customer:ada', 'face', 0.95]]);
});

it('draws as much as can be looked at, and says that there is more', () => {
  const found = Array.from({ length: 100 }, (_, i) => finding(`one ${i}`, other(`other ${i}`)));
  const { nodes, isCut } = graphOf(found, []);
  expect([nodes.length, isCut]).toEqual([120, true]);
});
