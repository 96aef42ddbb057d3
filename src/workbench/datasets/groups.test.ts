import { describe, expect, test } from 'vitest';
import { parseGroups } from './groups.js';

describe('groups of subjects', () => {
  test('are read by column; an empty cell is unknown', () => {
    const [sex, region, ...more] = parseGroups(
      'subject,sex,region\nAnn_Lee,female,"Korea, South"\r\nBob,male,\n\n',
      'groups.csv',
    );
    expect(more).toEqual([]);
    expect([sex!.name, ...sex!.groupOf]).toEqual(['sex', ['Ann_Lee', 'female'], ['Bob', 'male']]);
    expect([region!.name, ...region!.groupOf]).toEqual(['region', ['Ann_Lee', 'Korea, South']]);
  });

  test('may come with a byte order mark and with the subject in any column', () => {
    const [age] = parseGroups('\ufeffage,subject\n40,Ann\n', 'g.csv');
    expect(age).toEqual({ name: 'age', groupOf: new Map([['Ann', '40']]) });
  });

  test.each([
    ['', 'names no column `subject`'],
    ['name,sex\nAnn,f\n', 'names no column `subject`'],
    ['subject\nAnn\n', 'no column besides'],
    ['subject,sex,sex\nAnn,f,f\n', 'two columns have one name'],
    ['subject,sex\nAnn,f\nAnn,m\n', 'line 3: Ann was there before'],
    ['subject,sex\nAnn\n', 'g.csv: Invalid Record Length'],
    ['subject,sex\n"Ann,f\n', 'g.csv: Quote Not Closed'],
  ])('refuses %j', (text, why) => {
    expect(() => parseGroups(text, 'g.csv')).toThrow(
      expect.objectContaining({ code: 'groups_invalid', message: expect.stringContaining(why) }),
    );
  });
});
