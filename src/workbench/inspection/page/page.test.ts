import { describe, expect, test } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import { inspectionOf } from '../inspect.js';
import { BESIDE, datasetOf, RECORDS } from '../inspection.fixture.js';
import { inspectionPage, picturesShown } from './page.js';

const JPEG = 'data:image/jpeg;base64,/9j/4AAQSkZJRg==';
const inspection = inspectionOf(datasetOf(RECORDS), '2026-11-28', BESIDE);
const pictures = new Map([...picturesShown(inspection)].map((image) => [image, JPEG]));
const page = inspectionPage(inspection, pictures);

const every = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map(([, found]) => found!);
const words = (source: string) =>
  source
    .replace(/<svg[\s\S]*?<\/svg>|<details>[\s\S]*?<\/details>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ');
const section = (id: string, of = page) =>
  words(of.match(new RegExp(`<section id="${id}"[\\s\\S]*?</section>`))?.[0] ?? '');

describe('the page of an inspection', () => {
  test('has the verdict first, and the way to rerun last', () => {
    expect(every(page, /<section id="([^"]+)"/g)).toEqual([
      ...['verdict', 'sample', 'subjects', 'sources', 'parts', 'attributes', 'time', 'sizes', 'quality'],
      ...['acquisition', 'worst', 'duplicates', 'terms', 'history'],
    ]);
    expect(section('history')).toContain('likeness data inspect /data/people --on 2026-11-28');
  });

  test('says what the rows say', () => {
    expect(section('verdict')).toContain(
      'Yes. 4 mated comparisons of a selfie or video with a document or chip, of 1 subject',
    );
    expect(section('subjects')).toContain('No picture of 1 subject gave a template: Cem.');
    expect(section('sources')).toContain('selfie × document14');
    expect(section('parts')).toContain('Leak. 1 subject lies in several parts: Ann.');
    expect(section('attributes')).toContain('female1 (25 %)too few 14');
    expect(section('time')).toContain('1 picture says to have been taken after 2026-11-28');
    expect(section('acquisition')).toContain('All but 2 of 9 pictures gave a template: FTA 22 % (');
    expect(section('duplicates')).toContain('1 picture under two subjects');
    expect(section('terms')).toContain(
      'Overdue. 1 picture of 1 subject should have been erased before 2026-11-28',
    );
  });

  test('says that it holds photographs, and shows only its own', () => {
    expect(words(page)).toContain(`This page holds ${pictures.size} photographs of people`);
    for (const to of every(page, /(?:src|href)="([^"]*)"/g)) expect(to).toMatch(/^(#|data:image\/)/);
  });

  test('without pictures holds none, and still names the worst', () => {
    const bare = inspectionPage(inspection, null);
    expect(bare).not.toMatch(/<img|data:image/);
    expect(section('sample', bare)).toBe('');
    expect(section('worst', bare)).toContain('Ann/printed.jpg 20.0');
  });

  test('has each name once, and no link that leads nowhere', () => {
    const ids = every(page, / id="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const to of every(page, /href="#([^"]+)"/g)) expect(ids).toContain(to);
  });

  test('is the same bytes for the same inspection', () => {
    expect(inspectionPage(inspection, pictures)).toBe(page);
  });

  test('of no pictures at all says so', () => {
    const empty = inspectionPage(inspectionOf(datasetOf([]), '2026-11-28', BESIDE), new Map());
    expect(section('subjects', empty)).toContain('There are no pictures.');
  });
});

test('nothing that a row says gets out of its place', () => {
  const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&\u202e`;
  const [record] = [
    recordFixture('a/b', {
      image: `${hostile}/1.jpg`,
      subject: hostile,
      capturedAt: '2020-01-01',
      groups: { [hostile]: hostile },
      terms: { source: hostile, licence: hostile, consent: hostile, purpose: hostile, retainUntil: hostile },
      face: { ...recordFixture('a/b').face, quality: { [hostile]: 3, Sharpness: 1 } } as never,
    }),
  ];
  const others = ['2', '3'].map((n) => ({
    ...record!,
    image: `${hostile}/${n}.jpg`,
    subject: n === '3' ? `${hostile}3` : hostile,
    face: { kind: 'failure' as const, code: hostile, message: hostile },
  }));
  const dataset = { ...datasetOf([record!, ...others]), name: hostile, path: `/${hostile}` };
  const changes = [{ number: 1, at: hostile, change: hostile }];
  const found = inspectionOf(dataset, '2026-11-28', { ...BESIDE, changes });
  for (const source of [inspectionPage(found, new Map()), inspectionPage(found, null)]) {
    expect(source).not.toMatch(/<script|<img/);
    expect(source).not.toContain('\u202e');
    // Outside the quotes of attributes no tag holds anything of it.
    expect(source.replace(/="[^"]*"/g, '')).not.toMatch(/<[a-z][^>]*onerror/i);
    expect(source).toContain('&lt;script&gt;');
  }
});
