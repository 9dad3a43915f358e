/**
 * Hostile requests that nobody thought of: any operation of the schema, with hostile or random values in one to three
 * places of its variables, or with the tokens of its document cut, doubled, swapped and replaced.
 */
import fc from 'fast-check';
import { RawNumber, writeJson } from './hostile-case.js';
import type { Place } from '../support/operations.js';
import type { Operation } from './operations.js';
import {
  NO_CREDITS,
  NO_CURSOR,
  NO_ID,
  NO_INSTANT,
  NO_INT,
  NO_NAME,
  NO_UINT64,
  ODD_INSTANTS,
  ODD_NAMES,
} from './values.js';

export interface GeneratedRequest {
  body: string;
  over: 'http' | 'socket';
  /** It may be accepted and stay silent. */
  watching: boolean;
}

const curated = [NO_CREDITS, NO_CURSOR, NO_ID, NO_INSTANT, NO_INT, NO_NAME, NO_UINT64, ODD_INSTANTS, ODD_NAMES]
  .flat()
  .map(([, value]) => value);

/** Any sixteen bits after one another, halves of surrogates too. */
const utf16 = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...curated) },
  { weight: 1, arbitrary: utf16 },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.bigInt().map(String) },
  { weight: 1, arbitrary: fc.bigInt().map((digits) => new RawNumber(String(digits))) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);
const TOKENS = `{ } ( ) [ ] : ! = | & @ $ # , ... " """ \\ ' on null true -1 0 1e999 2147483648 "x" "\\ud800" $input $nowhere
  fragment query mutation subscription __typename __schema id viewer a:b @skip(if:true) @include(if:$x) ...f \0 \ufeff é`;
const token = fc.constantFrom(...TOKENS.split(/\s+/));
const edit = fc.record({ at: fc.nat(), how: fc.constantFrom('cut', 'double', 'swap', 'replace', 'insert'), token });

/** @param operations to be disfigured */
export function hostileRequests(operations: readonly Operation[]): fc.Arbitrary<GeneratedRequest> {
  const disfigured = fc.constantFrom(...operations).chain(({ document, places, kind, ...operation }) => {
    const change = fc.record({ place: fc.constantFrom(...(places.length ? places : [NOWHERE])), value });
    const requests = fc.oneof(
      {
        weight: places.length ? 4 : 0,
        arbitrary: fc
          .array(change, { minLength: 1, maxLength: 3 })
          .map((changes) => ({ query: document, variables: changed(operation, changes) })),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(edit, { minLength: 1, maxLength: 3 })
          .map((edits) => ({ query: edits.reduce(edited, document), variables: operation.variables() })),
      },
    );
    return requests.map((request) => ({ body: writeJson(request), watching: kind === 'subscription' }));
  });
  return fc
    .tuple(disfigured, fc.boolean())
    .map(([request, http]) => ({ ...request, over: http && !request.watching ? 'http' : 'socket' }));
}

const NOWHERE: Place = { name: '', path: ['nowhere'], type: 'String', nullable: true };

type Change = { place: Place; value: unknown };

function changed(operation: Pick<Operation, 'variables' | 'variablesWith'>, changes: Change[]): unknown {
  const [first, ...others] = changes;
  if (!first) return operation.variables();
  const variables = operation.variablesWith(first.place.path, first.value);
  for (const { place, value } of others) put(variables, place.path, value);
  return variables;
}

/** Sets a value deep inside, and makes what is missing on the way; stops where something else stands. */
function put(into: unknown, [head = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof into !== 'object' || into === null || into instanceof RawNumber) return;
  const target = into as Record<string, unknown>;
  if (rest.length === 0) target[head] = value;
  else put((target[head] ??= /^\d/.test(rest[0] ?? '') ? [] : {}), rest, value);
}

function edited(document: string, { at, how, token }: { at: number; how: string; token: string }): string {
  const tokens = document.match(/"[^"]*"|\w+|\.\.\.|[^\s\w]/g) ?? [];
  const i = at % Math.max(tokens.length, 1);
  const here = tokens[i] ?? '';
  if (how === 'swap') [tokens[i], tokens[i + 1]] = [tokens[i + 1] ?? '', here];
  else tokens.splice(i, 1, ...{ cut: [], double: [here, here], replace: [token], insert: [here, token] }[how]!);
  return tokens.join(' ');
}
