// What the document says of its bearer, and which of its check digits are right.

import type { ReactElement } from 'react';
import type { DocumentReport, MachineReadableZone } from '../../../client/index.js';
import { Notice } from '../shell/notice.js';
import { nameOf } from './words.js';

export function DocumentData({ document }: { document: DocumentReport }): ReactElement {
  const { mrz, page, mrzReason, chip } = document;
  return (
    <section className="panel stack">
      <h2>The document</h2>
      {!page && <Notice kind="warn">No page was found: the picture is a mere portrait.</Notice>}
      {page?.shortfalls.map(({ code, advice }) => (
        <Notice key={code} kind="warn">
          {advice}
        </Notice>
      ))}
      {mrz ? (
        <Zone zone={mrz} />
      ) : (
        <p className="soft">Its machine-readable zone was not read{mrzReason && `: ${nameOf(mrzReason)}`}.</p>
      )}
      {chip?.authenticity && <Chip verdict={chip.authenticity.verdict} />}
    </section>
  );
}

const VERDICTS = { authentic: 'tag-good', not_verified: 'tag-warn', forged: 'tag-bad' } as const;

const Chip = ({ verdict }: { verdict: keyof typeof VERDICTS }): ReactElement => (
  <p>
    Chip: <span className={`tag ${VERDICTS[verdict]}`}>{nameOf(verdict)}</span>
  </p>
);

function Zone({ zone }: { zone: MachineReadableZone }): ReactElement {
  const facts: readonly (readonly [string, string])[] = [
    ['Surname', zone.surname],
    ['Given names', zone.givenNames],
    ['Document', `${zone.documentCode} ${zone.documentNumber}`],
    ['Issued by', zone.issuingState.name ?? zone.issuingState.code],
    ['Nationality', zone.nationality.name ?? zone.nationality.code],
    ['Born', zone.birthDate.value ?? zone.birthDate.text],
    ['Sex', zone.sex],
    ['Valid until', zone.expiryDate.value ?? zone.expiryDate.text],
  ];
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
      <pre className="zone">{zone.lines.join('\n')}</pre>
      <ul className="plain row">
        {zone.checks.map(({ name, passes, found, expected }) => (
          <li key={name} className={`tag ${passes ? 'tag-good' : 'tag-bad'}`}>
            {nameOf(name)}: {passes ? 'right' : `${found} in place of ${expected ?? 'none'}`}
          </li>
        ))}
      </ul>
      {zone.problems.map(({ code, field, message }) => (
        <Notice key={`${code} ${field}`} kind="warn">
          {message}
        </Notice>
      ))}
    </>
  );
}
