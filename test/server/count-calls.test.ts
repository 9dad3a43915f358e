/** How many calls an operation makes, whatever way it is written. */
import { expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { callsOf } from '../../src/server/count-calls.js';

const schema = buildSchema(`
  input Call { key: String!, usage: [Int!] }
  type Query { me: Int  names(of: [ID!]): Int }
  type Mutation { one(input: Call!): Int  many(inputs: [Call!]!): Int  two(a: [Call!], b: [Call!]): Int }
  type Subscription { ticks: Int }
`);
const count = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text);
  const operation = getOperationAST(document, null);
  if (!operation) throw new Error('one operation');
  return callsOf(schema, { document, operation, variables });
};
const LIST = 'mutation ($l: [Call!]!) { many(inputs: $l) }';
const call = '{ key: "k", usage: [1, 2, 3] }';
const calls = (n: number) => Array.from({ length: n }, () => ({ key: 'k', usage: [1, 2] }));

test('a list of inputs counts as long as it is: a variable, its default, a literal, variables in it (rule 34)', () => {
  expect(count(LIST, { l: calls(500) })).toBe(500);
  expect(count(`mutation { many(inputs: [${call}, ${call}]) }`)).toBe(2);
  expect(count('mutation ($a: Call!, $b: Call!) { many(inputs: [$a, $b, $a]) }')).toBe(3);
  expect(count(`mutation ($l: [Call!]! = [${call}, ${call}]) { many(inputs: $l) }`)).toBe(2);
  expect(count(`mutation ($l: [Call!]! = [${call}, ${call}]) { many(inputs: $l) }`, { l: calls(4) })).toBe(4);
  expect(count('mutation ($a: [Call!], $b: [Call!]) { two(a: $a, b: $b) }', { a: calls(2), b: calls(3) })).toBe(5);
});

test('aliases of one list each count it; one name that stands twice is one call (rule 34)', () => {
  const aliases = Array.from({ length: 30 }, (_, i) => `a${i}: many(inputs: $l)`).join(' ');
  expect(count(`mutation ($l: [Call!]!) { ${aliases} }`, { l: calls(500) })).toBe(15_000);
  expect(count('mutation ($l: [Call!]!) { many(inputs: $l) many(inputs: $l) }', { l: calls(5) })).toBe(5);
  expect(count('{ a: me b: me c: me }')).toBe(3);
});

test('fragments hide no call, and one that stands twice is run once (rule 34)', () => {
  const text = `mutation ($l: [Call!]!) { ...A ... on Mutation { x: many(inputs: $l) } ...A }
    fragment A on Mutation { y: many(inputs: $l) ...B } fragment B on Mutation { z: one(input: ${call}) }`;
  expect(count(text, { l: calls(10) })).toBe(21);
});

test('everything else is one call: one input, a list of names, an empty list, what is no list (rule 34)', () => {
  expect(count(`mutation { one(input: ${call}) }`)).toBe(1);
  expect(count('query ($n: [ID!]) { names(of: $n) }', { n: ['a', 'b', 'c'] })).toBe(1);
  expect(count('subscription { ticks }')).toBe(1);
  expect(count('{ __schema { description } }')).toBe(1);
  expect(count(LIST, { l: [] })).toBe(1);
  for (const odd of [null, 'x', 7, { key: 'k' }, undefined]) expect(count(LIST, { l: odd })).toBe(1);
});
