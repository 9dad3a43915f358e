/** The schema says how long and how large what one sends may be, by the same constants that refuse the rest. */
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { readSources } from '../../proof/house/imports.js';
import { buildApiSchema } from '../../src/processes/schema.js';
import { MAX_PAGE } from '../../src/api/connection.js';
import { BOUND_OF } from '../../src/api/say-bounds.js';
import { LONGEST } from '../../src/text.js';

const schema = await buildApiSchema();

/** Texts without a length of their own, and what they are. */
const WORDS = new Map([
  ['account', 'an id, or an address whose name is bounded as subject or pool'],
  ['after', 'a cursor'],
  ['afterNotice', 'an id'],
  ['budget', 'an id'],
  ['decision', 'an id'],
  ['decisionId', 'an id'],
  ['extends', 'an id'],
  ['id', 'an id'],
  ['lotId', 'an id'],
  ['requestId', 'an id'],
  ['purchaseId', 'an id'],
  ['usageEventId', 'an id'],
  ['scope', 'words of a closed list'],
  ['timeZone', 'the name of a time zone'],
]);

interface Sent {
  path: string;
  name: string;
  type: string;
  isList: boolean;
  says: string;
}

/** Every argument and input field of the schema. */
const sent: Sent[] = Object.values(schema.getTypeMap()).flatMap((type) => {
  if (type.name.startsWith('__')) return [];
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => sentBy(type.name, field));
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, args }) =>
    args.map((argument) => sentBy(`${type.name}.${name}`, argument)),
  );
});

function sentBy(of: string, { name, type, description }: GraphQLArgument | GraphQLInputField): Sent {
  const isList = isListType(getNullableType(type));
  return { path: `${of}(${name})`, name, type: getNamedType(type).name, isList, says: description ?? '' };
}

const isText = ({ type }: Sent) => type === 'String' || type === 'ID';

test('every text says its longest, but for ids, cursors and closed words', () => {
  const texts = sent.filter((each) => isText(each) && !WORDS.has(each.name));
  expect(texts.length).toBeGreaterThan(80);
  const silent = texts.filter(({ name, says }) => {
    const bound = BOUND_OF[name];
    return bound === undefined || says.split(`1 to ${LONGEST[bound]} characters.`).length !== 2;
  });
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('every whole number and every list says its bounds, but for lists of the values of an enumeration', () => {
  const bounded = sent.filter(
    ({ name, type, isList }) => type === 'Int' || (isList && !isEnumType(schema.getType(type)) && name !== 'scope'),
  );
  expect(bounded.length).toBeGreaterThan(40);
  const silent = bounded.filter(({ says }) => !/\b(?:At most \d+|\d+ to \d+)(?: seconds)?\./.test(says));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('every page says how long it may be', () => {
  const pages = sent.filter(({ name }) => name === 'first');
  expect(pages.length).toBeGreaterThan(20);
  expect(new Set(pages.map(({ says }) => says))).toEqual(new Set([`At most ${MAX_PAGE}.`]));
});

test('nothing stands among the exceptions that has a bound, or is not there', () => {
  const names = new Set(sent.filter(isText).map(({ name }) => name));
  for (const name of [...WORDS.keys(), ...Object.keys(BOUND_OF)]) expect([name, names.has(name)]).toEqual([name, true]);
  expect([...WORDS.keys()].filter((name) => name in BOUND_OF)).toEqual([]);
});

test('what a text is refused by is what its description is made of', () => {
  const calls = readSources(resolve('src')).flatMap(({ file, text }) =>
    [...text.matchAll(/\bcleanName\(\s*(['`])([^'`]+)\1,[^;]*?,\s*([\w.]+),?\s*\)/g)].map(([, , field = '', max]) => {
      const name =
        field
          .replace(/\.?\$\{[^}]*\}/g, '')
          .split('.')
          .at(-1) ?? '';
      return { file, name, max };
    }),
  );
  expect(calls.length).toBeGreaterThan(40);
  const other = calls.filter(({ name, max }) => max !== `LONGEST.${BOUND_OF[name]}`);
  expect(other).toEqual([]);
});
