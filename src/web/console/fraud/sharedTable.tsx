// Devices and documents that several customers had.

import type { ReactElement } from 'react';
import type { SharedThing } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { CustomerLink } from './words.js';

export const SharedTable = ({ things }: { things: readonly SharedThing[] }): ReactElement | null =>
  things.length === 0 ? null : (
    <section className="stack">
      <h2>Devices and documents of several customers</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Customers</th>
              <th scope="col">Since</th>
              <th scope="col">Who</th>
            </tr>
          </thead>
          <tbody>
            {things.map(({ kind, name, count, since, customers }) => (
              <tr key={`${kind} ${name}`}>
                <td className="moment">
                  {kind} <code className="small">{name}</code>
                </td>
                <td className="figures">{whole(count)}</td>
                <td className="moment">{momentOf(since)}</td>
                <td className="wide">
                  {customers.map(({ id, status }, i) => (
                    <span key={id}>
                      {i > 0 && ', '}
                      <CustomerLink id={id} status={status} />
                    </span>
                  ))}
                  {count > customers.length && ` and ${whole(count - customers.length)} more`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
