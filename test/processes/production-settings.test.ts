/** What production refuses at the start, how it is allowed aloud, and secrets that stand in files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readConfig, readDoorlessConfig } from '../../src/processes/config.js';
import { EXCEPTIONS, warnOfExceptions } from '../../src/processes/exceptions.js';
import { SECRETS } from '../../src/processes/secret-files.js';
import { chooseProvider } from '../../src/purchases/choose-provider.js';

const LONG = 'a secret that has 32 bytes or more';
const PRODUCTION = { NODE_ENV: 'production', SPILLWAY_JWT_SECRET: LONG };
const HTTP = 'http://login.example/keys';
const HTTPS = 'https://login.example/keys';

let dir: string;
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'spillway-production-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  writeFileSync(file, content);
  return file;
}

const issuersAt = (url: string) =>
  fileOf(
    'issuers.json',
    JSON.stringify([{ issuer: 'https://login.example/', audience: 'a', jwks_url: url, tenants: ['acme'] }]),
  );

describe('production', () => {
  test('has no key for tokens unless one is set, and makes none', () => {
    const dataDir = join(dir, 'none');
    const settings = { NODE_ENV: 'production', SPILLWAY_DATA_DIR: dataDir };
    expect(() => readConfig(settings)).toThrow(
      /^Settings: there is no key for tokens: in production set SPILLWAY_JWKS_URL, SPILLWAY_JWT_SECRET or SPILLWAY_ISSUERS_FILE\.$/,
    );
    expect(existsSync(dataDir)).toBe(false);
    expect(readConfig({ ...settings, SPILLWAY_JWKS_URL: HTTPS }).tokenKey).toEqual({ jwksUrl: HTTPS });
    expect(readConfig({ ...settings, SPILLWAY_ISSUERS_FILE: issuersAt(HTTPS) }).tokenKey).toBeNull();
    expect(readConfig({ SPILLWAY_DATA_DIR: dataDir }).tokenKey).toEqual({ secret: expect.any(String) });
  });

  test('asks a process without a door for no key: it neither needs nor makes one', () => {
    const dataDir = join(dir, 'doorless');
    for (const environment of ['production', 'development']) {
      const config = readDoorlessConfig({ NODE_ENV: environment, SPILLWAY_DATA_DIR: dataDir });
      expect(config).toMatchObject({ tokenKey: null, mintSecret: null });
    }
    expect(existsSync(dataDir)).toBe(false);
  });

  test('sells nothing unless a provider is set; elsewhere there is the sandbox', () => {
    expect(readConfig(PRODUCTION).payments).toBe('none');
    expect(readConfig({ SPILLWAY_JWT_SECRET: LONG }).payments).toBe('sandbox');
    expect(chooseProvider('none').name).toBe('none');
    expect(() => chooseProvider('stripe')).toThrow('SPILLWAY_PAYMENTS: there is no payment provider "stripe"');
  });

  const JWKS = { NODE_ENV: 'production', SPILLWAY_JWKS_URL: HTTP };
  const OPERATOR = { ...PRODUCTION, SPILLWAY_OPERATOR_JWKS_URL: HTTP };
  test.each<[string, string, () => Record<string, string>]>([
    ['SPILLWAY_PAYMENTS', 'SPILLWAY_ALLOW_SANDBOX', () => ({ ...PRODUCTION, SPILLWAY_PAYMENTS: 'sandbox' })],
    ['SPILLWAY_JWKS_URL', 'SPILLWAY_ALLOW_HTTP_JWKS', () => JWKS],
    ['SPILLWAY_JWKS_URL', 'SPILLWAY_ALLOW_HTTP_JWKS', () => ({ ...JWKS, SPILLWAY_JWKS_URL: 'http://127.0.0.1/keys' })],
    ['SPILLWAY_OPERATOR_JWKS_URL', 'SPILLWAY_ALLOW_HTTP_JWKS', () => OPERATOR],
    [
      'SPILLWAY_ISSUERS_FILE',
      'SPILLWAY_ALLOW_HTTP_JWKS',
      () => ({ ...PRODUCTION, SPILLWAY_ISSUERS_FILE: issuersAt(HTTP) }),
    ],
  ])(
    'refuses what is wrong with %s by name, unless %s says so aloud, which each start repeats',
    (name, aloud, make) => {
      const settings = make();
      expect(() => readConfig(settings)).toThrow(
        new RegExp(`^Settings: ${name} must [^;]+, or set ${aloud}=1 [^;]+\\.$`),
      );
      expect(() => readDoorlessConfig(settings)).toThrow(name);
      const allowed = readConfig({ ...settings, [aloud]: '1' });
      expect([allowed.allows, allowed.exceptionsInForce]).toEqual([[aloud], [aloud]]);
      const lines: { level: number; setting: string; msg: string }[] = [];
      const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
      warnOfExceptions(log, allowed.exceptionsInForce);
      expect(lines).toMatchObject([{ level: 40, setting: aloud, msg: expect.stringContaining('not what production') }]);
      const desk = { ...settings, NODE_ENV: 'development' };
      expect(readConfig(desk)).toMatchObject({ allows: [], exceptionsInForce: [] });
    },
  );

  test('says nothing of an exception that lets nothing pass, and takes no other word for one', () => {
    for (const name of Object.keys(EXCEPTIONS)) {
      expect(readConfig({ ...PRODUCTION, [name]: '1' })).toMatchObject({ allows: [name], exceptionsInForce: [] });
      for (const word of ['true', '0', 'yes'])
        expect(() => readConfig({ ...PRODUCTION, [name]: word })).toThrow(
          `Settings: ${name} must be 1, or not be set.`,
        );
    }
  });

  test('tells all that is wrong at once', () => {
    const settings = { ...JWKS, SPILLWAY_PAYMENTS: 'sandbox', SPILLWAY_MINT_SECRET: 'short' };
    expect(() => readConfig(settings)).toThrow(/SPILLWAY_MINT_SECRET.*; SPILLWAY_PAYMENTS.*; SPILLWAY_JWKS_URL/);
  });
});

describe('the time between the announcement and the drain', () => {
  test('is none on a desk, five seconds in production, and at most five minutes', () => {
    const secondsOf = (more: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: LONG, ...more }).drainSeconds;
    expect([secondsOf({}), secondsOf(PRODUCTION)]).toEqual([0, 5]);
    expect(secondsOf({ ...PRODUCTION, SPILLWAY_DRAIN_SECONDS: '0' })).toBe(0);
    expect(secondsOf({ SPILLWAY_DRAIN_SECONDS: '300' })).toBe(300);
    for (const wrong of ['301', '1.5', '-1', '1e2', '5s'])
      expect(() => secondsOf({ SPILLWAY_DRAIN_SECONDS: wrong })).toThrow(
        'SPILLWAY_DRAIN_SECONDS must be a whole number of seconds, at most 300',
      );
  });
});

describe('a secret in a file', () => {
  const URL = 'postgresql://spillway:p%40ss@database/spillway';
  const read = (settings: Record<string, string>) => readConfig(settings);

  test('is what it would be in the setting; one line break at its end is not part of it', () => {
    for (const end of ['', '\n', '\r\n']) {
      const config = read({
        DATABASE_URL_FILE: fileOf('url', URL + end),
        SPILLWAY_JWT_SECRET_FILE: fileOf('jwt', LONG + end),
        SPILLWAY_OPERATOR_JWT_SECRET_FILE: fileOf('operator', `operator ${end}`),
        SPILLWAY_MINT_SECRET_FILE: fileOf('mint', `mint${end}`),
      });
      expect(config).toMatchObject({ databaseUrl: URL, tokenKey: { secret: LONG }, mintSecret: 'mint' });
      expect(config.operatorKey).toEqual({ secret: 'operator ' });
    }
    expect(read({ SPILLWAY_JWT_SECRET_FILE: fileOf('jwt', `${LONG}\n\n`) }).tokenKey).toEqual({ secret: `${LONG}\n` });
  });

  test('is judged as the setting is', () => {
    const short = { NODE_ENV: 'production', SPILLWAY_JWT_SECRET_FILE: fileOf('jwt', 'short\n') };
    expect(() => read(short)).toThrow('SPILLWAY_JWT_SECRET must have at least 32 bytes in production');
    expect(() => read({ DATABASE_URL_FILE: fileOf('url', 'mysql://x\n') })).toThrow('DATABASE_URL must be a URL');
  });

  test.each(SECRETS.map((name) => [name]))(
    '%s is refused by name where both are set, or the file holds none',
    (name) => {
      const setting = `${name}_FILE`;
      const good = fileOf('good', URL);
      expect(() => read({ [name]: URL, [setting]: good })).toThrow(
        `Settings: ${setting} must not be set together with ${name}`,
      );
      const folder = join(dir, 'folder');
      mkdirSync(folder, { recursive: true });
      for (const [file, why] of [
        [join(dir, 'missing'), 'ENOENT'],
        [folder, 'it is no regular file'],
        [fileOf('empty', ''), 'it is empty'],
        [fileOf('blank', '\n'), 'it is empty'],
        [fileOf('bytes', Uint8Array.of(0xff, 0xfe)), 'utf-8'],
        [fileOf('large', 'x'.repeat(65_537)), 'it has more than 65536 bytes'],
      ] as const) {
        const asked = () => read({ [setting]: file });
        expect(asked).toThrow(`Settings: ${setting} must name a file that holds the secret (${file}): `);
        expect(asked).toThrow(why);
      }
      expect(() => read({ SPILLWAY_JWT_SECRET: LONG, [setting]: '' })).not.toThrow();
    },
  );
});
