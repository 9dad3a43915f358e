/**
 * Tokens for the pages that this server shows while Spillway is developed: a demo subject's, for an hour, without a
 * sign-in. Only a page of this very server gets one, in a browser on this machine; for everybody else there is nothing
 * here. Whether the process gives any is decided by its settings.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import { SpillwayError } from '../errors.js';
import type { ClaimNames } from './issuer.js';
import { signToken } from './token.js';

/** Whom a token may speak for. */
export interface DemoSubject {
  tenant: string;
  subject: string;
  groups: readonly string[];
}

export interface DevTokenSettings {
  /** As the server's verifier has them. */
  secret: string;
  issuer: string;
  audience: string;
  claims?: ClaimNames;
  subjects: readonly DemoSubject[];
}

const HOUR_S = 3_600;
/** Any other name leads here by a foreign DNS entry only. */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/** Adds `POST /dev/token`: `{ tenant, subject }` in, `{ token, expiresAt }` out, `expiresAt` an ISO instant in UTC. */
export function addDevTokens(app: FastifyInstance, { subjects, ...signing }: DevTokenSettings): void {
  app.route({
    method: 'POST',
    url: '/dev/token',
    async onRequest(request, reply) {
      if (!isOwnPage(request)) return reply.callNotFound();
    },
    async handler({ body }, reply) {
      const asked = (body ?? {}) as Record<string, unknown>;
      const who = subjects.find(({ tenant, subject }) => tenant === asked.tenant && subject === asked.subject);
      if (!who) throw new SpillwayError('NOT_FOUND', 'There is no such demo subject: only those get a token here.');
      const token = await signToken({ ...signing, ...who, expiresInSeconds: HOUR_S });
      const expiresAt = new Date(Number(decodeJwt(token).exp) * 1000).toISOString();
      return reply.header('cache-control', 'no-store').send({ token, expiresAt });
    },
  });
}

/**
 * Whether a page of this server asks. Pages of other origins cannot send the header without leave, which they never
 * get, nor claim to be of the same origin; a page that reaches this machine under a name of its own has another Host.
 */
function isOwnPage({ headers, raw }: FastifyRequest): boolean {
  const hosts = raw.headersDistinct.host ?? [];
  return (
    hosts.length === 1 &&
    OWN_HOST.test(hosts[0] ?? '') &&
    headers['sec-fetch-site'] === 'same-origin' &&
    headers['x-spillway-dev'] === '1'
  );
}
