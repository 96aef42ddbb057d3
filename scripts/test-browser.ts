// Around all tests: finds a Chromium for those that look at pages. `npm test` installs Debian's where there is none and
// it may; else those tests are skipped, and say so.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const found = (): string | undefined =>
  [process.env.LIKENESS_CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));

/** Called by Vitest. The tests find the browser by their environment. */
export default function offerBrowser(): void {
  if (!found() && process.env.npm_lifecycle_event === 'test') install();
  const place = found();
  if (place !== undefined) process.env.LIKENESS_CHROMIUM = place;
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error('installing Chromium, which tests of the pages need (once) …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core'],
  ])
    spawnSync('apt-get', args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
}
