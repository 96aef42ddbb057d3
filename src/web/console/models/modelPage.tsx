// One model: what speaks for it against the one that decides, its evaluation, and its card.

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ApiProblem, type ModelCard, type PromotionCase } from '../../../client/index.js';
import { percent, shortDigest } from '../figures.js';
import { api, body, sentenceOf } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { useModels } from './asked.js';
import { Difference } from './difference.js';

export function ModelPage({ digest }: { digest: string }): ReactElement {
  const models = useModels();
  const card = useQuery({
    queryKey: ['models', digest, 'card'],
    queryFn: () => body(api.GET('/v1/models/{digest}/card', { params: { path: { digest } } })),
    staleTime: 60_000,
  });
  if (!card.data || !models.data) return <Awaited error={card.error ?? models.error} lines={12} />;
  const deciding = models.data.active ?? models.data.running;
  return (
    <article className="stack">
      <header>
        <h2 data-title={card.data.title}>
          {card.data.title} <code className="small soft">{shortDigest(digest)}</code>
        </h2>
        <p className="soft digest">{card.data.about}</p>
      </header>
      <p>
        <a href={`/v1/models/${digest}/evaluation`} target="_blank" rel="noreferrer">
          Its evaluation, as a page of its own
        </a>{' '}
        <span className="soft small">(where one was attached: likeness models attach)</span>
      </p>
      {deciding.digest !== digest && <SpeaksFor digest={digest} present={deciding.name} />}
      {card.data.questions.map((question) => (
        <Question key={question.title} {...question} />
      ))}
    </article>
  );
}

function SpeaksFor({ digest, present }: { digest: string; present: string }): ReactElement {
  const found = useQuery({
    queryKey: ['models', digest, 'case'],
    queryFn: () => body(api.GET('/v1/models/{digest}/case', { params: { path: { digest } } })),
    staleTime: 60_000,
  });
  return (
    <section className="panel stack" aria-labelledby="case">
      <h2 id="case">On test data, against {present}, which decides</h2>
      {found.error && (
        <Notice kind={found.error instanceof ApiProblem ? 'warn' : 'bad'}>{sentenceOf(found.error)}</Notice>
      )}
      {found.isPending && <Skeleton lines={5} />}
      {found.data && <Case {...found.data} present={present} />}
    </section>
  );
}

function Case({
  requirements,
  difference,
  caveats,
  margin,
  present,
}: PromotionCase & { present: string }): ReactElement {
  return (
    <>
      {difference ? (
        <>
          <p>{difference.statement}</p>
          <Difference {...difference} margin={margin} present={present} />
        </>
      ) : (
        <p className="soft">There is no paired test of the two: see below what is missing for one.</p>
      )}
      <ul className="plain stack">
        {requirements.map(({ name, met, finding, command }) => (
          <li key={name} className="requirement">
            <span className={`tag ${met ? 'tag-good' : 'tag-warn'}`}>{met ? 'met' : 'missing'}</span>
            <div>
              <strong>{name}</strong>
              <p className="small">{finding}</p>
              {command && <pre className="zone small">{command}</pre>}
            </div>
          </li>
        ))}
      </ul>
      {caveats.map((caveat) => (
        <p key={caveat} className="soft small">
          {caveat}
        </p>
      ))}
      <p className="soft small">
        “Not worse” means: the upper end of the 95 % interval of the difference lies below {percent(margin)}.
        Few comparisons make the interval wide, and so speak against a model.
      </p>
    </>
  );
}

const Question = ({ title, blocks }: ModelCard['questions'][number]): ReactElement => (
  <section className="panel stack">
    <h2>{title}</h2>
    {blocks.map((block, i) => (
      <Block key={i} block={block} />
    ))}
  </section>
);

function Block({ block }: { block: ModelCard['questions'][number]['blocks'][number] }): ReactElement {
  switch (block.kind) {
    case 'text':
      return <p>{block.text}</p>;
    case 'unknown':
      return (
        <p className="soft">
          <strong>Not known.</strong> {block.text}
        </p>
      );
    case 'facts':
      return (
        <dl className="facts">
          {block.facts.map(([term, fact]) => (
            <div key={term}>
              <dt className="soft small">{term}</dt>
              <dd>{fact}</dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return <CardTable {...block} />;
  }
}

function CardTable({
  caption,
  head,
  rows,
}: Extract<ModelCard['questions'][number]['blocks'][number], { kind: 'table' }>): ReactElement {
  return (
    <div className="scroll">
      <table className="table">
        <caption className="soft small">{caption}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) =>
            Array.isArray(row) ? (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>{cell}</td>
                ))}
              </tr>
            ) : (
              <tr key={i}>
                <td>{row.heading}</td>
                <td colSpan={head.length - 1} className="soft">
                  {row.refusal}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
