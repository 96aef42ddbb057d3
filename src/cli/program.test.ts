// The command line as a whole: help, versions, wrong use, and the process around it.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { DEFAULT_POLICY } from '../decision/index.js';
import { fail } from './failure.js';
import { rate } from './output.js';
import { run } from './program.js';
import { startProgress } from './progress.js';
import { memoryTerminal } from './terminal.js';

const MAIN = new URL('./main.ts', import.meta.url).pathname;
const HOME = join(tmpdir(), 'likeness-test-home');
const FACE_API = dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api')));
const SAMPLE = join(FACE_API, 'demo', 'sample3.jpg');
const COMMANDS = ['verify', 'document', 'inspect', 'embed', 'models', 'demo'];

describe('help', () => {
  test('lists every command', async () => {
    const terminal = memoryTerminal();
    expect(await run(['--help'], terminal)).toBe(0);
    for (const command of COMMANDS) expect(terminal.said.out).toMatch(new RegExp(`^ {2}${command}`, 'm'));
  });

  test.each([...COMMANDS.map((c) => [c]), ['models', 'add'], ['document', 'make']])(
    'of %s %s has examples',
    async (...command) => {
      const terminal = memoryTerminal();
      expect(await run([...command, '--help'], terminal)).toBe(0);
      expect(terminal.said.out).toContain('Examples:');
      expect(terminal.said.err).toBe('');
    },
  );

  test('states the policy’s real defaults', async () => {
    const terminal = memoryTerminal();
    await run(['verify', '--help'], terminal);
    const words = terminal.said.out.replace(/\s+/g, ' ');
    expect(words).toContain(
      `false match rate at which to approve, up to 0.1 (default ${rate(DEFAULT_POLICY.approveFmr)})`,
    );
    expect(words).toContain(`is below this (default ${DEFAULT_POLICY.rejectLlr})`);
    expect(words).toContain(`for the probability (default ${DEFAULT_POLICY.prior})`);
  });

  test('says what is not assessed yet', async () => {
    const terminal = memoryTerminal();
    await run(['verify', '--help'], terminal);
    expect(terminal.said.out.replace(/\s+/g, ' ')).toContain(
      'Liveness of the selfie is not assessed yet: it is null in the JSON',
    );
  });
});

test('--version prints the version of the package', async () => {
  const terminal = memoryTerminal();
  expect(await run(['--version'], terminal)).toBe(0);
  expect(terminal.said.out).toBe(`${packageJson.version}\n`);
});

describe('wrong use', () => {
  test('no command: help on stderr, exit 2', async () => {
    const terminal = memoryTerminal();
    expect(await run([], terminal)).toBe(2);
    expect(terminal.said.out).toBe('');
    expect(terminal.said.err).toContain('Usage: likeness');
  });

  test('a misspelt command is put right', async () => {
    const terminal = memoryTerminal();
    expect(await run(['verfy', '--json'], terminal)).toBe(2);
    expect(JSON.parse(terminal.said.out).error).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('Did you mean verify?'),
    });
  });

  test('--json after -- is a file, not an option', async () => {
    const terminal = memoryTerminal();
    expect(await run(['verify', '--', '--json'], terminal)).toBe(2);
    expect(terminal.said.out).toBe('');
  });
});

test('what we did not throw on purpose is a defect of ours: internal, without its stack', () => {
  const terminal = memoryTerminal();
  expect(fail(terminal, new TypeError('x is not a function\n    at y (z.js:1:2)'), true)).toBe(2);
  expect(JSON.parse(terminal.said.out).error).toMatchObject({
    code: 'internal',
    message: 'x is not a function',
  });
  expect(terminal.said.err).toBe('');
});

describe('progress', () => {
  test('renews one line on a terminal and clears it', () => {
    const terminal = memoryTerminal();
    const progress = startProgress({ ...terminal, err: { ...terminal.err, isTTY: true } });
    progress.report('one');
    progress.report('two');
    progress.done();
    expect(terminal.said.err).toBe('\r\x1b[2Kone …\r\x1b[2Ktwo …\r\x1b[2K');
  });

  test('is one line a step in a log', () => {
    const terminal = memoryTerminal();
    const progress = startProgress(terminal);
    progress.report('one');
    progress.report('two');
    progress.done();
    expect(terminal.said.err).toBe('one …\ntwo …\n');
  });
});

describe('as a process', () => {
  const node = ['--import', 'tsx', MAIN];

  test('errors leave stdout empty, or hold JSON alone; the exit code is 2', () => {
    const options = { encoding: 'utf8', env: { ...process.env, LIKENESS_HOME: HOME } } as const;
    const plain = spawnSync(
      process.execPath,
      [...node, 'verify', '/no/selfie.jpg', '/no/passport.jpg'],
      options,
    );
    expect([plain.status, plain.stdout]).toEqual([2, '']);
    expect(plain.stderr).toMatch(/^file_not_found: /m);
    const json = spawnSync(
      process.execPath,
      [...node, 'verify', '/no/selfie.jpg', '/no/passport.jpg', '--json'],
      options,
    );
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout).error.code).toBe('file_not_found');
  });

  test('nothing is written outside LIKENESS_HOME, not even by ONNX Runtime', () => {
    const user = mkdtempSync(join(tmpdir(), 'likeness-user-'));
    // In continuous integration ONNX Runtime would keep quiet of its own accord.
    const { CI: _, GITHUB_ACTIONS: __, XDG_CACHE_HOME: ___, ...inherited } = process.env;
    const env = { ...inherited, HOME: user, LIKENESS_HOME: HOME, TSX_DISABLE_CACHE: '1' };
    const { status } = spawnSync(process.execPath, [...node, 'inspect', '--json', SAMPLE], { env });
    expect(status).toBe(0);
    expect(readdirSync(user, { recursive: true })).toEqual([]);
    rmSync(user, { recursive: true });
  });

  test('a reader who goes away does no harm', async () => {
    const child = spawn(process.execPath, [...node, 'verify', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.on('data', (text) => {
      complaints += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, complaints]).toEqual([0, '']);
  });
});
