// Makes a fresh clone ready: installs the packages where they are missing or stale, builds where asked.
//   node scripts/setup.mjs [--build]
// Plain JavaScript without imports from packages: it runs before there are any.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Likeness needs Node 20.19 or later; this is ${process.version}.`);

if (!installed()) {
  console.error('installing packages (once) …');
  run('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit']);
}
if (process.argv.includes('--build')) {
  console.error('building …');
  run('npm', ['run', '--silent', 'build']);
}

/** npm notes in this file what it installed; a newer lock file means that something changed since. */
function installed() {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(note);
  if (statSync(note).size === 0) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

function packages(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages ?? {};
}

function run(command, options) {
  const { status } = spawnSync(command, options, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail(`\`${command} ${options.join(' ')}\` failed; its message stands above.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
