/**
 * Keys come and go while tokens, sockets and event streams rest on them: what a key signed is worth nothing once it is
 * withdrawn, and a key that is new is waited for. By real keys, a real key server and the official client.
 */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { CLAIM_NAMES } from '../../src/server/issuer.js';
import { type Beat, BEAT } from '../../src/server/published-keys.js';
import { tokenVerifier, type TokenSettings, type TokenVerifier } from '../../src/server/token.js';
import { type Frame, startFrame } from './frame.js';
import { bearerBy, type KeyServer, makeKey, openKeyServer, type TestKey } from './key-server.js';
import { raw, urlOf } from './raw-socket.js';
import { openEvents } from './read-events.js';

const pinned = { issuer: 'spillway', audience: 'spillway', knowsTenant: (tenant: string) => tenant === 'acme' };
const A = await makeKey('a');
const B = await makeKey('b');
const refused = { code: 'UNAUTHENTICATED' };
const later = { code: 'OVERLOADED', extensions: { retryable: true } };

const closing: (() => Promise<void>)[] = [];
const realNow = performance.now.bind(performance);
/** How far the monotonic clock is ahead. */
let ahead = 0;
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  ahead = 0;
  jest.restoreAllMocks();
});

async function issuerOf(...keys: TestKey[]): Promise<KeyServer> {
  const issuer = await openKeyServer(...keys);
  closing.push(() => issuer.close());
  return issuer;
}

/** Lets `ms` pass at once, on the clock by which keys are fetched and tokens forgotten; timers do not notice. */
function pass(ms: number): void {
  ahead += ms;
  jest.spyOn(performance, 'now').mockImplementation(() => realNow() + ahead);
}

interface Warned {
  warned: { msg: string; issuer?: string; kid?: string; connections?: number }[];
  log: TokenSettings['log'];
}

function listening(): Warned {
  const warned: Warned['warned'] = [];
  const warn = (fields: object, msg: string) => void warned.push({ ...fields, msg });
  return { warned, log: { warn } as unknown as TokenSettings['log'] };
}

const verifierOf = ({ url: jwksUrl }: KeyServer, more: Partial<TokenSettings> = {}): TokenVerifier =>
  tokenVerifier({ ...pinned, tokenKey: { jwksUrl }, ...more });

/** Whoever must be told of a key within the time of a test. */
const HURRIED: Beat = { refetchMs: 60, coolDownMs: 30, rememberMs: 600_000 };

async function frameOf(issuer: KeyServer, more: Partial<TokenSettings> = {}): Promise<Frame> {
  const frame = await startFrame({ tokens: verifierOf(issuer, more) });
  closing.push(() => frame.server.close());
  return frame;
}

const WHO = { query: '{ whoami }' };
const TICKS = 'subscription { ticks }';

async function socketBy(frame: Frame, authorization: string) {
  const socket = await raw(frame);
  socket.send({ type: 'connection_init', payload: { authorization } });
  return socket;
}

