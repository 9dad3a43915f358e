/** What is no good token. Each is sent in a header, and in a socket's `connection_init`. */
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { SECRET } from '../../support/api.js';
import type { TokenCase } from '../hostile-case.js';

const now = Math.floor(Date.now() / 1000);
const GOOD = { tenant: 'acme', sub: 'admin', iss: 'spillway', aud: 'spillway', iat: now, exp: now + 3_600 };
type Claims = Record<string, unknown>;

const signed = (claims: Claims, header: Record<string, unknown> = {}, key: Uint8Array = Buffer.from(SECRET)) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(key);
const with_ = (claims: Claims) => signed({ ...GOOD, ...claims });
const without = (...names: string[]) =>
  signed(Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name))));
const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const part = async (index: number, change: (text: string) => string) => {
  const parts = (await signed(GOOD)).split('.');
  parts[index] = change(parts[index] ?? '');
  return parts.join('.');
};
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const TOKENS: Record<string, () => string | Promise<string>> = {
  'alg: none': () => new UnsecuredJWT(GOOD).encode(),
  'alg: none with a signature': async () =>
    `${base64({ alg: 'none' })}.${(await signed(GOOD)).split('.').slice(1).join('.')}`,
  'alg: None': async () => `${base64({ alg: 'None' })}.${base64(GOOD)}.`,
  HS512: () => signed(GOOD, { alg: 'HS512' }, Buffer.from(SECRET + SECRET)),
  HS384: () => signed(GOOD, { alg: 'HS384' }, Buffer.from(SECRET + SECRET)),
  'RS256 of somebody': () => new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(rsa()),
  'ES256 of somebody': () => new SignJWT(GOOD).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(ec()),
  'another secret': () => signed(GOOD, {}, Buffer.from('somebody else knows this secret!')),
  'a secret that is empty': () => signed(GOOD, {}, Buffer.alloc(32)),
  'a key that it brings along': () =>
    signed(GOOD, { jwk: { kty: 'oct', k: base64('mine') } }, Buffer.from('mine'.repeat(8))),
  'a key id that is a path': () => signed(GOOD, { kid: '../../../../dev/null' }, Buffer.alloc(32)),
  'another type': () => signed(GOOD, { typ: 'logout+jwt' }),
  'a critical header that nobody knows': async () => {
    const [, claims] = (await signed(GOOD)).split('.');
    return `${base64({ alg: 'HS256', crit: ['future'], future: true })}.${claims}.${base64('x')}`;
  },
  'no exp': () => without('exp'),
  'an exp that has passed': () => with_({ exp: now - 1 }),
  'an exp of 0': () => with_({ exp: 0 }),
  'an exp that is a text': () => with_({ exp: String(now + 600) }),
  'an exp beyond all time': () => with_({ exp: 1e18 }),
  'an exp of null': () => with_({ exp: null }),
  'a beginning in the future': () => with_({ nbf: now + 600 }),
  'no audience': () => without('aud'),
  'another audience': () => with_({ aud: 'elsewhere' }),
  'an audience that is a number': () => with_({ aud: 5 }),
  'no issuer': () => without('iss'),
  'another issuer': () => with_({ iss: 'elsewhere' }),
  'an issuer that is a list': () => with_({ iss: ['spillway'] }),
  'no subject': () => without('sub'),
  'an empty subject': () => with_({ sub: '' }),
  'a subject of 10 kB': () => with_({ sub: 'x'.repeat(10_000) }),
  'a subject of 201 characters': () => with_({ sub: 'x'.repeat(201) }),
  'a subject with NUL': () => with_({ sub: 'admin\0' }),
  'a subject with a line break': () => with_({ sub: 'admin\n' }),
  'a subject with a lone high surrogate': () => with_({ sub: 'a\ud800' }),
  'a subject with a lone low surrogate': () => with_({ sub: 'a\udc00' }),
  'a subject with a bidi control': () => with_({ sub: 'admin\u202e' }),
  'a subject with white space around it': () => with_({ sub: ' admin' }),
  'a subject with U+FFFD': () => with_({ sub: 'adm\ufffdn' }),
  'a subject that is a role': () => with_({ sub: 'role:admin' }),
  'a subject that is a group': () => with_({ sub: 'Group:engineering' }),
  'a subject that is an address': () => with_({ sub: 'subject:admin' }),
  'a subject that is everybody': () => with_({ sub: '*' }),
  'a subject that is a number': () => with_({ sub: 5 }),
  'a subject that is a list': () => with_({ sub: ['admin'] }),
  'a subject that is an object': () => with_({ sub: { toString: 'admin' } }),
  'no tenant': () => without('tenant'),
  'an empty tenant': () => with_({ tenant: '' }),
  'an unknown tenant': () => with_({ tenant: 'initech' }),
  'a tenant in capitals': () => with_({ tenant: 'ACME' }),
  'a tenant with a space': () => with_({ tenant: 'acme ' }),
  'a tenant that is a path': () => with_({ tenant: '../acme' }),
  'two tenants': () => with_({ tenant: 'acme,globex' }),
  'two tenants in SQL': () => with_({ tenant: "acme','globex" }),
  'tenants in an array literal': () => with_({ tenant: '{acme,globex}' }),
  'a tenant with NUL': () => with_({ tenant: 'acme\0' }),
  'a tenant with a lone surrogate': () => with_({ tenant: 'acme\ud800' }),
  'a tenant of 6 kB': () => with_({ tenant: 'a'.repeat(6_000) }),
  'a tenant that is a list': () => with_({ tenant: ['acme'] }),
  'a tenant that every object has': () => with_({ tenant: '__proto__' }),
  'another tenant that every object has': () => with_({ tenant: 'constructor' }),
  'groups that are a text': () => with_({ groups: 'engineering' }),
  'groups that are an object': () => with_({ groups: { 0: 'engineering' } }),
  'groups that are null': () => with_({ groups: null }),
  'a group that is a number': () => with_({ groups: [5] }),
  'a group that is a role': () => with_({ groups: ['role:admin'] }),
  'a group with NUL': () => with_({ groups: ['a\0'] }),
  '101 groups': () => with_({ groups: Array.from({ length: 101 }, (_, i) => `g${i}`) }),
  'a header that is no JSON': async () => part(0, () => base64('{')),
  'claims that are no JSON': async () => part(1, () => base64('{')),
  'claims that are changed': async () => part(1, () => base64({ ...GOOD, sub: 'carol' })),
  'claims of 100 kB': () => with_({ more: 'x'.repeat(100_000) }),
  'deeply nested claims': async () => part(1, () => base64(`${'['.repeat(3_000)}${']'.repeat(3_000)}`)),
  'a broken signature': async () => part(2, (text) => `${text.slice(0, -4)}AAAA`),
  'an empty signature': async () => part(2, () => ''),
  'a signature that goes on': async () => part(2, (text) => `${text}AA`),
  'two parts': async () => (await signed(GOOD)).split('.').slice(0, 2).join('.'),
  'four parts': async () => `${await signed(GOOD)}.AAAA`,
  'five parts, encrypted': () => `${base64({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`,
  nothing: () => '',
  dots: () => '..',
  'base64 that is not for URLs': async () => part(1, (text) => `${text}+/=`),
};

