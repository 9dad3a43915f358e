/** Long lists are counted while an answer is made: all of one operation together, and no two operations. */
import { expect, test } from '@jest/globals';
import { buildSchema, execute, parse, validate, type ExecutionResult } from 'graphql';
import { countLongLists } from '../../src/server/long-lists.js';
import { documentRules } from '../../src/server/document-limits.js';
import { limits } from '../../src/server/limits.js';

const MOST = 100;

/** A schema with a list as long as its argument says. */
function counted() {
  const schema = buildSchema(`
    type Row { no: Int! }
    type Query { rows(count: Int!): [Row!]  later(count: Int!): [Row!]  short: [Int!]! }
    type Mutation { act(count: Int!): [Row!] }`);
  const rowsOf = (count: number) => Array.from({ length: count }, (_, no) => ({ no }));
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      field.resolve = (_source, { count }: { count?: number }) => {
        const rows = count === undefined ? [] : rowsOf(count);
        return field.name === 'later' ? Promise.resolve(rows) : rows;
      };
      if (field.name !== 'short') field.extensions = { longest: 1_000 };
    }
  }
  return schema;
}

const schema = countLongLists(counted(), MOST);
const run = async (text: string): Promise<ExecutionResult> =>
  execute({ schema, document: parse(text), contextValue: {} });
const codes = ({ errors = [] }: ExecutionResult) => errors.map(({ extensions }) => extensions.code);

test.each(['rows', 'later'])(
  'rule 33: %s passes with as many rows as there may be, and not with one more',
  async (name) => {
    expect(codes(await run(`{ ${name}(count: ${MOST}) { no } }`))).toEqual([]);
    const refused = await run(`{ ${name}(count: ${MOST + 1}) { no } }`);
    expect(codes(refused)).toEqual(['BAD_USER_INPUT']);
    expect(refused.data?.[name]).toBeNull();
  },
);

test('rule 33: aliases of a list count together; what came before the limit stands', async () => {
  const answer = await run('{ a: rows(count: 60) { no } b: rows(count: 40) { no } c: rows(count: 1) { no } }');
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  expect(answer.data).toMatchObject({ a: expect.any(Array), b: expect.any(Array), c: null });
});

test('rule 33: one operation does not count for the next', async () => {
  for (let i = 0; i < 3; i += 1) expect(codes(await run('{ rows(count: 90) { no } }'))).toEqual([]);
});

test('rule 33: a mutation beyond the limit has acted: OVERLOADED, outcome unknown', async () => {
  const { errors } = await run('mutation { act(count: 101) { no } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', outcomeUnknown: true, retryable: true });
});

test('rule 33: a document is weighed by what its long lists may hold together, 10,000 rows, each with all its fields', () => {
  const plain = counted();
  const rules = documentRules({ introspection: true, limits });
  const fields = (count: number) => Array.from({ length: count }, (_, i) => `f${i}: no`).join(' ');
  const refusals = (text: string) => validate(plain, parse(text), rules).map(({ message }) => message);
  expect(refusals(`{ rows(count: 1) { ${fields(300)} } }`)).toEqual([]);
  expect(refusals(`{ rows(count: 1) { ${fields(351)} } }`)).toEqual([
    expect.stringContaining('could return 351001 fields'),
  ]);
  const aliases = Array.from({ length: 20 }, (_, i) => `a${i}: rows(count: 1) { ${fields(36)} }`).join(' ');
  expect(refusals(`{ ${aliases} }`)).toEqual([expect.stringContaining('could return 360020 fields')]);
});