describe('a key that is withdrawn', () => {
  test('takes all that it signed with it, what is remembered too, when a fetched set lacks it', async () => {
    const issuer = await issuerOf(A);
    const frame = await frameOf(issuer);
    const authorization = await bearerBy(A, { exp: 4_000_000_000 });
    expect(await frame.post(WHO, { authorization })).toMatchObject({ status: 200, data: { whoami: 'acme/alice' } });
    issuer.publish(B);
    pass(BEAT.coolDownMs);
    expect(await frame.post(WHO, { authorization: await bearerBy(B) })).toMatchObject({ status: 200 });
    expect(await frame.post(WHO, { authorization })).toMatchObject({
      status: 401,
      errors: [{ extensions: { ...refused, retryable: false } }],
    });
    const socket = await socketBy(frame, authorization);
    expect((await socket.closed)[0]).toBe(4401);
    expect(issuer.asked()).toBe(2);
  });

  test('closes the sockets and event streams that it let in, though nobody sends anything', async () => {
    const issuer = await issuerOf(A, B);
    const { warned, log } = listening();
    const frame = await frameOf(issuer, { beat: HURRIED, ...(log && { log }) });
    const headers = { authorization: await bearerBy(A) };
    const [silent, other] = [await socketBy(frame, headers.authorization), await socketBy(frame, await bearerBy(B))];
    for (const socket of [silent, other]) expect(await socket.next()).toEqual({ type: 'connection_ack' });
    const stream = await openEvents(frame, { query: TICKS }, { headers });
    expect(await stream.any()).toEqual({ event: 'comment', data: '' });
    issuer.publish(B);
    expect(await silent.closed).toEqual([4403, "The token's key was withdrawn"]);
    expect(await stream.any()).toEqual({ event: 'comment', data: " the token's key was withdrawn" });
    expect(await stream.next()).toBeNull();
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    expect(warned).toEqual([
      {
        ...{ issuer: 'spillway', keys: issuer.url, kid: 'a', connections: 2 },
        msg: 'a key was withdrawn: nothing rests on it any more',
      },
    ]);
    other.socket.close();
  });

  test('is found out while only remembered tokens are used, which start no fetch themselves', async () => {
    const issuer = await issuerOf(A);
    const own = verifierOf(issuer, { beat: HURRIED });
    const token = await bearerBy(A);
    await own.verify(token);
    issuer.publish(B);
    await until(() => own.verified(token) === undefined);
    expect(own.wasVerified(token)).toBe(false);
    await expect(own.verify(token)).rejects.toMatchObject(refused);
  });

  test('has no name: it is known by what it is', async () => {
    const [one, two] = [await makeKey(undefined), await makeKey(undefined)];
    const issuer = await issuerOf(one, two);
    const own = verifierOf(issuer);
    const [byOne, byTwo] = [await bearerBy(one), await bearerBy(two)];
    await own.verify(byOne);
    await own.verify(byTwo);
    issuer.publish(two);
    pass(BEAT.refetchMs);
    await own.verify(await bearerBy(two, { sub: 'bob' }));
    expect([own.verified(byOne), own.verified(byTwo)]).toEqual([undefined, expect.anything()]);
  });

  test('is withdrawn also where another one is published under its name', async () => {
    const issuer = await issuerOf(A);
    const own = verifierOf(issuer);
    const token = await bearerBy(A);
    await own.verify(token);
    const next = await makeKey('a');
    issuer.publish(next);
    pass(BEAT.refetchMs);
    await own.verify(await bearerBy(next));
    expect(own.verified(token)).toBeUndefined();
    await expect(own.verify(token)).rejects.toMatchObject(refused);
  });

  test('is so for the operator and for each issuer of the file', async () => {
    for (const who of ['operator', 'file'] as const) {
      const issuer = await issuerOf(A);
      const key = { jwksUrl: issuer.url };
      const further = { issuer: 'other', audience: 'spillway', key, tenants: ['acme'], claims: CLAIM_NAMES };
      const own = tokenVerifier({
        ...pinned,
        tokenKey: null,
        beat: HURRIED,
        ...(who === 'operator' ? { operatorKey: key } : { issuers: [further] }),
      });
      const token = await bearerBy(A, who === 'operator' ? { sub: 'operator:ann' } : { iss: 'other' });
      const ended = new Promise<string>(
        (resolve) => void own.verify(token).then((caller) => own.atEnd(caller, resolve)),
      );
      await until(() => own.verified(token) !== undefined);
      issuer.publish(B);
      expect(await ended).toBe("the token's key was withdrawn");
      await expect(own.verify(token)).rejects.toMatchObject(refused);
    }
  });

  test('and published again is as good as before', async () => {
    const issuer = await issuerOf(A, B);
    const own = verifierOf(issuer);
    const token = await bearerBy(A);
    await own.verify(token);
    issuer.publish(B);
    pass(BEAT.refetchMs);
    await own.verify(await bearerBy(B));
    await expect(own.verify(token)).rejects.toMatchObject(refused);
    issuer.publish(A, B);
    pass(BEAT.coolDownMs);
    expect(await own.verify(token)).toMatchObject({ subject: 'alice' });
  });
});

