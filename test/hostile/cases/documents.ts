/** GraphQL documents and requests that no client library would make. Most never reach a resolver. */
import type { DocumentCase, Expected } from '../hostile-case.js';

const times = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(' ');
const nested = (depth: number): string =>
  `{ account ${times(depth, () => '{ decisions { nodes { account')} { id } ${times(depth, () => '} } }')} }`;
const check = (key: string, quantity = '1'): string =>
  `checkAccess(input: { subject: "bob", product: "meter", feature: "call", idempotencyKey: "${key}",
    usage: [{ dimension: "units", quantity: ${quantity} }] }) { id }`;
const buy = (credits: string): string =>
  `mutation { purchaseCredits(input: { credits: ${credits}, idempotencyKey: "x" }) { id } }`;
const CHECK = 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }';
const VIEWER = '{ viewer { subject } }';

/** Refused before anything runs. */
const UNREADABLE: Record<string, string> = {
  nothing: '',
  'white space': ' \n\t',
  'a comment': '# nothing here',
  'no document': 'hello',
  'an open brace': '{',
  '1,000 open braces': '{'.repeat(1000),
  '1,000 open brackets in an argument': `{ node(id: ${'['.repeat(1000)} }`,
  '1,000 nested lists': `{ node(id: ${'['.repeat(990)}1${']'.repeat(990)}) { id } }`,
  'nested types': `query ($a: ${'['.repeat(990)}ID${']'.repeat(990)}) ${VIEWER}`,
  'an empty selection': '{ }',
  NUL: '{ viewer\0 { subject } }',
  'a control character': '{ viewer \u0007 { subject } }',
  'a lone surrogate in a string': '{ node(id: "\\ud800") { id } }',
  'a surrogate escape in braces': '{ node(id: "\\u{d800}") { id } }',
  'an escape beyond Unicode': '{ node(id: "\\u{110000}") { id } }',
  'an open string': '{ node(id: "abc) { id } }',
  'an open block string': '{ node(id: """abc) { id } }',
  'a fullwidth brace': '｛ viewer ｝',
  '200 aliases of a mutation': `mutation { ${times(200, (i) => `a${i}: ${check(`alias-${i}`)}`)} }`,
  '31 aliases of a mutation': `mutation { ${times(31, (i) => `a${i}: ${check(`alias-${i}`)}`)} }`,
  '200 aliases of a query': `{ ${times(200, (i) => `a${i}: viewer { subject }`)} }`,
  '200 aliases within one object': `{ accounts(first: 200) { nodes { ${times(900, (i) => `a${i}: id`)} } } }`,
  '10,000 tokens': `{ ${times(2500, () => 'viewer { subject }')} }`,
  '500 kB of one name': `{ ${'x'.repeat(500_000)} }`,
  'great depth': nested(12),
  'depth by fragments': `{ account { ...f0 } } ${times(20, (i) => `fragment f${i} on Account { decisions { nodes { account { ...f${i + 1} } } } }`)} fragment f20 on Account { id }`,
  'a fragment that spreads itself': `{ viewer { ...a } } fragment a on Viewer { ...a }`,
  'circular fragments': '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }',
  'a circle of 50 fragments': `{ viewer { ...f0 } } ${times(50, (i) => `fragment f${i} on Viewer { account { id } ...f${(i + 1) % 50} }`)}`,
  'fragments that double': `{ ${times(2, () => '...f0')} } ${times(40, (i) => `fragment f${i} on Query { a: viewer { subject } ...f${i + 1} ...f${i + 1} }`)} fragment f40 on Query { ${times(200, (i) => `b${i}: viewer { subject }`)} }`,
  'an unused fragment': `${VIEWER} fragment a on Viewer { subject }`,
  'an unknown fragment': '{ viewer { ...nowhere } }',
  'a fragment twice': '{ viewer { ...a } } fragment a on Viewer { subject } fragment a on Viewer { tenant }',
  'a fragment on a scalar': '{ viewer { ...a } } fragment a on String { length }',
  'a fragment that never fits': '{ viewer { ...a } } fragment a on Purchase { id }',
  'fields that conflict': '{ viewer { a: subject a: tenant } }',
  '100 fields that conflict': `{ viewer { ${times(100, (i) => `a: subject a: tenant b${i}: subject`)} } }`,
  'an unknown directive': '{ viewer @admin { subject } }',
  'a directive without its argument': '{ viewer @skip { subject } }',
  'a directive twice': '{ viewer @skip(if: true) @skip(if: true) { subject } }',
  'a directive in the wrong place': 'query @include(if: true) { viewer { subject } }',
  '200 directives': `{ viewer { ${times(200, (i) => `a${i}: subject @include(if: true)`)} } }`,
  '@defer': '{ viewer { ... @defer { subject } } }',
  '@stream': '{ accounts { nodes @stream { id } } }',
  '@oneOf in a document': '{ viewer { subject @oneOf } }',
  'an unknown field': '{ giveMeCredits }',
  'a field that is private': '{ account { tenantId lastHash } }',
  'a mutation that is a query': 'mutation { viewer { subject } }',
  'an unknown argument': '{ viewer(as: "bob") { subject } }',
  'an argument twice': '{ node(id: "a", id: "b") { id } }',
  'an input field twice': `mutation { ${check('twice').replace('subject:', 'subject: "alice", subject:')} }`,
  'an unknown input field': `mutation { ${check('more').replace('subject:', 'color: "red", subject:')} }`,
  'no selection of an object': '{ viewer }',
  'a selection of a scalar': '{ viewer { subject { length } } }',
  'a type system': 'type Query { hack: String }',
  'a type system beside a query': `${VIEWER} extend type Query { hack: String }`,
  'a schema': 'schema { query: Viewer }',
  'an operation twice': `query A ${VIEWER} query A ${VIEWER}`,
  'an anonymous one beside another': `${VIEWER} query A ${VIEWER}`,
  'a variable twice': `query ($a: ID, $a: ID) { node(id: $a) { id } }`,
  'a variable of no type': 'query ($a: Nothing) { viewer { subject } }',
  'a variable of an output type': 'query ($a: Account) { viewer { subject } }',
  'a variable that is used and not there': '{ node(id: $nowhere) { id } }',
  'a variable that is there and not used': 'query ($a: ID) { viewer { subject } }',
  'a variable of another type': 'query ($a: Int!) { node(id: $a) { id } }',
  'a nullable variable where none may be': 'query ($a: ID) { node(id: $a) { id } }',
  'a default of another type': 'query ($a: Int! = "x") { accounts(first: $a) { nodes { id } } }',
  '500 variables': `query (${times(500, (i) => `$a${i}: ID`)}) { viewer { subject } }`,
  introspection: '{ __schema { types { name } } }',
  'introspection of a type': '{ __type(name: "Account") { fields { name } } }',
  'introspection beside a query': '{ viewer { subject } __schema { queryType { name } } }',
  'an introspection bomb': `{ __schema { types { ${times(8, () => 'fields { type { fields { type {')} name ${times(8, () => '} } } }')} } } }`,
  'introspection behind a fragment': '{ ...a } fragment a on Query { __schema { types { name } } }',
  'pages within pages':
    '{ accounts(first: 200) { nodes { decisions(first: 200) { nodes { hold { decisions { id } } draws { lot { id } } } } } } }',
  'an enum as a text': '{ balanceUpdates(order: "OLDEST_FIRST") { nodes { id } } }',
  'an enum as a number': '{ balanceUpdates(order: 0) { nodes { id } } }',
  'an unknown enum value': '{ balanceUpdates(order: SIDEWAYS) { nodes { id } } }',
  '__proto__ as an enum value': '{ balanceUpdates(order: __proto__) { nodes { id } } }',
  'an id that is a float': '{ node(id: 1.5) { id } }',
  'an id that is a boolean': '{ node(id: true) { id } }',
  'null for what is needed': '{ node(id: null) { id } }',
  'an object for a scalar': '{ node(id: { a: 1 }) { id } }',
  'a list for a scalar': '{ node(id: ["a", "b"]) { id } }',
  'first: 2^31': '{ accounts(first: 2147483648) { nodes { id } } }',
  'first: a float': '{ accounts(first: 1.5) { nodes { id } } }',
  'first: 10 kB of digits': `{ accounts(first: ${'9'.repeat(10_000)}) { nodes { id } } }`,
  ...Object.fromEntries(
    [
      '1e400',
      '-1',
      '5.5',
      '1e3',
      '9223372036854775808',
      '"5.5"',
      '"٣"',
      'NaN',
      'Infinity',
      'true',
      '[1, 2]',
      '{ a: 1 }',
      'null',
      '"1e3"',
    ].map((quantity) => [`a quantity of ${quantity}`, `mutation { ${check('literal', quantity)} }`]),
  ),
  ...Object.fromEntries(
    ['0x10', '007', '+7', '-', '1_000', '.5', '5.', '1e', '00', '1a'].map((quantity) => [
      `a quantity of ${quantity}, which is no token`,
      `mutation { ${check('token', quantity)} }`,
    ]),
  ),
  ...Object.fromEntries(
    ['5', '5.0', '1e400', '-1', '"1e3"', '"0.0000000001"', 'null', 'true', '["5"]'].map((credits) => [
      `credits of ${credits}`,
      buy(credits),
    ]),
  ),
};

