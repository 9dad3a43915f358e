/** The client speaks by the contract: its operations are valid, and it knows every code of an error. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildSchema, getNamedType, isEnumType, parse, validate } from 'graphql';
import * as api from '../../clients/typescript/src/api.js';
import { ERROR_CODES } from '../../src/errors.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

test.each(Object.values(api).map(({ name, document }) => [name, document]))(
  '%s is a valid operation',
  (name, document) => {
    const parsed = parse(document);
    expect(validate(schema, parsed).map(({ message }) => message)).toEqual([]);
    expect(parsed.definitions).toMatchObject([{ name: { value: name } }]);
  },
);

test('its error codes and states of work are those of the contract', () => {
  const errors = readFileSync('clients/typescript/src/errors.ts', 'utf8');
  for (const code of Object.keys(ERROR_CODES)) expect(errors).toContain(`| '${code}'`);
  const status = getNamedType(schema.getType('WorkStatus'));
  const states = isEnumType(status) ? status.getValues().map(({ name }) => name) : [];
  expect(states.sort()).toEqual(['CANCELLED', 'COMPLETED', 'FAILED'] satisfies api.WorkStatus[]);
});