describe('what was verified', () => {
  test('is verified again after five minutes, and the address of its caller is not asked for it', async () => {
    const issuer = await issuerOf(A);
    const frame = await startFrame({ tokens: verifierOf(issuer), limits: { callsPerMinute: 3 } });
    closing.push(() => frame.server.close());
    const authorization = await bearerBy(A);
    expect(await frame.post(WHO, { authorization })).toMatchObject({ status: 200 });
    const stranger = { authorization: 'Bearer x.y.z' };
    for (let i = 0; i < 5; i += 1) await frame.post(WHO, stranger);
    expect(await frame.post(WHO, stranger)).toMatchObject({ status: 429 });
    pass(BEAT.rememberMs);
    expect(await frame.post(WHO, { authorization })).toMatchObject({ status: 200 });
    expect(issuer.asked()).toBe(2);
  });

  test('holds as long as its key is known while the keys cannot be fetched; the log says so once, and when they can', async () => {
    const issuer = await issuerOf(A);
    const { warned, log } = listening();
    const own = verifierOf(issuer, { ...(log && { log }) });
    const token = await bearerBy(A);
    await own.verify(token);
    issuer.fail(500);
    for (let i = 0; i < 3; i += 1) {
      pass(BEAT.rememberMs);
      expect(own.verified(token)).toBeUndefined();
      expect(await own.verify(token)).toMatchObject({ subject: 'alice' });
    }
    expect(issuer.asked()).toBe(4);
    await expect(own.verify(await bearerBy(B))).rejects.toMatchObject(later);
    expect(warned).toMatchObject([
      { issuer: 'spillway', msg: "an issuer's keys cannot be fetched: those that are known serve on" },
    ]);
    issuer.publish(A, B);
    pass(BEAT.coolDownMs);
    expect(await own.verify(await bearerBy(B))).toMatchObject({ subject: 'alice' });
    expect(warned.map(({ msg }) => msg)).toEqual([
      "an issuer's keys cannot be fetched: those that are known serve on",
      "an issuer's keys can be fetched again",
    ]);
  });

  test.each<[string, number, string]>([
    ['an error', 503, ''],
    ['no JSON', 200, '<html>'],
    ['no set', 200, '{"keys":7}'],
  ])('never falls to a key server that answers %s', async (_title, status, body) => {
    const issuer = await issuerOf(A);
    const own = verifierOf(issuer);
    const token = await bearerBy(A);
    await own.verify(token);
    issuer.fail(status, body);
    pass(BEAT.rememberMs);
    expect(await own.verify(token)).toMatchObject({ subject: 'alice' });
    await expect(own.verify(await bearerBy(B))).rejects.toMatchObject(later);
  });
});

describe('a key that is new', () => {
  test('is looked for at once, and within the cool-down its callers are asked to come back, never sent away', async () => {
    const issuer = await issuerOf(A);
    const frame = await frameOf(issuer);
    await frame.post(WHO, { authorization: await bearerBy(A) });
    issuer.publish(A, B);
    const authorization = await bearerBy(B);
    const answer = await frame.post(WHO, { authorization });
    expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: 'OVERLOADED', retryable: true } }] });
    expect(answer.errors?.[0]?.message).toMatch(/repeat in (?:29|30) s/);
    const socket = await socketBy(frame, authorization);
    expect((await socket.closed)[0]).toBe(1013);
    pass(BEAT.coolDownMs);
    expect(await frame.post(WHO, { authorization })).toMatchObject({ status: 200 });
    expect(issuer.asked()).toBe(2);
  });

  test('lets the official client in by itself, which came too early', async () => {
    const issuer = await issuerOf(A);
    const frame = await frameOf(issuer);
    await frame.post(WHO, { authorization: await bearerBy(A) });
    issuer.publish(A, B);
    const closed: number[] = [];
    const client = createClient({
      url: urlOf(frame),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: await bearerBy(B) },
      retryWait: async () => pass(BEAT.coolDownMs / 2),
    });
    client.on('closed', (event) => void closed.push((event as CloseEvent).code));
    const answers = client.iterate(WHO);
    expect(await answers.next()).toMatchObject({ value: { data: { whoami: 'acme/alice' } } });
    expect(closed).toEqual([1013, 1013]);
    await client.dispose();
  });

  test('comes through within one cool-down, however many keys a stranger makes up', async () => {
    const issuer = await issuerOf(A);
    const own = verifierOf(issuer);
    const stranger = async (n: number) =>
      own.verify(await bearerBy(B, {}, `made-up-${n}`)).catch(({ code }: { code: string }) => code);
    expect(await stranger(0)).toBe('UNAUTHENTICATED');
    issuer.publish(A, B);
    const honest = await bearerBy(B);
    let waited = 0;
    let stood = 0;
    for (;;) {
      const answer = await own.verify(honest).catch(({ code }: { code: string }) => code);
      if (typeof answer !== 'string') break;
      expect(answer).toBe('OVERLOADED');
      // The stranger is there each second, the honest caller as well, but always later.
      pass(1000);
      waited += 1000;
      stood += (await stranger(waited)) === 'OVERLOADED' ? 1 : 0;
    }
    expect(waited).toBeLessThanOrEqual(BEAT.coolDownMs);
    expect(stood).toBeGreaterThan(20);
    expect(issuer.asked()).toBe(2);
    for (let n = 0; n < 300; n += 1) {
      pass(1000);
      await stranger(n);
    }
    expect(issuer.asked()).toBeLessThanOrEqual(2 + 300_000 / BEAT.coolDownMs);
  });

  test('that nobody published is refused by a set fetched for it, and asked for no more often than the cool-down lets', async () => {
    const issuer = await issuerOf(A);
    const own = verifierOf(issuer);
    await own.verify(await bearerBy(A));
    pass(BEAT.coolDownMs);
    await expect(own.verify(await bearerBy(B))).rejects.toMatchObject(refused);
    await expect(own.verify(await bearerBy(B))).rejects.toMatchObject(later);
    expect(issuer.asked()).toBe(2);
  });

  test('may have no name, among keys without names: then it is waited for as well', async () => {
    const [one, two] = [await makeKey(undefined), await makeKey(undefined)];
    const issuer = await issuerOf(one);
    const own = verifierOf(issuer);
    await own.verify(await bearerBy(one));
    issuer.publish(one, two);
    const token = await bearerBy(two);
    await expect(own.verify(token)).rejects.toMatchObject(later);
    pass(BEAT.coolDownMs);
    expect(await own.verify(token)).toMatchObject({ subject: 'alice' });
  });
});

