// That the log is what was written: checked here, or taken away with all that it takes to check it elsewhere.

import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { save, saveJson } from '../save.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';

export function Proof(): ReactElement {
  const verify = useMutation({ mutationFn: verified });
  const key = useMutation({ mutationFn: takeKey });
  const checkpoint = useMutation({ mutationFn: takeCheckpoint });
  const error = verify.error ?? key.error ?? checkpoint.error;
  return (
    <div className="stack">
      <div className="row">
        <Button className="button" isDisabled={verify.isPending} onPress={() => verify.mutate()}>
          {verify.isPending ? 'Checking …' : 'Check the whole log'}
        </Button>
        <a className="button" href="/v1/audit/export" download>
          Export it
        </a>
        <Button className="button" onPress={() => checkpoint.mutate()}>
          Take a checkpoint
        </Button>
        <Button className="button" onPress={() => key.mutate()}>
          The public key
        </Button>
      </div>
      {verify.data && verify.data.faults.length === 0 && (
        <Notice kind="good">
          All {verify.data.entries.toLocaleString('en')} entries are what was written: chain and signatures
          are whole. This was the service checking itself: whoever does not trust it exports the log and runs{' '}
          <code>likeness audit verify</code>.
        </Notice>
      )}
      {verify.data?.faults.map((fault) => (
        <Notice key={fault} kind="bad">
          {fault}
        </Notice>
      ))}
      {checkpoint.isSuccess && (
        <Notice kind="good">
          Keep the checkpoint where nobody here can write: a later check against it shows whether anything
          before it was changed.
        </Notice>
      )}
      {key.data && (
        <Notice kind="good">
          Compare its thumbprint by telephone: <code>{key.data}</code>
        </Notice>
      )}
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
    </div>
  );
}

/** Asks until the end of the log: one request looks at a part. */
async function verified(): Promise<{ entries: number; faults: string[] }> {
  let [entries, after] = [0, 0];
  for (;;) {
    const part = await body(api.POST('/v1/audit/verify', { body: { after } }));
    entries += part.entries;
    if (!part.ok) return { entries, faults: part.faults.map(({ message }) => message) };
    if (part.next === null) return { entries, faults: [] };
    after = part.next;
  }
}

/** @returns its thumbprint */
async function takeKey(): Promise<string> {
  const { thumbprint, pem } = await body(api.GET('/v1/audit/public-key'));
  save(new Blob([pem], { type: 'application/x-pem-file' }), 'audit-public-key.pem');
  return thumbprint;
}

async function takeCheckpoint(): Promise<void> {
  const checkpoint = await body(api.GET('/v1/audit/head'));
  saveJson(checkpoint, `checkpoint-${checkpoint.sequence}.json`);
}
