/**
 * Arguments of every operation that bear what they cannot. The pools of `values.ts` go to every place of their scalar in
 * the schema; the tables here say what one argument refuses beyond its type.
 */
import type { ErrorCode } from '../../../src/errors.js';
import { POOL_NAME } from '../../../src/text.js';
import { writeJson, type DocumentCase, type Expected } from '../hostile-case.js';
import type { Place } from '../../support/operations.js';
import type { Operation } from '../operations.js';
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
} from '../values.js';

type Values = readonly (readonly [string, unknown])[];

/** A value that its scalar refuses never reaches a resolver: 400. What a resolver refuses is part of an answer: 200. */
const UNREADABLE = { status: 400, code: 'BAD_USER_INPUT' as Expected };
const refused = (code: ErrorCode) => ({ status: 200, code });
const ANSWERED = { status: 200, code: 'ANSWERED' as Expected };

const listed = (...values: unknown[]): Values => values.map((value) => [JSON.stringify(value), value]);

/** What a well-formed `Int`, `Uint64` or `Credits` is refused for, by place. */
const OUT_OF_RANGE: Record<string, Values> = {
  'checkAccess.input.holdSeconds': listed(0, -1, 86_401, 2_147_483_647, -2_147_483_648),
  'grantCredits.input.priority': listed(-1, 1_000_001, 2_147_483_647, -2_147_483_648),
  'grantCredits.input.credits': listed('0', '0.0', '9000000000'),
  'purchaseCredits.input.credits': listed('0', '0.000000000', '9000000000'),
  'purchaseQuote.credits': listed('0', '0.000000000', '9000000000'),
  'autoTopUpTerms.threshold': listed('0', '2', '9000000000'),
  'autoTopUpTerms.target': listed('0', '1'),
  'autoTopUpTerms.monthlyCap': listed('0'),
  'setAutoTopUp.input.threshold': listed('0', '2', '9000000000'),
  'setAutoTopUp.input.target': listed('0', '1'),
  'setAutoTopUp.input.monthlyCap': listed('0'),
  'accountChanged.coalesceMs': listed(99, -1, 60_001, 2_147_483_647, -2_147_483_648),
  'balanceChanged.coalesceMs': listed(-1, 60_001, 2_147_483_647, -2_147_483_648),
  'checkAccess.input.usage.0.quantity': listed('9223372036854775807', 9_007_199_254_740_991),
  'estimateAccess.input.usage.0.quantity': listed('9223372036854775807', '9000000001'),
  'recordUsage.input.usage.0.quantity': listed('9223372036854775807', '9000000001'),
  'checkAccess.input.usage.0.minimum': listed('0', '1', '9223372036854775807'),
  'recordUsage.input.usage.0.minimum': listed('1'),
};
const PAGES = listed(0, -1, 201, 2_147_483_647, -2_147_483_648);

