// How good reviewing is, and who sees to it: cases with a known answer, and how many get a second look by chance.

import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { NewSeed } from './newSeed.js';
import { Seeds } from './seeds.js';
import { Shares } from './shares.js';

export const Supervision = (): ReactElement => (
  <div className="stack">
    <h1>Supervision</h1>
    <p className="soft">
      Nobody knows how often reviewers are right from cases whose truth nobody knows. So pictures with a known
      answer are put among the others, looking as all others do. What came of it, with intervals, stands in{' '}
      <Link href="/analytics">Analytics</Link>, under Reviewers.
    </p>
    <Shares />
    <NewSeed />
    <Seeds />
  </div>
);