/** Refused by a resolver. */
const REFUSED: Record<string, string> = {
  ...Object.fromEntries(
    ['0', '-1', '201', '2147483647', '-2147483648'].map((first) => [
      `first: ${first}`,
      `{ accounts(first: ${first}) { nodes { id } } }`,
    ]),
  ),
  'first: -1 of a nested list': '{ account(subject: "bob") { lotHistory(first: -1) { nodes { id } } } }',
  'first: 2147483647 of a nested list': '{ account(subject: "bob") { decisions(first: 2147483647) { nodes { id } } } }',
  'a nested cursor of another list': '{ account(subject: "bob") { decisions(after: "MTp4") { nodes { id } } } }',
  'two accounts': '{ account(subject: "bob", pool: "engineering") { id } }',
  'three accounts': '{ account(account: "subject:bob", subject: "bob", pool: "engineering") { id } }',
  'everyone and somebody': '{ decisions(everyone: true, subject: "bob") { nodes { id } } }',
  'a range that ends before it starts':
    '{ reconcile(from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { balances } }',
  'a range of nothing': '{ reconcile(from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { balances } }',
  'usage over no time': '{ usage(from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { bucket } }',
  'usage over 10,000 years': '{ usage(from: "0000-01-01T00:00:00Z", to: "9999-12-31T00:00:00Z") { bucket } }',
  'usage by session of everyone':
    '{ usage(everyone: true, groupBy: [SESSION], from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { bucket } }',
  'a balance of the future': '{ balanceAt(at: "9999-01-01T00:00:00Z") { available } }',
  'a pool’s availability': '{ availability(account: "pool:engineering", product: "meter") { state } }',
  'no check at all': 'mutation { checkAccessMany(inputs: []) { id } }',
  'no usage at all': 'mutation { recordUsageMany(inputs: []) { id } }',
  'a reset of nobody': 'mutation { resetAllowances(input: { idempotencyKey: "x" }) { id } }',
  'a reset of all and some':
    'mutation { resetAllowances(input: { everyone: true, subjects: ["bob"], idempotencyKey: "x" }) { id } }',
  'top-up without consent':
    'mutation { setAutoTopUp(input: { enabled: true, threshold: "1", target: "2", monthlyCap: "3" }) { account } }',
  'an expiry before the beginning':
    'mutation { grantCredits(input: { subject: "bob", kind: REFUND, credits: "1", reason: "x", idempotencyKey: "x", effectiveAt: "2099-01-02T00:00:00Z", expiresAt: "2099-01-01T00:00:00Z" }) { id } }',
  'an expiry in the past':
    'mutation { grantCredits(input: { subject: "bob", kind: REFUND, credits: "1", reason: "x", idempotencyKey: "x", expiresAt: "1970-01-01T00:00:00Z" }) { id } }',
  'a beginning before all time':
    'mutation { grantCredits(input: { subject: "bob", kind: REFUND, credits: "1", reason: "x", idempotencyKey: "x", effectiveAt: "0000-01-01T00:00:00Z" }) { id } }',
  'usage in the future':
    'mutation { recordUsage(input: { product: "meter", feature: "call", usage: [], idempotencyKey: "x", occurredAt: "2099-01-01T00:00:00Z" }) { id } }',
  'usage of nothing known': 'mutation { recordUsage(input: { usage: [], idempotencyKey: "x" }) { id } }',
  'a reserved subject':
    '{ estimateAccess(input: { subject: "role:admin", product: "meter", feature: "call", usage: [] }) { outcome } }',
  'everybody as a subject': '{ account(subject: "*") { id } }',
};

