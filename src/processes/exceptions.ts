/**
 * What production refuses at the start, because it is right on a desk and a disaster in service. Each may be let pass by
 * a setting of its own, aloud: every start of a process that it lets pass says so at `warn`.
 */
import { z } from 'zod';
import type { Issuer } from '../server/issuer.js';
import type { Log } from '../log.js';

/** The settings that let something pass, and what the log says where one does. */
export const EXCEPTIONS = {
  SPILLWAY_ALLOW_SANDBOX: 'payments are a sandbox: whoever may purchase gets credits, and nobody pays for them',
  SPILLWAY_ALLOW_HTTP_JWKS:
    'keys for tokens are fetched over http: whoever stands between can sign tokens of anybody, the operator too',
} as const;

export type ExceptionName = keyof typeof EXCEPTIONS;

/** A setting that lets something pass that production refuses. */
export const aloud = z.literal('1', { error: 'must be 1, or not be set' }).optional();

/** Each setting for itself. */
export const ALLOWED = {
  SPILLWAY_ALLOW_SANDBOX: aloud,
  SPILLWAY_ALLOW_HTTP_JWKS: aloud,
} satisfies Record<ExceptionName, unknown>;

/** What of the settings is looked at. */
interface Given extends Partial<Record<ExceptionName, '1' | undefined>> {
  NODE_ENV: string;
  SPILLWAY_PAYMENTS?: string | undefined;
  SPILLWAY_JWKS_URL?: string | undefined;
  SPILLWAY_OPERATOR_JWKS_URL?: string | undefined;
  SPILLWAY_ISSUERS_FILE: readonly Issuer[];
}

/** Something that production refuses: where it is set, by which exception it passes, and the end of the sentence. */
interface Refusable {
  setting: string;
  exception: ExceptionName;
  problem: string;
}

function refusable(given: Given): Refusable[] {
  if (given.NODE_ENV !== 'production') return [];
  const found: Refusable[] = [];
  if (given.SPILLWAY_PAYMENTS === 'sandbox') {
    const exception = 'SPILLWAY_ALLOW_SANDBOX';
    const problem = 'must not be sandbox in production, where it gives credits that nobody pays for: set it to none';
    found.push({ setting: 'SPILLWAY_PAYMENTS', exception, problem });
  }
  const exception = 'SPILLWAY_ALLOW_HTTP_JWKS';
  for (const setting of ['SPILLWAY_JWKS_URL', 'SPILLWAY_OPERATOR_JWKS_URL'] as const) {
    if (isHttp(given[setting])) found.push({ setting, exception, problem: 'must be an https:// URL in production' });
  }
  const open = given.SPILLWAY_ISSUERS_FILE.filter(({ key }) => 'jwksUrl' in key && isHttp(key.jwksUrl));
  if (open.length > 0) {
    const problem = `must name https:// URLs in production, also for ${open.map(({ issuer }) => issuer).join(', ')}`;
    found.push({ setting: 'SPILLWAY_ISSUERS_FILE', exception, problem });
  }
  return found;
}

const isHttp = (url: string | undefined): boolean => url !== undefined && new URL(url).protocol === 'http:';

/** What production refuses here and nothing lets pass: the setting's name, and the end of the sentence. */
export function refusedInProduction(given: Given): [setting: string, problem: string][] {
  return refusable(given)
    .filter(({ exception }) => given[exception] === undefined)
    .map(({ setting, exception, problem }) => [setting, `${problem}, or set ${exception}=1 to have it all the same`]);
}

/** The exceptions that a setting allows, whether or not there is anything to let pass. */
export function allowedExceptions(given: Given): ExceptionName[] {
  return (Object.keys(EXCEPTIONS) as ExceptionName[]).filter((name) => given[name] !== undefined);
}

/** The exceptions that let something of the settings pass. What lies outside of them is judged where it is found. */
export function exceptionsInForce(given: Given): ExceptionName[] {
  return [...new Set(refusable(given).map(({ exception }) => exception))];
}

/** Says aloud what production lets pass. */
export function warnOfExceptions(log: Log, inForce: readonly ExceptionName[]): void {
  for (const setting of inForce) log.warn({ setting }, `not what production should be: ${EXCEPTIONS[setting]}`);
}