/** What an argument means, for texts that can be named anything. */
const IDS: Record<string, ErrorCode | 'ANSWERED'> = {
  'node.id': 'ANSWERED',
  'decision.id': 'ANSWERED',
  'purchase.id': 'ANSWERED',
  'usageEvents.decision': 'ANSWERED',
  'releaseHold.decisionId': 'NOT_FOUND',
  'explainAccess.decisionId': 'NOT_FOUND',
  'checkAccess.input.extends': 'NOT_FOUND',
  'recordUsage.input.decisionId': 'NOT_FOUND',
  'revokeCredits.input.lotId': 'NOT_FOUND',
  'refundPurchase.input.purchaseId': 'NOT_FOUND',
  'redriveUsage.usageEventId': 'NOT_FOUND',
  'noticeGiven.afterNotice': 'NOT_FOUND',
  'notices.budget': 'NOT_FOUND',
  'noticeGiven.budget': 'NOT_FOUND',
  'balanceChanged.budget': 'NOT_FOUND',
  'accountChanged.budget': 'NOT_FOUND',
  'budget.id': 'ANSWERED',
  'requestBudget.input.budget': 'NOT_FOUND',
  'decideBudgetRequest.input.requestId': 'NOT_FOUND',
  'withdrawBudgetRequest.requestId': 'NOT_FOUND',
  'voidUsage.input.usageEventId': 'NOT_FOUND',
  'policyPreviewChanged.id': 'NOT_FOUND',
};
/** Texts in which anything may stand: what is wrong with them is the answer. */
const WHOLE_FILES = [
  'testPolicy.text',
  'testPolicy.tests',
  'validatePolicy.text',
  'previewPolicy.input.policyText',
  // The operator's alone, whatever it holds.
  'previewPolicy.input.catalogText',
];
/** Texts that must be one of a few: a name of anybody's own choice is refused too. */
const CHOICES = [
  'usage.timeZone',
  'setPlan.plan',
  'resetAllowances.input.windows.0',
  'purchaseCredits.input.paymentMethod',
  'setAutoTopUp.input.paymentMethod',
  'autoTopUpTerms.paymentMethod',
  'grantCredits.input.products.0',
  'recordUsage.input.product',
  'recordUsage.input.feature',
  'recordUsage.input.usage.0.dimension',
];
const POOLS = [
  'account.pool',
  'purchaseQuote.pool',
  'balanceAt.pool',
  'reconcile.pool',
  'grantCredits.input.pool',
  'balanceChanged.pool',
  'accountChanged.pool',
];
const ACCOUNTS = [
  'account.account',
  'grantCredits.input.account',
  'setAccountState.account',
  'balanceChanged.account',
  'accountChanged.account',
];
/** Where names of anybody's own choice are looked up, by what becomes of them. */
const LOOKED_UP: Record<string, Expected> = {
  'estimateAccess.input.subject': 'ANSWERED',
  'estimateAccess.input.product': 'ANSWERED',
  'estimateAccess.input.feature': 'ANSWERED',
  'estimateAccess.input.usage.0.dimension': 'ANSWERED',
  'estimateAccess.input.groups.0': 'ANSWERED',
  'estimateAccess.input.session': 'ANSWERED',
  'estimateAccess.input.labels.0.key': 'ANSWERED',
  'explainAccess.input.subject': 'ANSWERED',
  'explainAccess.input.product': 'ANSWERED',
  'explainAccess.input.feature': 'ANSWERED',
  'explainAccess.input.usage.0.dimension': 'ANSWERED',
  'explainAccess.input.groups.0': 'ANSWERED',
  'explainAccess.input.session': 'ANSWERED',
  'explainAccess.input.labels.0.key': 'ANSWERED',
  'availability.subject': 'ANSWERED',
  'availability.product': 'ANSWERED',
  'availability.feature': 'ANSWERED',
  'decisionByKey.idempotencyKey': 'ANSWERED',
  'decisions.session': 'ANSWERED',
  'decisions.feature': 'ANSWERED',
  'decisions.label.key': 'ANSWERED',
  'decisions.label.value': 'ANSWERED',
  'decisions.idempotencyKey': 'ANSWERED',
  'accounts.prefix': 'ANSWERED',
  'accounts.plan': 'ANSWERED',
  'usage.label.value': 'ANSWERED',
  'decisions.product': 'ANSWERED',
  'usage.session': 'ANSWERED',
  'usage.product': 'ANSWERED',
  'account.account': 'NOT_FOUND',
  'balanceChanged.account': 'NOT_FOUND',
  'balanceChanged.subject': 'NOT_FOUND',
  'accountChanged.account': 'NOT_FOUND',
  'accountChanged.subject': 'NOT_FOUND',
  'decisionMade.subject': 'NOT_FOUND',
};
/** Ranges that may begin and end at any time at all. */
const ANY_INSTANT = ['decisions', 'reconcile', 'purchases', 'usageEvents'].flatMap((name) => [
  `${name}.from`,
  `${name}.to`,
]);
/** The longest name of each; all others take 200 characters. */
const LONGEST: [RegExp, number][] = [
  [/product|feature|dimension|labels?(\.0)?\.key|windows|accounts\.plan/i, 100],
  [/reason|note|message|labels?(\.0)?\.value/, 500],
  [/statement/, 1000],
];

const NO_POOL = ODD_NAMES.filter(([, text]) => !POOL_NAME.test(text));
const ADDRESSES: Values = [
  ...NO_NAME.map(([title, text]) => [`subject: and ${title}`, `subject:${text}`] as const),
  ...NO_POOL.map(([title, text]) => [`pool: and ${title}`, `pool:${text}`] as const),
  ...listed('subject:*', 'subject:role:admin', 'subject:subject:bob', 'pool:', 'pool: engineering'),
];

export interface ArgumentCases {
  numbers: DocumentCase[];
  texts: DocumentCase[];
  ids: DocumentCase[];
  instants: DocumentCase[];
}