const input = {
  subject: 'bob',
  product: 'meter',
  feature: 'call',
  usage: [{ dimension: 'units', quantity: '1' }],
  idempotencyKey: 'x',
};
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...input, idempotencyKey: `many-${i}` }));
const labels = (count: number, key: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => ({ key: key(i), value: 'x' }));
const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

type Request = [string, unknown, number, Expected?, number?];

/** Requests whose fault is not their document: what is sent, the HTTP status, what is answered, how a socket is closed. */
const REQUESTS: Request[] = [
  ['no variables', { query: CHECK }, 400],
  ['variables that are null', { query: CHECK, variables: null }, 400],
  ['variables that are a text', { query: CHECK, variables: 'input' }, 400, 'BAD_USER_INPUT', 4400],
  ['variables that are a list', { query: CHECK, variables: [input] }, 400, 'BAD_USER_INPUT', 4400],
  ['variables that are a number', { query: CHECK, variables: 5 }, 400, 'BAD_USER_INPUT', 4400],
  ['another variable', { query: CHECK, variables: { inputs: input } }, 400],
  ['one variable too many', { query: VIEWER, variables: { extra: 1, __proto: 2 } }, 200, 'ANSWERED'],
  ['an input that is a text', { query: CHECK, variables: { input: 'bob' } }, 400],
  ['an input that is a list', { query: CHECK, variables: { input: [input, input] } }, 400],
  ['an input that is empty', { query: CHECK, variables: { input: {} } }, 400],
  ['an unknown input field in a variable', { query: CHECK, variables: { input: { ...input, color: 'red' } } }, 400],
  ['an enum value in small letters', { query: CHECK, variables: { input: { ...input, mode: 'up_to' } } }, 400],
  ['an enum value as a list', { query: CHECK, variables: { input: { ...input, mode: ['UP_TO', 'UP_TO'] } } }, 400],
  [
    'an enum value that every object has',
    { query: CHECK, variables: { input: { ...input, mode: 'constructor' } } },
    400,
  ],
  ['null for a default', { query: CHECK, variables: { input: { ...input, holdSeconds: null } } }, 400],
  ['null in a list', { query: CHECK, variables: { input: { ...input, groups: [null] } } }, 400],
  ['lists in lists', { query: CHECK, variables: { input: { ...input, usage: [[[input.usage[0]]]] } } }, 400],
  ['no dimension', { query: CHECK, variables: { input: { ...input, usage: [] } } }, 200],
  [
    'a dimension twice',
    { query: CHECK, variables: { input: { ...input, usage: [...input.usage, ...input.usage] } } },
    200,
  ],
  [
    '21 dimensions',
    {
      query: CHECK,
      variables: {
        input: { ...input, usage: labels(21, (i) => `d${i}`).map(({ key }) => ({ dimension: key, quantity: 1 })) },
      },
    },
    200,
  ],
  [
    '10,000 dimensions',
    { query: CHECK, variables: { input: { ...input, usage: Array(10_000).fill(input.usage[0]) } } },
    200,
  ],
  ['9 labels', { query: CHECK, variables: { input: { ...input, labels: labels(9, (i) => `k${i}`) } } }, 200],
  ['a label twice', { query: CHECK, variables: { input: { ...input, labels: labels(2, () => 'k') } } }, 200],
  ['20,000 labels', { query: CHECK, variables: { input: { ...input, labels: labels(20_000, () => 'k') } } }, 200],
  [
    '101 products of a lot',
    {
      query: 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }',
      variables: {
        input: {
          credits: '1',
          kind: 'REFUND',
          reason: 'x',
          idempotencyKey: 'x',
          products: Array.from({ length: 101 }, (_, i) => `p${i}`),
        },
      },
    },
    200,
  ],
  [
    '501 subjects',
    {
      query: 'mutation ($input: ResetAllowancesInput!) { resetAllowances(input: $input) { id } }',
      variables: { input: { idempotencyKey: 'x', subjects: Array.from({ length: 501 }, String) } },
    },
    200,
  ],
  ['no operation of that name', { query: `query A ${VIEWER}`, operationName: 'B' }, 400],
  ['no name for two operations', { query: `query A ${VIEWER} query B ${VIEWER}` }, 400],
  ['an empty name for two operations', { query: `query A ${VIEWER} query B ${VIEWER}`, operationName: '' }, 400],
  ['a name that every object has', { query: `query A ${VIEWER}`, operationName: '__proto__' }, 400],
  ['a name that is a number', { query: `query A ${VIEWER}`, operationName: 5 }, 400, 'BAD_USER_INPUT', 4400],
  ['no query', { variables: {} }, 400, 'BAD_USER_INPUT', 4400],
  ['a query that is null', { query: null }, 400, 'BAD_USER_INPUT', 4400],
  ['a query that is an object', { query: { kind: 'Document', definitions: [] } }, 400, 'BAD_USER_INPUT', 4400],
  ['a query that is a list', { query: [VIEWER] }, 400, 'BAD_USER_INPUT', 4400],
  ['extensions that are a list', { query: VIEWER, extensions: [] }, 400, 'BAD_USER_INPUT', 4400],
  ['extensions that are a text', { query: VIEWER, extensions: 'x' }, 400, 'BAD_USER_INPUT', 4400],
  ['a batch', [{ query: VIEWER }, { query: VIEWER }], 400, 'BAD_USER_INPUT', 4400],
  ['a batch of one', [{ query: VIEWER }], 400, 'BAD_USER_INPUT', 4400],
  ['an empty batch', [], 400, 'BAD_USER_INPUT', 4400],
  ['a text', VIEWER, 400, 'BAD_USER_INPUT', 4400],
  ['a number', 5, 400, 'BAD_USER_INPUT', 4400],
  ['null', null, 400, 'BAD_USER_INPUT', 4400],
  [
    '501 checks in a variable',
    {
      query: 'mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id } }',
      variables: { inputs: many(501) },
    },
    200,
  ],
  [
    '501 reports in a variable',
    {
      query: 'mutation ($inputs: [RecordUsageInput!]!) { recordUsageMany(inputs: $inputs) { id } }',
      variables: { inputs: many(501) },
    },
    200,
  ],
];

