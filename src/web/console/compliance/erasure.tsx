// Erasure of a person: what goes, what stays, and a receipt that can be checked.

import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ErasureReceipt } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { saveJson } from '../save.js';
import { api, body } from '../server.js';
import { Confirm } from '../shell/confirm.js';

export function Erasure(): ReactElement {
  const [kind, setKind] = useState<'customer' | 'verification'>('customer');
  const [id, setId] = useState('');
  const [receipt, setReceipt] = useState<ErasureReceipt>();
  const target = id.trim();
  const erase = async (reason: string): Promise<void> => {
    const params = { path: { id: target }, query: { reason } };
    setReceipt(
      await body(
        kind === 'customer'
          ? api.DELETE('/v1/customers/{id}', { params })
          : api.DELETE('/v1/verifications/{id}', { params }),
      ),
    );
    setId('');
  };
  return (
    <section className="stack">
      <div className="panel stack">
        <h2>Erase a person</h2>
        <p>
          <strong>What goes:</strong> the key of the person is destroyed. Pictures, templates, reports and
          notes can be read by nobody from then on, in backups neither; their files are removed within
          minutes.
        </p>
        <p>
          <strong>What stays:</strong> that there was a decision, when, how and why, and the log. They hold no
          face, no name and no document.
        </p>
        <p>
          <strong>What stops it:</strong> a legal hold. Evidence packs and exports that somebody took are
          beyond its reach.
        </p>
        <div className="row">
          <label className="field">
            <span className="small">Of</span>
            <select value={kind} onChange={({ target }) => setKind(target.value as typeof kind)}>
              <option value="customer">a customer</option>
              <option value="verification">a decision about nobody’s customer</option>
            </select>
          </label>
          <label className="field">
            <span className="small">{kind === 'customer' ? 'Your own name of them' : 'Identifier'}</span>
            <input value={id} autoComplete="off" onChange={({ target }) => setId(target.value)} />
          </label>
        </div>
        <div className="row">
          <Confirm
            isBad
            action="Erase"
            isDisabled={target === ''}
            title={`Erase ${kind} ${target} for good?`}
            typed={target}
            reason="Why, e.g. the number of the request (goes into the log: nothing that says who it is)"
            onConfirmed={erase}
          >
            <p>Nobody can take this back, neither you nor we.</p>
          </Confirm>
        </div>
      </div>
      {receipt && <Receipt receipt={receipt} />}
    </section>
  );
}

function Receipt({ receipt }: { receipt: ErasureReceipt }): ReactElement {
  const { target, erasedAt, destroyed, audit } = receipt;
  return (
    <section className="panel stack" role="status">
      <h2>
        Erased: {target.kind} {target.id}
      </h2>
      <dl className="facts">
        {(
          [
            ['When', momentOf(erasedAt)],
            ['Keys destroyed', whole(destroyed.keys)],
            ['Templates', whole(destroyed.templates)],
            ['Reports', whole(destroyed.reports)],
            ['Pictures', whole(destroyed.pictures)],
            ['Entry of the log', whole(audit.sequence)],
          ] as const
        ).map(([term, fact]) => (
          <div key={term}>
            <dt className="soft small">{term}</dt>
            <dd className="figures">{fact}</dd>
          </div>
        ))}
      </dl>
      <p className="soft small">
        The receipt is signed: <code>likeness audit verify receipt.json --public-key bank.pem</code> checks it
        offline.
      </p>
      <div className="row">
        <Button
          className="button"
          onPress={() => saveJson(receipt, `erasure-receipt-${audit.sequence}.json`)}
        >
          Save the receipt
        </Button>
      </div>
    </section>
  );
}
