import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { signToken, tokenVerifier } from '../../src/server/token.js';

const secret = 'a development secret of 32 bytes or more';
const pinned = { issuer: 'spillway', audience: 'spillway' };
const knowsTenant = (tenant: string): boolean => tenant === 'acme' || tenant === 'globex';
const verifier = tokenVerifier({ ...pinned, tokenKey: { secret }, knowsTenant });
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const good: JWTPayload = { sub: 'alice', tenant: 'acme', iss: 'spillway', aud: 'spillway', exp: inAnHour };

const sign = (payload: JWTPayload, header = {}, key: string = secret): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'HS256', ...header }).sign(Buffer.from(key));
const refused = { code: 'UNAUTHENTICATED', message: expect.stringContaining('A valid token is needed') };

describe('a token', () => {
  test('that is good makes a caller, and is known at once the next time', async () => {
    const token = await signToken({
      ...pinned,
      secret,
      tenant: 'acme',
      subject: 'alice',
      groups: ['engineering'],
      expiresInSeconds: 60,
    });
    expect(verifier.verified(`Bearer ${token}`)).toBeUndefined();
    const caller = await verifier.verify(`Bearer ${token}`);
    expect(caller).toEqual({
      tenant: 'acme',
      subject: 'alice',
      operator: false,
      groups: ['engineering'],
      scope: null,
      expiresAt: expect.any(Number),
    });
    expect(caller.expiresAt - Date.now()).toBeGreaterThan(58_000);
    expect(verifier.verified(`Bearer ${token}`)).toBe(caller);
  });

  test('may say at+jwt, and the scheme may be written in any case', async () => {
    await expect(verifier.verify(`bearer ${await sign(good, { typ: 'at+jwt' })}`)).resolves.toMatchObject({
      subject: 'alice',
    });
  });

  test.each<[string, () => Promise<string> | string]>([
    ['is unsigned', () => new UnsecuredJWT(good).encode()],
    ['is signed with another algorithm', () => sign(good, { alg: 'HS512' })],
    ['is signed with another secret', () => sign(good, {}, 'another secret that is long enough too')],
    ['never expires', () => sign({ ...good, exp: undefined })],
    ['has expired', () => sign({ ...good, exp: inAnHour - 7200 })],
    ['expires beyond all dates', () => sign({ ...good, exp: 1e300 })],
    ['is not valid yet', () => sign({ ...good, nbf: inAnHour })],
    ['has another audience', () => sign({ ...good, aud: 'elsewhere' })],
    ['has no audience', () => sign({ ...good, aud: undefined })],
    ['has another issuer', () => sign({ ...good, iss: 'elsewhere' })],
    ['is no access token', () => sign(good, { typ: 'logout+jwt' })],
    ['names an unknown tenant', () => sign({ ...good, tenant: 'initech' })],
    ['names no tenant', () => sign({ ...good, tenant: undefined })],
    ['names a tenant that is no text', () => sign({ ...good, tenant: ['acme'] })],
    ['names no subject', () => sign({ ...good, sub: undefined })],
    ['has an empty subject', () => sign({ ...good, sub: '' })],
    ['has a subject that is too long', () => sign({ ...good, sub: 'a'.repeat(201) })],
    ['has a subject with a NUL', () => sign({ ...good, sub: 'alice\0' })],
    ['has a subject with a lone surrogate', () => sign({ ...good, sub: 'alice\ud800' })],
    ['has a subject with a bidi control', () => sign({ ...good, sub: 'alice\u202e' })],
    ['has a padded subject', () => sign({ ...good, sub: ' alice' })],
    ['speaks for a role', () => sign({ ...good, sub: 'role:billing_admin' })],
    ['speaks for a role in other case', () => sign({ ...good, sub: 'Role:billing_admin' })],
    ['speaks for an account', () => sign({ ...good, sub: 'account:self' })],
    ['has a subject of broken bytes', () => sign({ ...good, sub: 'al\ufffdice' })],
    ['speaks for a group', () => sign({ ...good, sub: 'group:engineering' })],
    ['speaks for everyone', () => sign({ ...good, sub: '*' })],
    ['has groups that are no list', () => sign({ ...good, groups: 'engineering' })],
    ['has a group that is no name', () => sign({ ...good, groups: ['engineering', 7] })],
    ['has too many groups', () => sign({ ...good, groups: Array.from({ length: 101 }, (_, i) => `g${i}`) })],
    ['is no token', () => 'x.y.z'],
    ['is too long', async () => sign({ ...good, filler: 'x'.repeat(9000) })],
  ])('that %s is refused with one text', async (_title, make) => {
    await expect(verifier.verify(`Bearer ${await make()}`)).rejects.toMatchObject(refused);
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b'])(
    'missing (%p) is refused the same way',
    async (header) => {
      await expect(verifier.verify(header)).rejects.toMatchObject(refused);
    },
  );

  test('that was verified before is refused from the instant it expires, and once its tenant is gone', async () => {
    let tenants = ['acme'];
    const own = tokenVerifier({ ...pinned, tokenKey: { secret }, knowsTenant: (tenant) => tenants.includes(tenant) });
    const header = `Bearer ${await sign(good)}`;
    await own.verify(header);
    tenants = [];
    expect(own.verified(header)).toBeUndefined();
    await expect(own.verify(header)).rejects.toMatchObject(refused);
    tenants = ['acme'];
    const realNow = Date.now;
    try {
      Date.now = () => inAnHour * 1000;
      expect(own.verified(header)).toBeUndefined();
      Date.now = () => inAnHour * 1000 - 1;
      expect(own.verified(header)).toMatchObject({ subject: 'alice' });
    } finally {
      Date.now = realNow;
    }
  });
});

describe("the operator's key (rule 31)", () => {
  const operatorSecret = 'the operator has a secret of its own';
  const both = tokenVerifier({ ...pinned, tokenKey: { secret }, operatorKey: { secret: operatorSecret }, knowsTenant });
  const ann: JWTPayload = { ...good, sub: 'operator:ann' };
  const answer = async (payload: JWTPayload, key: string, own = both) =>
    own.verify(`Bearer ${await sign(payload, {}, key)}`);

  test('makes operators, in the tenant that the token names', async () => {
    expect(await answer(ann, operatorSecret)).toMatchObject({
      tenant: 'acme',
      subject: 'operator:ann',
      operator: true,
    });
    expect(await answer(good, secret)).toMatchObject({ subject: 'alice', operator: false });
  });

  test.each<[string, JWTPayload, string]>([
    ["a tenant's key never makes an operator", ann, secret],
    ['in no spelling of it', { ...good, sub: 'Operator:ann' }, secret],
    ["the operator's key never makes one of a tenant's subjects", good, operatorSecret],
    ['nor one without a name', { ...good, sub: 'operator:' }, operatorSecret],
    ['nor one named after another prefix', { ...good, sub: 'operator:role:admin' }, operatorSecret],
    ['nor one in a tenant that is not there', { ...ann, tenant: 'initech' }, operatorSecret],
    ['nor one whose token has expired', { ...ann, exp: inAnHour - 7200 }, operatorSecret],
  ])('%s', async (_, payload, key) => {
    await expect(answer(payload, key)).rejects.toMatchObject(refused);
  });

  test('where it is absent, no token is the operator’s, whoever signed it', async () => {
    for (const key of [secret, operatorSecret]) await expect(answer(ann, key, verifier)).rejects.toMatchObject(refused);
  });
});

describe("an issuer's published keys", () => {
  let issuer: Server;
  let jwksUrl = '';
  const privateKeys = new Map<string, CryptoKey>();

  beforeAll(async () => {
    const keys: object[] = [];
    for (const alg of ['RS256', 'ES256', 'EdDSA', 'PS256']) {
      const { privateKey, publicKey } = await generateKeyPair(alg);
      privateKeys.set(alg, privateKey);
      keys.push({ ...(await exportJWK(publicKey)), kid: alg, alg });
    }
    issuer = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => new Promise((resolve) => issuer.close(resolve)));

  const signed = (alg: string): Promise<string> =>
    new SignJWT(good).setProtectedHeader({ alg, kid: alg }).sign(privateKeys.get(alg) as CryptoKey);

  test.each(['RS256', 'ES256', 'EdDSA'])('verify %s', async (alg) => {
    const own = tokenVerifier({ ...pinned, tokenKey: { jwksUrl }, knowsTenant });
    await expect(own.verify(`Bearer ${await signed(alg)}`)).resolves.toMatchObject({ tenant: 'acme', groups: [] });
  });

  test("may be the operator's alone", async () => {
    const own = tokenVerifier({ ...pinned, tokenKey: { secret }, operatorKey: { jwksUrl }, knowsTenant });
    const operators = new SignJWT({ ...good, sub: 'operator:ann' });
    const token = await operators
      .setProtectedHeader({ alg: 'ES256', kid: 'ES256' })
      .sign(privateKeys.get('ES256') as CryptoKey);
    expect(await own.verify(`Bearer ${token}`)).toMatchObject({ operator: true });
    await expect(own.verify(`Bearer ${await signed('ES256')}`)).rejects.toMatchObject(refused);
  });

  test('verify no other algorithm, and no shared secret', async () => {
    const own = tokenVerifier({ ...pinned, tokenKey: { jwksUrl }, knowsTenant });
    await expect(own.verify(`Bearer ${await signed('PS256')}`)).rejects.toMatchObject(refused);
    await expect(own.verify(`Bearer ${await sign(good)}`)).rejects.toMatchObject(refused);
  });

  test("that cannot be fetched are a passing fault and not the caller's", async () => {
    const own = tokenVerifier({ ...pinned, tokenKey: { jwksUrl: 'http://127.0.0.1:1/keys' }, knowsTenant });
    await expect(own.verify(`Bearer ${await signed('RS256')}`)).rejects.toMatchObject({ code: 'OVERLOADED' });
  });
});
