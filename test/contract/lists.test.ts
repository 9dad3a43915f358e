/** Lists that cannot be paged: each says how long it may be, or is short by what may be asked. */
import { expect, test } from '@jest/globals';
import { getNullableType, isListType, isObjectType } from 'graphql';
import { buildApiSchema } from '../../src/processes/schema.js';
import { limits } from '../../src/server/limits.js';

const schema = await buildApiSchema();

/** Lists that nobody can make longer than a list counts, and what bounds each. */
const SHORT = new Map([
  ['AccessDecision.labels', 'a request has 8'],
  ['AccessEstimate.labels', 'a request has 8'],
  ['UsageEvent.labels', 'a request has 8'],
  ['AccessDecision.remedies', 'the values of Remedy'],
  ['AccessEstimate.remedies', 'the values of Remedy'],
  ['Availability.remedies', 'the values of Remedy'],
  ['UsagePoint.paidBy', 'the values of Payer'],
  ['UsageTotals.paidBy', 'the values of Payer'],
  ['Account.windows', "the plan's, in the operator's catalog"],
  ['BalanceChange.windows', "the plan's, in the operator's catalog"],
  ['Operations.processes', 'the one that answers'],
  ['Operations.refusedFiles', "the tenant's own and the catalog"],
  ['Draw.windows', "the plan's, in the operator's catalog"],
]);

const lists = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.values(type.getFields())
        .filter((field) => isListType(getNullableType(field.type)))
        .map((field) => ({ name: `${type.name}.${field.name}`, field }))
    : [],
);

test('rule 33: every list without pages says how long it may be, or is named here with what keeps it short', () => {
  const unbounded = lists.filter(({ name, field: { args, extensions } }) => {
    const paged = args.some((argument) => argument.name === 'first');
    return !paged && extensions.rows === undefined && extensions.longest === undefined && !SHORT.has(name);
  });
  expect(unbounded.map(({ name }) => name)).toEqual([]);
  expect([...SHORT.keys()].filter((name) => !lists.some((list) => list.name === name))).toEqual([]);
});

test('rule 33: enumerations whose values make a short list have no more of them than such a list counts', () => {
  for (const name of ['Remedy', 'Payer']) {
    const type = schema.getType(name);
    if (!type || !('getValues' in type)) throw new Error(`${name} is no enumeration`);
    expect(type.getValues().length).toBeLessThanOrEqual(limits.listRows);
  }
});

test('rule 33: no single list is longer than what one answer may have of them all', () => {
  for (const { field } of lists) {
    const { longest, rows } = field.extensions;
    expect(Number(longest ?? rows ?? 1)).toBeLessThanOrEqual(limits.longRows);
  }
});
