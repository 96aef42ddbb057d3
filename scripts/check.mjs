// Types, style and floors, side by side: what each says is printed when it is done.
//   npm run check

import { spawn } from 'node:child_process';

const CHECKS = [
  ['tsc', '--noEmit'],
  ['tsc', '--noEmit', '-p', 'src/web'],
  ['biome', 'check', '.'],
  ['tsx', 'scripts/floors.ts'],
];

/** @returns its exit code */
const run = ([command, ...options]) =>
  new Promise((resolve) => {
    const child = spawn(command, options, { shell: process.platform === 'win32' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
    child.once('error', (error) => {
      said += error.message;
    });
    child.once('close', (code) => {
      process.stdout.write(`${[command, ...options].join(' ')}\n${said}`);
      resolve(code ?? 1);
    });
  });

const codes = await Promise.all(CHECKS.map(run));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