const header = (title: string, make: (token: string) => unknown, more: Partial<TokenCase> = {}): TokenCase => ({
  title,
  authorization: async () => make(await signed(GOOD)),
  ...more,
});

/** 401 over HTTP, closed with 4401 over a socket, whatever is wrong. */
export const tokenCases: TokenCase[] = [
  ...Object.entries(TOKENS).map(([title, make]): TokenCase => ({
    title: `a token with ${title}`,
    authorization: async () => `Bearer ${await make()}`,
    // Node takes no header so long.
    ...(/100 kB/.test(title) && { over: 'socket' as const }),
  })),
  header('no header', () => null),
  header('an empty header', () => ''),
  header('Bearer and nothing', () => 'Bearer'),
  header('Bearer and a space', () => 'Bearer '),
  header('no scheme', (token) => token),
  header('Basic', () => `Basic ${Buffer.from('admin:admin').toString('base64')}`),
  header('Basic with a token', (token) => `Basic ${token}`),
  header('Token instead of Bearer', (token) => `Token ${token}`),
  header('Bearer twice', (token) => `Bearer Bearer ${token}`),
  header('two tokens in one header', (token) => `Bearer ${token}, Bearer ${token}`),
  header('a token with text after it', (token) => `Bearer ${token} x`),
  header('a token in quotes', (token) => `Bearer "${token}"`),
  header('a tab instead of a space', (token) => `Bearer\t${token}`),
  header('a header that is a list', (token) => [`Bearer ${token}`], { over: 'socket' }),
  header('a header that is an object', (token) => ({ toString: `Bearer ${token}` }), { over: 'socket' }),
  header('a header that is a number', () => 5, { over: 'socket' }),
  header('a header that is true', () => true, { over: 'socket' }),
  header('a line break before it', (token) => `\nBearer ${token}`, { over: 'socket' }),
  header('a NUL after it', (token) => `Bearer ${token}\0`, { over: 'socket' }),
];
