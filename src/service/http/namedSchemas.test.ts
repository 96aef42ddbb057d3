import { describe, expect, it } from 'vitest';
import { namedOnce, titled } from './namedSchemas.js';

const Reason = { title: 'Reason', type: 'object', properties: { title: { type: 'string' } } };
const Answer = { title: 'Answer', type: 'object', properties: { reasons: { type: 'array', items: Reason } } };
const content = (schema: object) => ({ content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const documentOf = (...answers: object[]) => ({
  openapi: '3.1.0',
  info: { title: 'An API' },
  components: { schemas: { Problem: { type: 'object' } } },
  paths: Object.fromEntries(
    answers.map((schema, i) => [`/${i}`, { get: { responses: { 200: content(schema) } } }]),
  ),
});

describe('schemas with a name', () => {
  it('stand once among the components, also one within the other', () => {
    const list = { type: 'array', items: Answer };
    const document = namedOnce(documentOf(Answer, list, { anyOf: [Reason, { type: 'null' }] }));
    expect(document.components.schemas).toEqual({
      Answer: { type: 'object', properties: { reasons: { type: 'array', items: ref('Reason') } } },
      Problem: { type: 'object' },
      Reason: { type: 'object', properties: { title: { type: 'string' } } },
    });
    expect(Object.values(document.paths).map((path) => JSON.stringify(path))).toEqual(
      [
        ref('Answer'),
        { type: 'array', items: ref('Answer') },
        { anyOf: [ref('Reason'), { type: 'null' }] },
      ].map((schema) => JSON.stringify({ get: { responses: { 200: content(schema) } } })),
    );
    expect(document.info.title).toBe('An API');
  });

  it('must not differ', () => {
    const other = { ...Reason, description: 'Another.' };
    expect(() => namedOnce(documentOf(Answer, other))).toThrow('called Reason');
  });

  it('are no data that look like one', () => {
    const schema = { type: 'object', default: { title: 'Mr' }, examples: [{ title: 'Ms', $id: 'x' }] };
    expect(namedOnce(documentOf(titled(schema)))).toEqual(documentOf(schema));
  });

  it('stand in parameters themselves, beside what describes them there', () => {
    const parameters = [{ in: 'query', name: 'of', schema: { title: 'Reason', type: 'string' } }];
    const document = namedOnce({ paths: { '/': { get: { parameters, responses: {} } } } });
    expect(document.paths['/'].get.parameters).toEqual([
      { in: 'query', name: 'of', schema: { type: 'string' } },
    ]);
  });

  it('may have it as `$id`, at the top as deeper', () => {
    const { title, ...rest } = Answer;
    expect(titled({ $id: title, ...rest })).toEqual(Answer);
    expect(titled({ properties: { $id: { type: 'string' } } })).toEqual({
      properties: { $id: { type: 'string' } },
    });
  });
});
