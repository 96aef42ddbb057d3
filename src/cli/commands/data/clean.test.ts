// On photographs of ../shared/data/lfw-dev, as its user would. Skipped where they are not there.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'likeness-clean-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: join(tmpdir(), 'likeness-test-home') });
  const code = await run(args, terminal);
  return { code, ...terminal.said };
}

describe.skipIf(!existsSync(LFW))('likeness data clean (needs ../shared/data)', () => {
  const people = join(folder, 'people');
  const page = join(folder, 'clean.html');
  const command = ['data', 'clean', people, '--model', 'fast'] as const;
  let [name, other] = ['', ''];

  beforeAll(async () => {
    const subjects = readdirSync(LFW)
      .filter((subject) => readdirSync(join(LFW, subject)).length >= 4)
      .slice(0, 5);
    [name, other] = subjects as [string, string];
    const photographs = join(folder, 'photographs');
    for (const subject of subjects) {
      mkdirSync(join(photographs, subject), { recursive: true });
      for (const file of readdirSync(join(LFW, subject)).slice(0, 4))
        symlinkSync(join(LFW, subject, file), join(photographs, subject, file));
    }
    const [file] = readdirSync(join(LFW, other));
    rmSync(join(photographs, other, file!));
    symlinkSync(join(LFW, other, file!), join(photographs, name, 'wrong.jpg'));
    symlinkSync(join(LFW, other, file!), join(photographs, name, 'wrong-again.jpg'));
    await likeness('data', 'ingest', photographs, people, '--model', 'fast');
  }, 120_000);

  let [label, copy] = ['', ''];

  test('proposes, shows the pictures, and changes nothing', async () => {
    const before = readFileSync(join(people, 'images.parquet'));
    const { code, out } = await likeness(...command, '--page', page);
    expect(code).toBe(0);
    label = /([0-9a-f]{10}) {2}relabel +99\.\d % +\S+wrong-again\.jpg +\S+ +\S+ \(4\) 0\.\d+ LLR −/.exec(
      out,
    )![1]!;
    copy = /([0-9a-f]{10}) {2}exact-duplicate +100 % +\S+wrong\.jpg +out/.exec(out)![1]!;
    expect(out).toContain('2 proposals, of which 99.9 % are expected to be right');
    expect(out).toContain('nothing was changed: --apply does');
    const html = readFileSync(page, 'utf8');
    expect(html.match(/<img /g)!.length).toBeGreaterThanOrEqual(8);
    expect(html).not.toContain('<script');
    expect(readFileSync(join(people, 'images.parquet'))).toEqual(before);
  }, 60_000);

  test('applies what is chosen', async () => {
    const { code, out } = await likeness(...command, '--apply', '--except', label);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('1 proposals applied, 0 pictures moved, 1 rows taken out'),
    ]);
  }, 60_000);

  test('finds the rest under the id that it had, and applies it', async () => {
    const { out } = await likeness(...command, '--apply', '--only', label, '--json');
    const { proposals, applied } = JSON.parse(out);
    expect(proposals).toMatchObject([
      { id: label, kind: 'relabel', moves: [{ image: `${name}/wrong-again.jpg`, from: name, to: other }] },
    ]);
    expect(applied).toEqual({ proposals: [label], moved: 1, dropped: 0, overruled: [] });
  }, 60_000);

  test('has nothing left to propose, and refuses an id that is gone', async () => {
    const again = await likeness(...command, '--apply', '--only', `${label},${copy}`, '--json');
    const { code, message } = JSON.parse(again.out).error;
    expect([again.code, code]).toEqual([2, 'proposal_unknown']);
    expect(message).toBe(`there is no proposal ${label}, ${copy} (any more)`);
  }, 60_000);

  test('can be taken back', async () => {
    expect((await likeness('data', 'undo', people)).out).toContain('1 proposals applied, 1 pictures moved');
    expect((await likeness('data', 'undo', people)).out).toContain('0 pictures moved, 1 taken out');
  });

  test.each([
    [['--precision', '1.5'], 'option_invalid'],
    [['--precision', '0.2'], 'option_invalid'],
    [['--expected-errors', '0'], 'option_invalid'],
    [['--kinds', 'relabel,typo'], 'option_invalid'],
    [['--only', 'abc'], 'usage'],
  ])('%j is refused', async (options, code) => {
    const answer = await likeness(...command, ...options, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, code]);
  });

  test('what is no data set is refused', async () => {
    const answer = await likeness('data', 'clean', LFW, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, 'dataset_invalid']);
  });
});
