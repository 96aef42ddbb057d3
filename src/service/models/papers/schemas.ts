// What is answered of a model's papers.

import { Type } from '@fastify/type-provider-typebox';
import type { Card } from '../../../workbench/index.js';
import type { StatedCase } from './paperThread.js';

export const ModelId = Type.Object({
  digest: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the model’s file.' }),
});

const Text = Type.Object({
  kind: Type.Union([Type.Literal('text'), Type.Literal('unknown')], {
    description: '`unknown`: nobody knows, or nobody measured it.',
  }),
  text: Type.String(),
});
const Facts = Type.Object({
  kind: Type.Literal('facts'),
  facts: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2, description: 'Term, fact.' })),
});
const Table = Type.Object({
  kind: Type.Literal('table'),
  ...{ caption: Type.String(), head: Type.Array(Type.String()) },
  rows: Type.Array(
    Type.Union([
      Type.Array(Type.String()),
      Type.Object({ heading: Type.String(), refusal: Type.String({ description: 'Why there are none.' }) }),
    ]),
  ),
});

export const CardAnswer = Type.Unsafe<Card>(
  Type.Object(
    {
      ...{ title: Type.String(), about: Type.String() },
      questions: Type.Array(
        Type.Object({ title: Type.String(), blocks: Type.Array(Type.Union([Text, Facts, Table])) }),
      ),
    },
    { $id: 'ModelCard' },
  ),
);

const Share = Type.Number();
export const CaseAnswer = Type.Unsafe<StatedCase>(
  Type.Object(
    {
      requirements: Type.Array(
        Type.Object({
          ...{ name: Type.String(), met: Type.Boolean() },
          finding: Type.String({ description: 'What was found, or what is missing.' }),
          command: Type.Union([Type.String(), Type.Null()], {
            description: 'The command that would supply it. Null: it is met, or none would.',
          }),
        }),
      ),
      difference: Type.Optional(
        Type.Object(
          {
            ...{ kind: Type.Literal('difference'), fnmrA: Share, fnmrB: Share, difference: Share },
            ...{ lower: Share, upper: Share, pValue: Share, mcnemarP: Share },
            verdict: Type.Union(
              (['better', 'worse', 'indistinguishable'] as const).map((one) => Type.Literal(one)),
            ),
            statement: Type.String(),
          },
          {
            description:
              'FNMR of this model (A) less that of the one that decides (B), at equal FMR, on the same comparisons, with its 95 % interval. Missing where there is no such test.',
          },
        ),
      ),
      thresholds: Type.Object(
        { from: Type.Optional(Type.Number()), to: Type.Optional(Type.Number()) },
        { description: 'At the policy’s FMR; missing where no calibration carries it.' },
      ),
      caveats: Type.Array(Type.String()),
      evidence: Type.Record(Type.String(), Type.String(), { description: 'SHA-256 of each paper.' }),
      margin: Type.Number({ description: 'By how much its FNMR may be higher at most, as a share.' }),
    },
    { $id: 'PromotionCase' },
  ),
);