describe('keys without names', () => {
  test.each(['ES256', 'RS256', 'EdDSA'])('are each tried (%s)', async (alg) => {
    const keys = [await makeKey(undefined, alg), await makeKey(undefined, alg), await makeKey(undefined, alg)];
    const own = verifierOf(await issuerOf(...keys, A));
    for (const key of keys) expect(await own.verify(await bearerBy(key))).toMatchObject({ subject: 'alice' });
  });

  test('make no token good that is bad for another reason', async () => {
    const [one, two] = [await makeKey(undefined), await makeKey(undefined)];
    const own = verifierOf(await issuerOf(one, two));
    for (const key of [one, two]) {
      await expect(own.verify(await bearerBy(key, { exp: 1_700_000_000 }))).rejects.toMatchObject(refused);
      await expect(own.verify(await bearerBy(key, { aud: 'elsewhere' }))).rejects.toMatchObject(refused);
    }
  });

  test('do not suffer from one among them that cannot be read', async () => {
    const [broken, good] = [await makeKey(undefined), await makeKey(undefined)];
    const own = verifierOf(await issuerOf({ ...broken, jwk: { ...broken.jwk, x: 'AA' } }, good));
    expect(await own.verify(await bearerBy(good))).toMatchObject({ subject: 'alice' });
  });
});

describe('the clock of an issuer', () => {
  const own = async () => verifierOf(await issuerOf(A), { maxHours: 1 });
  const now = () => Math.floor(Date.now() / 1000);

  test('may be five seconds ahead of when a token begins, and not more', async () => {
    const verifier = await own();
    const begins = (inSeconds: number) => ({ nbf: now() + inSeconds, iat: now() + inSeconds, exp: now() + 60 });
    expect(await verifier.verify(await bearerBy(A, begins(4)))).toMatchObject({ subject: 'alice' });
    await expect(verifier.verify(await bearerBy(A, begins(8)))).rejects.toMatchObject(refused);
    const full = { iat: now() + 4, exp: now() + 4 + 3600 };
    expect(await verifier.verify(await bearerBy(A, full))).toMatchObject({ subject: 'alice' });
    await expect(verifier.verify(await bearerBy(A, { ...full, exp: full.exp + 8 }))).rejects.toMatchObject(refused);
  });

  test('may not be behind when a token ends, by a second', async () => {
    const verifier = await own();
    for (const exp of [now(), now() - 1, now() - 4]) {
      await expect(verifier.verify(await bearerBy(A, { exp }))).rejects.toMatchObject(refused);
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = realNow() + 10_000;
  while (!holds()) {
    if (realNow() > deadline) throw new Error('it never came to hold');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
