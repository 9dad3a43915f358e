/** Issuers, names of claims, the key to mint and the longest life of tokens, as settings: a wrong one stops the start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/processes/config.js';

const LONG = 'a secret that has 32 bytes or more';
const read = (more: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: 'short', ...more });

let dir: string;
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'spillway-issuers-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(content: unknown): string {
  const file = join(dir, 'issuers.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const entry = {
  issuer: 'https://login.example/',
  audience: 'spillway',
  jwks_url: 'https://login.example/keys',
  tenants: ['acme'],
};

describe('SPILLWAY_ISSUERS_FILE', () => {
  test('names issuers beside the one of SPILLWAY_JWT_ISSUER; claims that it does not name are called as ever', () => {
    const file = fileOf([entry, { ...entry, issuer: 'b', claims: { tenant: 'org', scope: 'scp' } }]);
    const { issuers, tokenKey } = read({ SPILLWAY_ISSUERS_FILE: file });
    const claims = { tenant: 'tenant', subject: 'sub', groups: 'groups', scope: 'spillway_scope' };
    const { jwks_url: jwksUrl, ...rest } = entry;
    expect(issuers).toEqual([
      { ...rest, key: { jwksUrl }, claims },
      { ...rest, issuer: 'b', key: { jwksUrl }, claims: { ...claims, tenant: 'org', scope: 'scp' } },
    ]);
    expect(tokenKey).toEqual({ secret: 'short' });
  });

  test('alone makes no development secret, and nothing is minted without a key for it', () => {
    const settings = { SPILLWAY_ISSUERS_FILE: fileOf([entry]), SPILLWAY_DATA_DIR: join(dir, 'none') };
    expect(readConfig(settings)).toMatchObject({ tokenKey: null, mintSecret: null });
    expect(readConfig({ ...settings, SPILLWAY_MINT_SECRET: LONG })).toMatchObject({ tokenKey: null, mintSecret: LONG });
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'must be a file of JSON that can be read'],
    ['no list', {}, 'must be a list of issuers'],
    ['an empty list', [], 'must name an issuer'],
    ['an issuer twice', [entry, entry], 'must name each issuer once'],
    ['too many', Array.from({ length: 101 }, (_, i) => ({ ...entry, issuer: `i${i}` })), 'at most 100 issuers'],
    ['no audience', [entry, { ...entry, issuer: 'b', audience: undefined }], '2.audience must be a text'],
    ['no URL', [{ ...entry, jwks_url: 'keys' }], '1.jwks_url must be a URL'],
    ['no tenants', [{ ...entry, tenants: [] }], '1.tenants must name a tenant'],
    ['tenants that are no list', [{ ...entry, tenants: 'acme' }], '1.tenants must be a list of tenants'],
    ['a misspelt word', [{ ...entry, tenant: ['acme'] }], '"tenant"'],
    ['a misspelt claim', [{ ...entry, claims: { group: 'roles' } }], '"group"'],
    ['an empty claim', [{ ...entry, claims: { groups: '' } }], '1.claims.groups must have 1 to 200 characters'],
    ["Spillway's own name", [{ ...entry, issuer: 'spillway:mint' }], '1.issuer must not be spillway:mint'],
    ['the issuer of SPILLWAY_JWT_ISSUER', [{ ...entry, issuer: 'spillway' }], 'must not name the issuer of'],
    [
      "the operator's keys",
      [{ ...entry, jwks_url: 'https://op.example/keys' }],
      'must not name SPILLWAY_OPERATOR_JWKS_URL',
    ],
  ])('with %s stops the start', (_title, content, sentence) => {
    const settings = { SPILLWAY_ISSUERS_FILE: fileOf(content), SPILLWAY_OPERATOR_JWKS_URL: 'https://op.example/keys' };
    expect(() => read(settings)).toThrow(/^Settings: SPILLWAY_ISSUERS_FILE /);
    expect(() => read(settings)).toThrow(sentence);
  });

  test('that is not there stops the start', () => {
    const missing = { SPILLWAY_ISSUERS_FILE: join(dir, 'missing.json') };
    expect(() => read(missing)).toThrow(/^Settings: SPILLWAY_ISSUERS_FILE must be a file of JSON .*missing\.json/);
  });
});

describe('the other settings of tokens', () => {
  test('have defaults: the usual claims, the shared secret mints, and any life outside production', () => {
    expect(read({})).toMatchObject({
      claims: { tenant: 'tenant', subject: 'sub', groups: 'groups', scope: 'spillway_scope' },
      issuers: [],
      mintSecret: 'short',
      tokenMaxHours: null,
    });
  });

  test('limit a token to 24 hours in production, unless they say otherwise', () => {
    const production = { NODE_ENV: 'production', SPILLWAY_JWT_SECRET: LONG };
    expect(readConfig(production).tokenMaxHours).toBe(24);
    expect(readConfig({ ...production, SPILLWAY_TOKEN_MAX_HOURS: '1' }).tokenMaxHours).toBe(1);
    expect(readConfig({ ...production, SPILLWAY_TOKEN_MAX_HOURS: '0' }).tokenMaxHours).toBeNull();
  });

  test('name the claims', () => {
    const names = { SPILLWAY_JWT_TENANT_CLAIM: 'org', SPILLWAY_JWT_GROUPS_CLAIM: 'https://app.example/roles' };
    expect(read(names).claims).toMatchObject({ tenant: 'org', subject: 'sub', groups: 'https://app.example/roles' });
  });

  test("published keys of the tenants' issuer cannot mint: that takes a secret", () => {
    const keys = { SPILLWAY_JWT_SECRET: '', SPILLWAY_JWKS_URL: 'https://login.example/keys' };
    expect(read(keys).mintSecret).toBeNull();
    expect(read({ ...keys, SPILLWAY_MINT_SECRET: LONG }).mintSecret).toBe(LONG);
  });

  const production = { NODE_ENV: 'production', SPILLWAY_JWT_SECRET: LONG };
  test.each<[string, Record<string, string>]>([
    ['SPILLWAY_JWT_ISSUER must not be spillway:mint', { SPILLWAY_JWT_ISSUER: 'spillway:mint' }],
    ['SPILLWAY_JWT_SCOPE_CLAIM must have', { SPILLWAY_JWT_SCOPE_CLAIM: 'a\u0000b' }],
    [
      'SPILLWAY_MINT_SECRET must have at least 32 bytes in production',
      { ...production, SPILLWAY_MINT_SECRET: 'short' },
    ],
    [
      'SPILLWAY_MINT_SECRET must not be SPILLWAY_OPERATOR_JWT_SECRET',
      { SPILLWAY_MINT_SECRET: LONG, SPILLWAY_OPERATOR_JWT_SECRET: LONG },
    ],
    ['SPILLWAY_TOKEN_MAX_HOURS must be a whole number of hours', { SPILLWAY_TOKEN_MAX_HOURS: '1.5' }],
    ['SPILLWAY_TOKEN_MAX_HOURS must be a whole number of hours', { SPILLWAY_TOKEN_MAX_HOURS: '9000' }],
  ])('%s', (sentence, settings) => {
    expect(() => read(settings)).toThrow(sentence);
  });
});