/**
 * Cases about one argument.
 * @param share each place gets every `share`-th value of its pool, the next place the ones after; 1 is all of them
 */
export function argumentCases(operations: readonly Operation[], share: number): ArgumentCases {
  let turn = 0;
  const some = (values: Values) => {
    turn += 1;
    return values.filter((_, i) => (i + turn) % share === 0);
  };
  const at = (wanted: string) => {
    for (const operation of operations) {
      const place = operation.places.find(({ name }) => name === wanted);
      if (place) return { operation, place };
    }
    throw new Error(`the schema has no ${wanted}`);
  };
  const of = (name: string, values: Values, expected: { status: number; code: Expected }) =>
    casesOf(at(name).operation, at(name).place, values, expected);
  const everywhere = (type: string, values: Values) =>
    operations.flatMap((operation) =>
      operation.places
        .filter((place) => place.type === type)
        .flatMap((place) => casesOf(operation, place, some(values), UNREADABLE)),
    );
  const named = (wanted: (place: Place) => boolean) =>
    operations.flatMap(({ places }) => places.filter(wanted).map(({ name }) => name));
  const cursors = named(({ path }) => path.at(-1) === 'after');
  const pages = named(({ path }) => path.at(-1) === 'first');
  const ids = Object.keys(IDS);
  const names = named(
    ({ name, type }) =>
      ['ID', 'String'].includes(type) && !/Many\./.test(name) && ![...cursors, ...ids, ...WHOLE_FILES].includes(name),
  );
  return {
    numbers: [
      ...everywhere('Uint64', NO_UINT64),
      ...everywhere('Credits', NO_CREDITS),
      ...everywhere('Int', NO_INT),
      ...pages.flatMap((name) => of(name, PAGES, refused('BAD_USER_INPUT'))),
      ...Object.entries(OUT_OF_RANGE).flatMap(([name, values]) => of(name, values, refused('BAD_USER_INPUT'))),
    ],
    texts: [
      ...names.flatMap((name) =>
        of(name, [...some(NO_NAME), tooLong(name)], refused(/\.account$/.test(name) ? 'NOT_FOUND' : 'BAD_USER_INPUT')),
      ),
      ...CHOICES.flatMap((name) => of(name, some(ODD_NAMES), refused('BAD_USER_INPUT'))),
      ...POOLS.flatMap((name) => of(name, some(NO_POOL), refused('BAD_USER_INPUT'))),
      ...ACCOUNTS.flatMap((name) => of(name, some(ADDRESSES), refused('BAD_USER_INPUT'))),
      ...Object.entries(LOOKED_UP).flatMap(([name, code]) =>
        of(name, some(code === 'ANSWERED' ? fitting(name) : ODD_NAMES), { status: 200, code }),
      ),
    ],
    ids: [
      ...Object.entries(IDS).flatMap(([name, code]) => of(name, some(NO_ID), { status: 200, code })),
      ...cursors.flatMap((name) => of(name, some(NO_CURSOR), refused('BAD_USER_INPUT'))),
    ],
    instants: [
      ...everywhere('DateTime', NO_INSTANT),
      ...ANY_INSTANT.flatMap((name) => of(name, ODD_INSTANTS, ANSWERED)),
      ...['usage.from', 'usage.to', 'recordUsage.input.occurredAt'].flatMap((name) =>
        of(name, ODD_INSTANTS, refused('BAD_USER_INPUT')),
      ),
    ],
  };
}

function casesOf(
  operation: Operation,
  place: Place,
  values: Values,
  expected: { status: number; code: Expected },
): DocumentCase[] {
  const fit = values.filter(([, value]) => !(value === null && place.nullable));
  return fit.map(([title, value]) => ({
    title: `${place.name}: ${title}`,
    body: writeJson({ query: operation.document, variables: operation.variablesWith(place.path, value) }),
    ...expected,
    ...(operation.kind === 'subscription' && { over: 'socket' as const }),
  }));
}

function longest(name: string): number {
  return LONGEST.find(([pattern]) => pattern.test(name))?.[1] ?? 200;
}

function tooLong(name: string): [string, string] {
  const length = longest(name) + 1;
  return [`${length} characters`, 'x'.repeat(length)];
}

function fitting(name: string): [string, string][] {
  return ODD_NAMES.filter(([, text]) => text.length <= longest(name));
}
