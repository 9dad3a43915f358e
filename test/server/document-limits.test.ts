/** What a document could return, weighed before it runs, against the schema that is served. */
import { expect, test } from '@jest/globals';
import { buildApiSchema } from '../../src/processes/schema.js';
import { limits } from '../../src/server/limits.js';
import { documentReader } from '../../src/server/read-document.js';
import { ACCOUNT_FIELDS, CHECK_MANY, DECISION_FIELDS } from '../support/calls.js';

const read = documentReader(await buildApiSchema(), { introspection: true, limits });

/** What is wrong with the document. */
function refusals(text: string): string[] {
  const document = read(text);
  return 'kind' in document ? [] : document.map(({ message }) => message);
}

/** Decisions of the account of decisions, so many levels down. */
const levels = (count: number, args: string): string =>
  count === 0 ? 'id' : `decisions${args} { nodes { account { ${levels(count - 1, args)} } } }`;

test('pages within pages multiply: three levels of 60 are refused, and the message names the limit', () => {
  expect(refusals(`{ account { ${levels(3, '(first: 60)')} } }`)).toEqual([
    expect.stringMatching(/could return \d+ fields, its lists full; at most 350000 are allowed/),
  ]);
  expect(refusals(`{ account { ${levels(2, '(first: 60)')} } }`)).toEqual([]);
});

test('a page without a length counts with the default one, a variable one with the longest', () => {
  expect(refusals(`{ account { ${levels(3, '')} } }`)).toEqual([]);
  expect(refusals(`{ accounts { nodes { ${levels(3, '')} } } }`)).toEqual([expect.stringContaining('at most 350000')]);
  expect(refusals(`query ($n: Int! = 5) { account { ${levels(3, '(first: $n)')} } }`)).toEqual([
    expect.stringContaining('at most 350000'),
  ]);
  expect(refusals(`query ($n: Int!) { account { ${levels(2, '(first: $n)')} } }`)).toEqual([]);
});

test('fragments count wherever they are spread', () => {
  const spread = `{ account { ...a } } fragment a on Account { ${levels(1, '(first: 60)').replace('id', '...b')} }
    fragment b on Account { ...c } fragment c on Account { ... on Node { ... on Account { ${levels(2, '(first: 60)')} } } }`;
  expect(refusals(spread)).toEqual([expect.stringContaining('at most 350000')]);
});

test('a page of 100 accounts with their lots, history and decisions is allowed', () => {
  const QUERY = `{ accounts(first: 100) { nodes { id balance { available } lots { id }
    lotHistory(first: 50) { nodes { id } } decisions(first: 20) { nodes { id } } } } }`;
  expect(refusals(QUERY)).toEqual([]);
});

/** The decisions of the hold of a decision of that hold, and so on. */
const held = (count: number, args = ''): string =>
  count === 0 ? 'id' : `hold { decisions${args} { ${held(count - 1, args)} } }`;

test('what leads back to itself multiplies too: a hold has decisions, and each of them has that hold', () => {
  expect(refusals(`{ decision(id: "x") { ${held(2)} } }`)).toEqual([]);
  expect(refusals(`{ decision(id: "x") { ${held(5)} } }`)).toEqual([expect.stringContaining('at most 350000')]);
  expect(refusals(`{ decision(id: "x") { ${held(3, '(first: 200)')} } }`)).toHaveLength(1);
});

test('lists without pages count as long as they may be expected to be, calls in lists as long as they may be', () => {
  const labels = Array.from({ length: 249 }, (_, i) => `a${i}: labels { value }`).join(' ');
  expect(refusals(`{ decisions(first: 200) { nodes { ${labels} } } }`)).toEqual([
    expect.stringContaining('could return 548001 fields'),
  ]);
  const holds = Array.from({ length: 15 }, (_, i) => `a${i}: ${held(1)}`).join(' ');
  for (const [name, type] of [
    ['checkAccessMany', 'CheckAccessInput'],
    ['recordUsageMany', 'RecordUsageInput'],
  ] as const) {
    const chosen = name === 'checkAccessMany' ? holds : `decision { ${holds} }`;
    expect(refusals(`mutation ($inputs: [${type}!]!) { ${name}(inputs: $inputs) { ${chosen} } }`)).toHaveLength(1);
  }
});

test.each([
  ['500 checks with all that they answer', CHECK_MANY],
  ['200 decisions with all that they say', `{ decisions(first: 200) { nodes { ${DECISION_FIELDS} } } }`],
  ['200 accounts with their windows and lots', `{ accounts(first: 200) { nodes { ${ACCOUNT_FIELDS} } } }`],
])('what front ends ask for is allowed: %s', (_title, query) => {
  expect(refusals(query)).toEqual([]);
});

test('usage series weigh what they may draw: a few pass, thirty aliases of one do not', () => {
  const series = (i: number) => `a${i}: usage(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") {
    points { start events charged quantities { dimension quantity } paidBy { payer amount } } }`;
  const aliased = (count: number) => `{ ${Array.from({ length: count }, (_, i) => series(i)).join(' ')} }`;
  expect(refusals(aliased(4))).toEqual([]);
  expect(refusals(aliased(30))).toEqual([expect.stringContaining('at most 350000')]);
});

test('rule 33: a text counts by its length: a history with its texts passes once, and not as often as fields may be', () => {
  expect(refusals('{ policy { text history(first: 200) { version text } } }')).toEqual([]);
  expect(refusals('{ policy { versions(first: 200) { edges { node { text } } nodes { text } } } }')).toEqual([]);
  const texts = (count: number) => Array.from({ length: count }, (_, i) => `t${i}: text`).join(' ');
  expect(refusals(`{ policy { history(first: 200) { ${texts(400)} } } }`)).toEqual([
    expect.stringContaining('at most 350000'),
  ]);
  expect(refusals(`{ policy { ${texts(10)} } }`)).toEqual([expect.stringContaining('at most 350000')]);
});

test('rule 33: lists of names count each name, and lists that can be thousands long count as thousands', () => {
  const groups = Array.from({ length: 400 }, (_, i) => `g${i}: groups`).join(' ');
  expect(refusals(`{ viewer { ${groups} } }`)).toEqual([]);
  expect(
    refusals(`{ ${Array.from({ length: 9 }, (_, i) => `v${i}: viewer { ...g }`).join(' ')} }
    fragment g on Viewer { ${groups} }`),
  ).toContainEqual(expect.stringContaining('could return 363609 fields'));
  const draws = Array.from(
    { length: 4 },
    (_, i) => `d${i}: lot { id amount remaining held spent expired takenBack kind }`,
  );
  expect(refusals(`{ decision(id: "x") { draws { ${draws.join(' ')} } } }`)).toEqual([
    expect.stringMatching(/could return 36\d{4} fields/),
  ]);
});