/** JSON that JSON.stringify would not write. */
const TEXTS: Record<string, string> = {
  'deep variables': `{"query":${JSON.stringify(CHECK)},"variables":{"input":${deep(5_000)}}}`,
  'deep extra variables': `{"query":${JSON.stringify(CHECK)},"variables":{"extra":${deep(50_000)}}}`,
  '50,000 nested lists': `{"query":${JSON.stringify(CHECK)},"variables":{"input":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
};

/** Every document case; the socket gets it as the payload of a `subscribe`. */
export const documentCases: DocumentCase[] = [
  ...Object.entries(UNREADABLE).map(([title, query]) => ({
    title: `a document: ${title}`,
    body: JSON.stringify({ query }),
    status: 400,
    code: 'BAD_USER_INPUT' as const,
  })),
  ...Object.entries(REFUSED).map(([title, query]) => ({
    title: `a call: ${title}`,
    body: JSON.stringify({ query }),
    status: 200,
    code: 'BAD_USER_INPUT' as const,
  })),
  ...REQUESTS.map(([title, body, status, code = 'BAD_USER_INPUT', closes]): DocumentCase => ({
    title: `a request: ${title}`,
    body: JSON.stringify(body),
    status,
    code,
    closes,
  })),
  ...Object.entries(TEXTS).map(([title, body]) => ({
    title: `a request: ${title}`,
    body,
    status: 400,
    code: 'BAD_USER_INPUT' as const,
  })),
  {
    title: 'a persisted query',
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
    status: 200,
    code: 'PERSISTED_QUERY_NOT_SUPPORTED',
  },
  {
    title: 'a document id',
    body: JSON.stringify({ documentId: { toString: 'x' }, query: null }),
    status: 200,
    code: 'PERSISTED_QUERY_NOT_SUPPORTED',
  },
  {
    title: 'a query with a false hash, which nobody looks at',
    body: JSON.stringify({ query: VIEWER, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
    status: 200,
    code: 'ANSWERED',
  },
  {
    title: 'a subscription over HTTP',
    body: JSON.stringify({ query: 'subscription { balanceChanged { seq } }' }),
    status: 400,
    code: 'BAD_USER_INPUT',
    over: 'http',
  },
  {
    title: 'a subscription to two things',
    body: JSON.stringify({ query: 'subscription { balanceChanged { seq } noticeGiven { id } }' }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    title: 'a subscription to introspection',
    body: JSON.stringify({ query: 'subscription { __typename }' }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
];
