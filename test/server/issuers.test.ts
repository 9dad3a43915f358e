/** Several issuers, the names of their claims, scopes, the longest life, and what minting signs: by real keys and tokens. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { CLAIM_NAMES, type Issuer } from '../../src/server/issuer.js';
import { tokenMint } from '../../src/server/mint.js';
import { MINT_ISSUER, tokenVerifier, type TokenSettings } from '../../src/server/token.js';

const secret = 'a development secret of 32 bytes or more';
const mintSecret = 'a secret that signs scoped tokens only';
const pinned = { issuer: 'spillway', audience: 'spillway' };
const knowsTenant = (tenant: string) => tenant === 'acme' || tenant === 'globex';
const now = Math.floor(Date.now() / 1000);
const good: JWTPayload = { sub: 'alice', tenant: 'acme', iss: 'spillway', aud: 'spillway', iat: now, exp: now + 600 };
const refused = { code: 'UNAUTHENTICATED', message: expect.stringContaining('A valid token is needed') };

const verifierWith = (more: Partial<TokenSettings> = {}) =>
  tokenVerifier({ ...pinned, tokenKey: { secret }, knowsTenant, ...more });
const signed = async (payload: JWTPayload, key = secret) =>
  `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(key))}`;

describe('a scope', () => {
  const own = verifierWith();

  test.each<[string, unknown, string[] | null]>([
    ['is absent: the token is not scoped', undefined, null],
    ['leaves what it names', 'read', ['read']],
    ['leaves both, in any order', 'purchase read', ['read', 'purchase']],
    ['may be a list', ['read'], ['read']],
    ['leaves nothing by words that mean nothing here', 'openid READ admin *', []],
    ['leaves nothing where it is empty', '', []],
  ])('that %s', async (_title, claim, scope) => {
    const token = await signed({ ...good, ...(claim !== undefined && { spillway_scope: claim }) });
    expect(await own.verify(token)).toMatchObject({ subject: 'alice', scope });
  });

  test.each([null, 7, true, {}, [['read']], ['read', 7]])(
    'that is %p is refused: it never counts as absent',
    async (claim) => {
      await expect(own.verify(await signed({ ...good, spillway_scope: claim }))).rejects.toMatchObject(refused);
    },
  );

  test('is never read from the claim `scope`, which issuers fill with words of their own', async () => {
    expect(await own.verify(await signed({ ...good, scope: 'read' }))).toMatchObject({ scope: null });
  });
});

describe('the names of claims', () => {
  const claims = { tenant: 'https://app.example/org', subject: 'email', groups: 'roles', scope: 'scp' };
  const own = verifierWith({ claims, operatorKey: { secret: 'the operator has a secret of its own' } });
  const named = { ...good, sub: 'u-7', tenant: undefined, email: 'alice', [claims.tenant]: 'acme' };

  test('are those of the settings, and no others', async () => {
    const token = await signed({ ...named, groups: ['admins'], roles: ['engineering'], scp: 'read' });
    const alice = { tenant: 'acme', subject: 'alice', groups: ['engineering'], scope: ['read'] };
    expect(await own.verify(token)).toMatchObject(alice);
    await expect(own.verify(await signed(good))).rejects.toMatchObject(refused);
  });

  test("make no operator of a tenant's token", async () => {
    const ann = { ...named, email: 'operator:ann' };
    await expect(own.verify(await signed(ann))).rejects.toMatchObject(refused);
    expect(await own.verify(await signed({ ...named, sub: 'operator:ann' }))).toMatchObject({ operator: false });
  });
});

describe('the longest life of a token', () => {
  const own = verifierWith({ maxHours: 24 });
  test.each<[string, JWTPayload]>([
    ['lives longer', { ...good, exp: now + 24 * 3600 + 60 }],
    ['does not say since when it lives', { ...good, iat: undefined }],
    ['says that it begins later', { ...good, iat: now + 24 * 3600, exp: now + 48 * 3600 }],
  ])('refuses one that %s', async (_title, payload) => {
    await expect(own.verify(await signed(payload))).rejects.toMatchObject(refused);
    if (payload.iat) expect(await verifierWith().verify(await signed(payload))).toMatchObject({ subject: 'alice' });
  });

  test('lets one live as long as that', async () => {
    expect(await own.verify(await signed({ ...good, exp: now + 24 * 3600 }))).toMatchObject({ subject: 'alice' });
  });
});

describe('several issuers', () => {
  let door: Server;
  const keys = new Map<string, CryptoKey>();
  const issuers: Issuer[] = [];

  beforeAll(async () => {
    const published = new Map<string, object>();
    for (const who of ['https://a.example', 'https://b.example']) {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      keys.set(who, privateKey);
      published.set(`/${new URL(who).host}`, { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
    }
    door = createServer(({ url = '' }, response) => response.end(JSON.stringify(published.get(url))));
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const of = (who: string, tenants: string[], claims = CLAIM_NAMES): Issuer => ({
      ...{ issuer: who, audience: `${new URL(who).host}-api`, tenants, claims },
      key: { jwksUrl: `${base}/${new URL(who).host}` },
    });
    issuers.push(of('https://a.example', ['acme']));
    issuers.push(of('https://b.example', ['globex', 'initech'], { ...CLAIM_NAMES, tenant: 'org', subject: 'email' }));
  });
  afterAll(() => new Promise((resolve) => door.close(resolve)));

  const byA: JWTPayload = { ...good, iss: 'https://a.example', aud: 'a.example-api' };
  const byB: JWTPayload = { ...good, iss: 'https://b.example', aud: 'b.example-api', org: 'globex', email: 'bea' };
  const signedBy = async (who: string, payload: JWTPayload) =>
    `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(keys.get(who)!)}`;

  test('are each believed by their own key, audience and names of claims, beside the shared secret', async () => {
    const own = verifierWith({ issuers });
    expect(await own.verify(await signedBy('https://a.example', byA))).toMatchObject({
      tenant: 'acme',
      subject: 'alice',
    });
    expect(await own.verify(await signedBy('https://b.example', byB))).toMatchObject({
      tenant: 'globex',
      subject: 'bea',
    });
    expect(await own.verify(await signed(good))).toMatchObject({ tenant: 'acme' });
  });

  test('may be all that there are: then no secret signs for a tenant', async () => {
    const own = verifierWith({ issuers, tokenKey: null });
    expect(await own.verify(await signedBy('https://a.example', byA))).toMatchObject({ subject: 'alice' });
    await expect(own.verify(await signed(good))).rejects.toMatchObject(refused);
  });

  test.each<[string, string, JWTPayload]>([
    ['names a tenant that its issuer does not list', 'https://a.example', { ...byA, tenant: 'globex' }],
    ['names one that is listed and not there', 'https://b.example', { ...byB, org: 'initech' }],
    ['is signed by another issuer than it names', 'https://b.example', byA],
    ['says that it comes from the shared secret', 'https://a.example', { ...byA, iss: 'spillway', aud: 'spillway' }],
    ['names nobody as its issuer', 'https://a.example', { ...byA, iss: undefined }],
    ["has another issuer's audience", 'https://a.example', { ...byA, aud: 'b.example-api' }],
    ['has the names of claims of another issuer', 'https://b.example', { ...byB, org: undefined }],
    ['speaks for the operator', 'https://a.example', { ...byA, sub: 'operator:ann' }],
    [
      'says that it was minted',
      'https://a.example',
      { ...byA, iss: MINT_ISSUER, aud: 'spillway', spillway_scope: 'read' },
    ],
  ])('refuse a token that %s', async (_title, who, payload) => {
    const own = verifierWith({ issuers, mintSecret, operatorKey: { secret: mintSecret } });
    await expect(own.verify(await signedBy(who, payload))).rejects.toMatchObject(refused);
  });
});

describe('a minted token', () => {
  const mint = tokenMint(mintSecret, 'spillway');
  const own = verifierWith({ mintSecret });
  const minting = { tenant: 'acme', subject: 'alice', groups: ['engineering'], scope: ['read'] as const, seconds: 600 };
  const later = Date.now() + 86_400_000;

  test('speaks for its subject within its scope, for its time', async () => {
    const { token, expiresAt } = await mint({ ...minting, notAfter: later });
    const caller = await own.verify(`Bearer ${token}`);
    expect(caller).toMatchObject({ tenant: 'acme', subject: 'alice', groups: ['engineering'], scope: ['read'] });
    expect(caller.expiresAt).toBe(expiresAt.getTime());
    expect(Math.abs(caller.expiresAt - Date.now() - 600_000)).toBeLessThan(2_000);
  });

  test('never outlives the token of whoever asked', async () => {
    const notAfter = (now + 100) * 1000 + 999;
    const { token, expiresAt } = await mint({ ...minting, notAfter });
    expect(expiresAt.getTime()).toBe((now + 100) * 1000);
    expect((await own.verify(`Bearer ${token}`)).expiresAt).toBe(expiresAt.getTime());
  });

  test.each([0, -1, 3601, 1.5, Number.NaN])('never lives %p seconds', async (seconds) => {
    await expect(mint({ ...minting, seconds, notAfter: later })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('is never made too long to be taken', async () => {
    const groups = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(199, 'x'));
    await expect(mint({ ...minting, groups, notAfter: later })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  const minted: JWTPayload = { ...good, iss: MINT_ISSUER, spillway_scope: 'read' };
  test.each<[string, JWTPayload, string]>([
    ['has no scope', { ...minted, spillway_scope: undefined }, mintSecret],
    ['lives for more than an hour', { ...minted, exp: now + 3700 }, mintSecret],
    ["is signed with the tenants' secret", minted, secret],
    ["takes the name of the tenants' issuer", { ...minted, iss: 'spillway' }, mintSecret],
    ['speaks for the operator', { ...minted, sub: 'operator:ann' }, mintSecret],
    ['has another audience', { ...minted, aud: 'elsewhere' }, mintSecret],
  ])('that %s is refused, though the key to mint signed it', async (_title, payload, key) => {
    expect(await own.verify(await signed(minted, mintSecret))).toMatchObject({ scope: ['read'] });
    await expect(own.verify(await signed(payload, key))).rejects.toMatchObject(refused);
  });

  test('is none where nothing is minted', async () => {
    await expect(verifierWith().verify(await signed(minted, secret))).rejects.toMatchObject(refused);
  });
});
