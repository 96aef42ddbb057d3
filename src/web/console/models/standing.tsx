// Which models serve: the one that decides, the one that is tried on the same pictures, and all that are installed.

import { useMutation } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { Me, ModelOnTrial, Models } from '../../../client/index.js';
import { shortDigest, whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { api, may, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { changed, useModels } from './asked.js';
import { Promotion } from './promotion.js';
import { Reembedding } from './reembedding.js';

export function Standing(): ReactElement {
  const { data, error } = useModels();
  const { data: me } = useMe();
  if (!data || !me) return <Awaited error={error} lines={8} />;
  return (
    <div className="stack">
      <div className="roles">
        <Deciding models={data} />
        {data.shadow ? <Tried shadow={data.shadow} me={me} /> : <NoneTried />}
      </div>
      {(data.shadow ?? data.active) && <Reembedding me={me} />}
      <Installed models={data} me={me} />
    </div>
  );
}

const Named = ({ name, digest }: { name: string; digest: string }): ReactElement => (
  <h3 className="row">
    <Link href={`/models/${digest}`}>{name}</Link> <code className="small soft">{shortDigest(digest)}</code>
  </h3>
);

const Fact = ({ term, children }: { term: string; children: ReactNode }): ReactElement => (
  <div>
    <dt className="soft small">{term}</dt>
    <dd className="figures">{children}</dd>
  </div>
);

function Deciding({ models: { active, running } }: { models: Models }): ReactElement {
  const one = active ?? running;
  return (
    <section className="panel stack" aria-labelledby="deciding">
      <h2 id="deciding">Decides</h2>
      <Named {...one} />
      <dl className="facts">
        {active && <Fact term="Since">{momentOf(active.since)}</Fact>}
        <Fact term="Calibrated">{running.isCalibrated ? 'yes' : 'no: everything goes to review'}</Fact>
      </dl>
      {active && active.digest !== running.digest && (
        <Notice kind="warn">
          The process that answered still runs {running.name} ({shortDigest(running.digest)}): restart it.
        </Notice>
      )}
    </section>
  );
}

function Tried({ shadow, me }: { shadow: ModelOnTrial; me: Me }): ReactElement {
  return (
    <section className="panel stack" aria-labelledby="tried">
      <h2 id="tried">Is tried</h2>
      <Named {...shadow} />
      <dl className="facts">
        <Fact term="Since">{momentOf(shadow.since)}</Fact>
        <Fact term="Scored, of your decisions since">
          {whole(shadow.scored)} of {whole(shadow.decisions)}
        </Fact>
        <Fact term="Given up">{whole(shadow.failed)}</Fact>
        <Fact term="Median of one comparison">
          {shadow.medianMilliseconds === null ? '–' : `${Math.round(shadow.medianMilliseconds)} ms`}
        </Fact>
      </dl>
      {!shadow.isCalibrated && (
        <Notice kind="warn">Without a calibration everything it says is “review”: calibrate it first.</Notice>
      )}
      <p>
        <Link href="/models/report">How it compares on your traffic</Link>
      </p>
      <div className="row">
        {may(me, 'models.promote') && <Promotion shadow={shadow} />}
        {may(me, 'models.write') && (
          <Confirm
            action="Try it no more"
            title={`Try ${shadow.name} no more?`}
            onConfirmed={async () => {
              await api.DELETE('/v1/models/shadow');
              await changed();
            }}
          >
            <p>No further decision is scored by it. What it found is kept, and it can be tried again.</p>
          </Confirm>
        )}
      </div>
    </section>
  );
}

const NoneTried = (): ReactElement => (
  <section className="panel stack" aria-labelledby="tried">
    <h2 id="tried">No model is tried</h2>
    <p className="soft">
      A model that is tried scores the same pictures as the one that decides, and changes no decision. Install
      and calibrate it on the machines that serve, then try it from the list below:
    </p>
    <pre className="zone">
      {'likeness models add next.onnx --name next\nlikeness calibrate next --dataset people --apply'}
    </pre>
  </section>
);

function Installed({ models, me }: { models: Models; me: Me }): ReactElement {
  const { active, running, shadow, installed } = models;
  const deciding = (active ?? running).digest;
  return (
    <section className="stack" aria-labelledby="installed">
      <h2 id="installed">Installed, where this was answered</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Digest</th>
              <th scope="col">Calibrated</th>
              <th scope="col">Role</th>
              <th scope="col">
                <span className="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {installed.map(({ name, digest, isCalibrated }) => (
              <tr key={digest}>
                <td>
                  <Link href={`/models/${digest}`}>{name}</Link>
                </td>
                <td>
                  <code className="small">{shortDigest(digest)}</code>
                </td>
                <td>{isCalibrated ? 'yes' : 'no'}</td>
                <td>
                  {digest === deciding ? (
                    <span className="tag tag-good">decides</span>
                  ) : (
                    digest === shadow?.digest && <span className="tag tag-warn">is tried</span>
                  )}
                </td>
                <td>
                  {may(me, 'models.write') && digest !== deciding && digest !== shadow?.digest && (
                    <Try name={name} digest={digest} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Try({ name, digest }: { name: string; digest: string }): ReactElement {
  const attempt = useMutation({
    mutationFn: () => api.PUT('/v1/models/shadow', { body: { name: digest } }),
    onSettled: changed,
  });
  return (
    <>
      <Button
        className="button"
        aria-label={`Try it: ${name}`}
        isDisabled={attempt.isPending}
        onPress={() => attempt.mutate()}
      >
        Try it
      </Button>
      {attempt.error && <Notice kind="bad">{sentenceOf(attempt.error)}</Notice>}
    </>
  );
}
