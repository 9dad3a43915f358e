/** The operator's key as a setting, and what a start says of tenants whose bounds nobody has set. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openApp } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';

const LONG = 'a secret that has 32 bytes or more';
const read = (more: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: 'short', ...more });

describe("the operator's key (rule 31)", () => {
  test('is absent unless it is set: development makes none', () => {
    expect(read({}).operatorKey).toBeNull();
    expect(read({ SPILLWAY_OPERATOR_JWT_SECRET: '' }).operatorKey).toBeNull();
  });

  test('is a secret or where the issuer publishes its keys', () => {
    expect(read({ SPILLWAY_OPERATOR_JWT_SECRET: LONG }).operatorKey).toEqual({ secret: LONG });
    const jwksUrl = 'https://operator.example/keys';
    expect(read({ SPILLWAY_OPERATOR_JWKS_URL: jwksUrl }).operatorKey).toEqual({ jwksUrl });
  });

  const keys = { SPILLWAY_OPERATOR_JWT_SECRET: LONG, SPILLWAY_OPERATOR_JWKS_URL: 'https://operator.example/keys' };
  const tenants = 'https://tenants.example/keys';
  test.each<[string, Record<string, string>, string]>([
    ['both of them', keys, 'SPILLWAY_OPERATOR_JWT_SECRET must not be set together'],
    ["the tenants' secret", { SPILLWAY_OPERATOR_JWT_SECRET: 'short' }, 'SPILLWAY_OPERATOR_JWT_SECRET must not be'],
    [
      "the tenants' keys",
      { SPILLWAY_JWT_SECRET: '', SPILLWAY_JWKS_URL: tenants, SPILLWAY_OPERATOR_JWKS_URL: tenants },
      'SPILLWAY_OPERATOR_JWKS_URL must not be SPILLWAY_JWKS_URL',
    ],
    ['no URL', { SPILLWAY_OPERATOR_JWKS_URL: 'keys' }, 'SPILLWAY_OPERATOR_JWKS_URL must be a URL'],
    [
      'a short secret in production',
      { NODE_ENV: 'production', SPILLWAY_JWT_SECRET: LONG, SPILLWAY_OPERATOR_JWT_SECRET: 'too short' },
      'SPILLWAY_OPERATOR_JWT_SECRET must have at least 32 bytes in production',
    ],
  ])('is never %s', (_, settings, sentence) => {
    expect(() => read(settings)).toThrow(sentence);
  });
});

describe('at the start', () => {
  let store: TestDatabase;
  let policies: PolicyCopy;
  beforeAll(async () => {
    store = await createTestDatabase();
    policies = copyPolicies();
    policies.edit('catalog.yaml', (text) => {
      const at = text.lastIndexOf('    admins_may:');
      return text.slice(0, at);
    });
  });
  afterAll(async () => {
    await store.drop();
    policies.remove();
  });

  test('a tenant whose policy lets admins give what no catalog allows is named by a warning (rule 31)', async () => {
    const warned: { tenant?: string; msg: string }[] = [];
    const write = (line: string) => void warned.push(JSON.parse(line) as { tenant?: string; msg: string });
    const settings = { HOST: '127.0.0.1', PORT: '0', SPILLWAY_JWT_SECRET: LONG, SPILLWAY_POLICY_DIR: policies.dir };
    const app = await openApp({
      config: readConfig(settings),
      databaseUrl: store.url,
      log: pino({ level: 'warn' }, { write }),
    });
    await app.close();
    const said = warned.filter(({ msg }) => msg.includes('admins_may'));
    expect(said.map(({ tenant }) => tenant)).toEqual(['globex']);
  });
});
