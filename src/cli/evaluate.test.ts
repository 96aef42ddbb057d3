// `evaluate` and `calibrate` as their users meet them. What they measure is tested in src/workbench.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const LFW = new URL('../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-evaluation-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  const exitCode = await run(args, terminal);
  return { exitCode, ...terminal.said };
}

beforeAll(() => {
  mkdirSync(at('empty'));
  mkdirSync(at('one/Ann'), { recursive: true });
  writeFileSync(at('one/Ann/1.jpg'), 'no picture');
  writeFileSync(at('groups.csv'), 'who,sex\nAnn,f\n');
  writeFileSync(at('pairs.csv'), 'mated,reference,probe\n1,Ann/1.jpg,Bob/1.jpg\n');
  writeFileSync(at('report.json'), '{"format": "likeness-report-1"}');
  writeFileSync(at('torn.json'), '{"format":');
});

describe('wrong use', () => {
  test.each([
    [['evaluate'], 'usage', "missing required argument 'model'"],
    [['evaluate', 'fast'], 'usage', '--dataset'],
    [['evaluate', 'fast', '--dataset', at('absent')], 'dataset_invalid', 'absent'],
    [['evaluate', 'fast', '--dataset', at('empty')], 'dataset_invalid', 'no pictures'],
    [['evaluate', 'fast', '--dataset', at('one'), '--fmr', '0'], 'option_invalid', 'the FMR is 0'],
    [['evaluate', 'fast', '--dataset', at('one'), '--fmr', 'low'], 'option_invalid', '"low" is no number'],
    [
      ['evaluate', 'fast', '--dataset', at('one'), '--replicates', '1.5'],
      'option_invalid',
      'no whole number',
    ],
    [
      ['evaluate', 'fast', '--dataset', at('one'), '--groups', at('groups.csv')],
      'groups_invalid',
      'column `subject`',
    ],
    [
      ['evaluate', 'fast', '--dataset', at('one'), '--groups', at('absent.csv')],
      'file_not_found',
      'absent.csv',
    ],
    [
      ['evaluate', 'fast', '--dataset', at('one'), '--protocol', at('pairs.csv')],
      'pairs_invalid',
      'Bob/1.jpg',
    ],
    [['evaluate', 'fast', '--dataset', at('one'), '--protocol', 'lfw'], 'file_not_found', 'pairs.txt'],
    [['evaluate', 'fast', '--dataset', at('one'), '--replicates', '5'], 'option_invalid', '5 replicates'],
    [['calibrate', 'fast', '--dataset', at('one'), '--seed', '5000000000'], 'option_invalid', 'the seed is'],
    [['evaluate', 'slow', '--dataset', at('one')], 'model_not_found', 'slow'],
    [['evaluate', 'facemesh', '--dataset', at('one')], 'model_unsuitable', 'facemesh is no embedder'],
    [['evaluate', 'fast', '--dataset', at('one')], 'dataset_invalid', 'nothing to compare'],
    [['evaluate', '--compare', at('report.json')], 'usage', 'two report.json'],
    [['evaluate', '--compare', at('torn.json'), at('torn.json')], 'report_invalid', 'not JSON'],
    [['evaluate', '--compare', at('report.json'), at('report.json')], 'report_invalid', 'created'],
    [['evaluate', '--compare', at('absent.json'), at('report.json')], 'file_not_found', 'absent.json'],
    [['calibrate', 'fast'], 'usage', '--dataset'],
    [['calibrate', 'fast', '--dataset', at('empty')], 'dataset_invalid', 'no pictures'],
    [['calibrate', 'fast', '--dataset', at('one')], 'dataset_invalid', 'too few subjects'],
    [['calibrate', 'slow', '--remove'], 'model_not_found', 'slow'],
  ])('%j fails as %s', async (args, code, why) => {
    const report = args[0] === 'evaluate' ? ['--out', at('out')] : [];
    const { exitCode, out } = await likeness(...args, ...report, '--json');
    const { error } = JSON.parse(out);
    expect([exitCode, error.code]).toEqual([2, code]);
    expect(error.message).toContain(why);
    expect(error.hint).not.toBe('');
  });
});

describe.skipIf(!existsSync(LFW))('on photographs (needs ../shared/data)', () => {
  beforeAll(() => {
    const several = readdirSync(LFW).filter((subject) => readdirSync(join(LFW, subject)).length > 1);
    for (const subject of several.sort().slice(0, 24)) {
      mkdirSync(at(`people/${subject}`), { recursive: true });
      for (const file of readdirSync(join(LFW, subject)).sort().slice(0, 2)) {
        symlinkSync(join(LFW, subject, file), at(`people/${subject}/${file}`));
      }
    }
  });
  const common = ['--fmr', '1e-2', '--replicates', '100'];

  test('a report is written, and its verdict said', async () => {
    const { exitCode, out, err } = await likeness(
      'evaluate',
      'fast',
      '--dataset',
      at('people'),
      '--out',
      at('report'),
      ...common,
    );
    expect([exitCode, out]).toEqual([0, expect.stringContaining('48 pictures of 24 subjects')]);
    expect(out).toContain('FNMR at FMR 1 %');
    expect(out).toContain(at('report/report.html'));
    expect(err).toContain('fast: comparisons …');
    expect(readdirSync(at('report')).sort()).toEqual(['report.html', 'report.json']);
    expect(readFileSync(at('report/report.html'), 'utf8')).toContain('<!doctype html>');
  }, 120_000);

  test('--json prints the report without the scores, and nothing else', async () => {
    const { exitCode, out } = await likeness(
      'evaluate',
      'fast',
      '--dataset',
      at('people'),
      '--out',
      at('report'),
      ...common,
      '--json',
    );
    const { format, models, command } = JSON.parse(out);
    expect([exitCode, format, models[0].evidence]).toEqual([0, 'likeness-report-1', null]);
    expect(command).toContain(`--dataset ${at('people')}`);
    expect(
      JSON.parse(readFileSync(at('report/report.json'), 'utf8')).models[0].evidence.mated.scores,
    ).not.toBe('');
  }, 120_000);

  test('a report compared with itself cannot be told apart', async () => {
    const report = at('report/report.json');
    const { exitCode, out } = await likeness('evaluate', '--compare', report, report, ...common);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('indistinguishable')]);
  });

  test('a calibration is stated, and not applied unasked', async () => {
    const { exitCode, out } = await likeness(
      'calibrate',
      'fast',
      '--dataset',
      at('people'),
      '--replicates',
      '100',
      '--json',
    );
    const said = JSON.parse(out);
    if (exitCode === 2) expect(said.error.code).toBe('calibration_unsupported');
    else expect([said.applied, said.tested.subjects]).toEqual([false, 12]);
  }, 120_000);
});
