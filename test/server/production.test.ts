/** In production no answer spells out a schema that cannot be asked for, whatever was misspelt, on either transport. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildApiSchema } from '../../src/processes/schema.js';
import { type Frame, startFrame } from './frame.js';
import { ask, greeted, type RawSocket } from './raw-socket.js';

let open: Frame;
let closed: Frame;
let sockets: { open: RawSocket; closed: RawSocket };
beforeAll(async () => {
  const schema = await buildApiSchema();
  open = await startFrame({ schema });
  closed = await startFrame({ schema, production: true });
  sockets = { open: await greeted(open), closed: await greeted(closed) };
});
afterAll(async () => {
  for (const { socket } of Object.values(sockets)) socket.terminate();
  await open.server.close();
  await closed.server.close();
});

const CHECK = 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }';
const input = { subject: 'bob', product: 'codex', feature: 'gpt-5.5', usage: [], idempotencyKey: 'x' };
const MISSPELT: [string, string, object?][] = [
  ['a root field', '{ viewr { subject } }'],
  ['a field', '{ viewer { subjct } }'],
  ['a field of an interface', '{ node(id: "x") { proceed } }'],
  ['a selection', '{ viewer }'],
  ['an argument', '{ account(subjct: "bob") { id } }'],
  ['an argument of a directive', '{ viewer @skip(iff: true) { subject } }'],
  ['a type of a fragment', '{ viewer { ...f } } fragment f on Viewr { subject }'],
  ['a type of an inline fragment', '{ viewer { ... on Viewr { subject } } }'],
  ['a type of a variable', 'query ($i: CheckAccesInput) { viewer { subject } }'],
  ['an enum', 'query { decisions(outcome: DENIE) { nodes { id } } }'],
  ['an enum as text', 'query { decisions(outcome: "DENIED") { nodes { id } } }'],
  ['an enum in a variable', 'query ($o: AccessOutcome) { decisions(outcome: $o) { nodes { id } } }', { o: 'DENIE' }],
  ['an input field', 'mutation { checkAccess(input: { subjct: "bob" }) { id } }'],
  ['an input field in a variable', CHECK, { input: { ...input, sesion: 'x' } }],
  ['an enum in an input', CHECK, { input: { ...input, mode: 'UP_T' } }],
  ['an input field in a list', CHECK, { input: { ...input, usage: [{ dimension: 'x', quantity: 1, minimun: 1 }] } }],
  ['a subscription', 'subscription { balanceChange { seq } }'],
];

const messagesOf = (answer: unknown): string[] => {
  const { errors, payload } = answer as { errors?: { message: string }[]; payload?: unknown };
  const told = errors ?? (Array.isArray(payload) ? payload : (payload as { errors: [] }).errors);
  return (told as { message: string }[]).map(({ message }) => message);
};

test.each(MISSPELT.map(([title, query, variables]) => ({ title, query, variables })))(
  '$title that is misspelt is refused without a suggestion',
  async ({ query, variables }) => {
    const suggested = [await open.post({ query, variables }), await ask(sockets.open, query, variables)];
    const silent = [await closed.post({ query, variables }), await ask(sockets.closed, query, variables)];
    for (const answer of suggested) expect(messagesOf(answer).join()).toContain('Did you mean');
    for (const answer of silent) {
      expect(messagesOf(answer).length).toBeGreaterThan(0);
      expect(JSON.stringify(answer)).not.toContain('Did you mean');
      expect(JSON.stringify(answer)).toContain('BAD_USER_INPUT');
    }
    expect(messagesOf(silent[0])).toEqual(messagesOf(silent[1]));
  },
);
