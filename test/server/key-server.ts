/** An issuer with real keys, which publishes those that a test wants, when it wants. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT, type JWTPayload, type CryptoKey } from 'jose';

export interface TestKey {
  jwk: JWK;
  privateKey: CryptoKey;
}

export interface KeyServer {
  url: string;
  /** How often the set was asked for. */
  asked(): number;
  /** Serves these from now on. */
  publish(...keys: TestKey[]): void;
  /** Answers with this in place of a set, until the next `publish`. */
  fail(status: number, body?: string): void;
  close(): Promise<void>;
}

/** A key; without a name where `kid` is undefined. */
export async function makeKey(kid: string | undefined, alg = 'ES256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg, ...(kid !== undefined && { kid }) } };
}

export async function openKeyServer(...first: TestKey[]): Promise<KeyServer> {
  let asked = 0;
  let answer = { status: 200, body: '' };
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { connection: 'close' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publish: KeyServer['publish'] = (...keys) =>
    void (answer = { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) });
  publish(...first);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    asked: () => asked,
    publish,
    fail: (status, body = '') => void (answer = { status, body }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** `Bearer` and a token of alice of acme, by that key, as its header names it. */
export async function bearerBy({ jwk, privateKey }: TestKey, claims: JWTPayload = {}, kid = jwk.kid): Promise<string> {
  const now = seconds();
  const payload = { iss: 'spillway', aud: 'spillway', tenant: 'acme', sub: 'alice', iat: now, exp: now + 3600 };
  const header = { alg: jwk.alg ?? '', ...(kid !== undefined && { kid }) };
  return `Bearer ${await new SignJWT({ ...payload, ...claims }).setProtectedHeader(header).sign(privateKey)}`;
}
