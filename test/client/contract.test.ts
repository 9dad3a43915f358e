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

test('its error codes, states of work and reasons to go on are those of the contract', () => {
  const errors = readFileSync('clients/typescript/src/errors.ts', 'utf8');
  for (const code of Object.keys(ERROR_CODES)) expect(errors).toContain(`| '${code}'`);
  const namesOf = (name: string): string[] => {
    const type = getNamedType(schema.getType(name));
    return isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  };
  expect(namesOf('WorkStatus').sort()).toEqual(['CANCELLED', 'COMPLETED', 'FAILED'] satisfies api.WorkStatus[]);
  const [, reasons = ''] = /type ProceedReason =([^;]+) \| \(/.exec(
    readFileSync('clients/typescript/src/api.ts', 'utf8'),
  )!;
  expect(namesOf('ProceedReason').sort()).toEqual([...reasons.matchAll(/\w+/g)].map(([name]) => name).sort());
});
