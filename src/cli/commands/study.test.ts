import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peopleOf, shared, subjectDigest } from '../../workbench/registry/people.js';
import { openWorld, studyOf, type World } from '../../workbench/study/world.fixture.js';
import { run } from '../program.js';
import { memoryTerminal } from '../terminal.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => rmSync(world.home, { recursive: true }));

const at = (name: string): string => join(world.home, name);

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: world.home });
  const code = await run(args, terminal);
  return { code, ...terminal.said };
}

function studyFile(change: object = {}): string {
  const path = at('heads.json');
  const { choices } = studyOf(world);
  writeFileSync(path, JSON.stringify(studyOf(world, { choices: choices.slice(0, 1), ...change })));
  return path;
}

describe('likeness study', () => {
  test('answers on the terminal, writes page, figures and recipe, and says what it is at', async () => {
    const { code, out, err } = await likeness('study', studyFile(), '--out', at('out'), '--threads', '1');
    expect([code, out.split('\n')[0]]).toEqual([0, 'documents: adapter on people, FNMR at FMR 3 %']);
    expect(out).toContain('Searched on 60 subjects of the part train, 2 folds');
    expect(out).toMatch(
      /^ {2}heads {3}none .* stopped after fold 1\n {10}offset .* taken: all others were stopped$/m,
    );
    expect(out).toContain('on 80 subjects of the part test, whom no choice saw');
    expect(out).toMatch(/^ {2}heads: none instead .*points.* worse$/m);
    expect(out).toMatch(/^ {2}before training: tiny .* worse$/m);
    expect(out).toContain('heads: offset was taken.\n  With none instead FNMR would be');
    expect(out).toContain(`$ likeness train ${at('out/documents.recipe.json')}`);
    expect(err).toContain('heads: offset, fold 1 of 2');
    expect(readdirSync(at('out')).sort()).toEqual(['documents.recipe.json', 'study.html', 'study.json']);
    expect(readFileSync(at('out/study.html'), 'utf8')).toContain('id="fig-worth"');
    expect(JSON.parse(readFileSync(at('out/documents.recipe.json'), 'utf8'))).toMatchObject({
      ...{ kind: 'adapter', name: 'documents', heads: 'offset', dataset: world.people },
    });
  });

  test('is one document for programs; files the model with what each choice is worth in its papers', async () => {
    const study = studyFile();
    const { code, out } = await likeness('study', study, '--out', at('out'), '--file', '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    expect(answer).toMatchObject({
      ...{ format: 'likeness-study-1', command: `likeness study ${study} --file` },
      // The same as before: nothing is measured twice.
      measurements: { made: 0, kept: 5 },
      search: [{ choice: 'heads', taken: 'offset' }],
      filed: { name: 'documents' },
    });
    expect(
      answer.proof.alternatives.map(({ option, verdict }: { option: string; verdict: string }) => [
        option,
        verdict,
      ]),
    ).toEqual([
      ['none', 'worse'],
      ['tiny', 'worse'],
    ]);

    const papers = at(`models/${answer.filed.digest}/training.json`);
    const { ablation, people } = JSON.parse(readFileSync(papers, 'utf8'));
    expect(ablation).toMatchObject({
      ...{ fmr: 0.03, fnmr: answer.proof.fnmr.rate, command: answer.command },
      people: { dataset: 'people', part: 'test', subjects: 80 },
      choices: [{ choice: 'heads', taken: 'offset', alternatives: [{ name: 'none' }] }],
    });
    const tested = world.records.filter(({ part }) => part === 'test');
    expect(shared(people, peopleOf(tested))).toEqual({ subjects: 0, pictures: 0 });
    expect(people.subjects).toContain(subjectDigest('P000'));

    const card = await likeness('models', 'card', 'documents');
    expect(card.out).toContain('Ablation: FNMR at FMR 0.03');
    expect(card.out).toContain('on 80 subjects of the part test of people, who had no part in any choice');
    expect(card.out).toMatch(/\| heads \| offset \| none \|.*\| worse \|/);
  });

  test('is still in the papers after the recipe that it wrote was trained again', async () => {
    const { code, out } = await likeness('train', at('out/documents.recipe.json'), '--json');
    expect(code).toBe(0);
    const papers = at(`models/${JSON.parse(out).model.digest}/training.json`);
    expect(JSON.parse(readFileSync(papers, 'utf8'))).toMatchObject({
      command: `likeness train ${at('out/documents.recipe.json')}`,
      ablation: { choices: [{ choice: 'heads' }] },
    });
  });

  test.each([
    ['a study that is not there', 'absent.json', [], 'file_not_found'],
    ['an unknown field', { choice: 'heads' }, [], 'study_invalid'],
    ['an FMR that nobody can show', { fmr: 1e-6 }, [], 'training_unsuitable'],
    ['more folds than people', { folds: 20 }, [], 'training_unsuitable'],
    [
      'a name that is taken',
      { recipe: { kind: 'adapter', name: 'tiny', dataset: 'people', base: 'tiny' } },
      ['--file'],
      'option_invalid',
    ],
    [
      'a data set that is not there',
      { recipe: { kind: 'adapter', name: 'a', dataset: 'nobody' } },
      [],
      'dataset_invalid',
    ],
    ['no study', undefined, [], 'usage'],
  ])('refuses %s, before anything is trained', async (_, given, more, code) => {
    const file = given === undefined ? [] : [typeof given === 'string' ? at(given) : studyFile(given)];
    const answer = await likeness('study', ...file, '--out', at('refused'), ...more, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, code]);
    expect(existsSync(at('refused/study.json'))).toBe(false);
  });

  test('teaches: what it does, what a study holds, by example', async () => {
    const { code, out } = await likeness('study', '--help');
    expect(code).toBe(0);
    for (const said of ['--file', '"choices"', 'race one another', 'Exit codes', 'Examples'])
      expect(out).toContain(said);
  });
});
