/**
 * Every setting of the service, read once from the environment and checked as a whole. No other file looks at the
 * environment; what is not set here cannot be configured.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { POLICY_CHANGES, type PolicyChanges } from '../policy/policy-drafts.js';
import type { OidcSettings } from '../server/console.js';
import { CLAIM_NAMES, type ClaimNames, type Issuer, type TokenKey } from '../server/issuer.js';
import { limits } from '../server/limits.js';
import { trustOf, type Trust } from '../server/origins.js';
import { MINT_ISSUER } from '../server/token.js';
import type { DocumentTrust } from '../server/trusted-documents.js';
import { DATABASE, databaseSettings, type DatabaseSettings, path } from './database-settings.js';
import { developmentSecret } from './development-secret.js';
import {
  ALLOWED,
  allowedExceptions,
  exceptionsInForce,
  refusedInProduction,
  type ExceptionName,
} from './exceptions.js';
import { claimName, readIssuers } from './issuers-file.js';
import { isLoopback } from './loopback.js';
import { OIDC, oidcOf, oidcProblem } from './oidc.js';
import { withSecretFiles } from './secret-files.js';
import { seenOf, TELEMETRY, type Seen } from './telemetry-settings.js';

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const MOST_LISTED = 100;
const list = (value: string) => value.split(',').map((each) => each.trim());

const origins = z
  .string()
  .transform(list)
  .refine((each) => each.length <= MOST_LISTED && each.every(isOrigin), {
    error: `must be at most ${MOST_LISTED} origins such as https://app.example, with commas between them`,
  });

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const proxies = z.string().transform((value, context) => {
  const trusted = /^\d{1,2}$/.test(value) ? Number(value) : list(value);
  try {
    // A bare number is read as an address, too.
    const isList = typeof trusted !== 'number';
    if (!isList || (trusted.length <= MOST_LISTED && !trusted.some((each) => /^\d*$/.test(each))))
      return trustOf(trusted);
  } catch {
    // Told below.
  }
  const message = `must be how many proxies there are (0 to 99), or at most ${MOST_LISTED} addresses and networks of them`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
const perMinute = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number of calls per caller and minute (0 for any number)')
    .transform(Number)
    .default(fallback);

const LONGEST_TOKEN_HOURS = 8760;
const anyHours = `must be a whole number of hours, at most ${LONGEST_TOKEN_HOURS} (0 for any)`;
const hours = z
  .string()
  .regex(/^\d{1,4}$/, anyHours)
  .transform(Number)
  .refine((value) => value <= LONGEST_TOKEN_HOURS, anyHours);

const LONGEST_DRAIN_SECONDS = 300;
/** Long enough for those who asked `/ready` every second or two to have seen it, and to send nobody any more. */
const PRODUCTION_DRAIN_SECONDS = 5;
const fewSeconds = `must be a whole number of seconds, at most ${LONGEST_DRAIN_SECONDS}`;
const seconds = z
  .string()
  .regex(/^\d{1,3}$/, fewSeconds)
  .transform(Number)
  .refine((value) => value <= LONGEST_DRAIN_SECONDS, fewSeconds);

const issuersFile = z.string().transform((file, context) => {
  try {
    return readIssuers(resolve(file));
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const isOwnKey = (operators: string | undefined, tenants: string | undefined) =>
  operators === undefined || operators !== tenants;

const settings = z
  .object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535 (0 takes any free one)')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a port number, 0 to 65535 (0 takes any free one)')
      .default(4000),
    HOST: z.string().default('127.0.0.1'),
    ...DATABASE,
    SPILLWAY_DATA_DIR: path('.spillway'),
    SPILLWAY_POLICY_DIR: path('policies'),
    SPILLWAY_POLICY_CHANGES: z.enum(POLICY_CHANGES, { error: 'must be auto, calls or files' }).default('auto'),
    SPILLWAY_PAYMENTS: z.string().optional(),
    SPILLWAY_SETTLEMENT: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
    // Named when each request was one call.
    SPILLWAY_REQUESTS_PER_MINUTE: perMinute(limits.callsPerMinute),
    SPILLWAY_GATEWAY_CALLS_PER_MINUTE: perMinute(limits.gatewayCallsPerMinute),
    SPILLWAY_ALLOWED_ORIGINS: origins.default([]),
    SPILLWAY_TRUSTED_PROXIES: proxies.default(() => trustOf(0)),
    SPILLWAY_TRUSTED_DOCUMENTS: z
      .enum(['off', 'log', 'required'], { error: 'must be off, log or required' })
      .default('off'),
    SPILLWAY_TRUSTED_DOCUMENTS_DIR: z
      .string()
      .transform((value) => resolve(value))
      .optional(),
    SPILLWAY_CONSOLE: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
    ...OIDC,
    SPILLWAY_JWT_SECRET: z.string().optional(),
    SPILLWAY_JWKS_URL: url('https:', 'http:').optional(),
    SPILLWAY_OPERATOR_JWT_SECRET: z.string().optional(),
    SPILLWAY_OPERATOR_JWKS_URL: url('https:', 'http:').optional(),
    SPILLWAY_JWT_ISSUER: z
      .string()
      .refine((issuer) => issuer !== MINT_ISSUER, { error: `must not be ${MINT_ISSUER}: Spillway signs as that` })
      .default('spillway'),
    SPILLWAY_JWT_AUDIENCE: z.string().default('spillway'),
    SPILLWAY_JWT_TENANT_CLAIM: claimName(CLAIM_NAMES.tenant),
    SPILLWAY_JWT_SUBJECT_CLAIM: claimName(CLAIM_NAMES.subject),
    SPILLWAY_JWT_GROUPS_CLAIM: claimName(CLAIM_NAMES.groups),
    SPILLWAY_JWT_SCOPE_CLAIM: claimName(CLAIM_NAMES.scope),
    SPILLWAY_ISSUERS_FILE: issuersFile.default([]),
    SPILLWAY_MINT_SECRET: z.string().optional(),
    SPILLWAY_TOKEN_MAX_HOURS: hours.optional(),
    SPILLWAY_DRAIN_SECONDS: seconds.optional(),
    ...TELEMETRY,
    ...ALLOWED,
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'must be fatal, error, warn, info, debug, trace or silent',
      })
      .default('info'),
    NODE_ENV: z.string().default('development'),
  })
  .refine((env) => env.SPILLWAY_TRUSTED_DOCUMENTS === 'off' || env.SPILLWAY_TRUSTED_DOCUMENTS_DIR !== undefined, {
    path: ['SPILLWAY_TRUSTED_DOCUMENTS_DIR'],
    error: 'must name the folder of the trusted documents, unless SPILLWAY_TRUSTED_DOCUMENTS is off',
  })
  .refine((env) => env.SPILLWAY_JWT_SECRET === undefined || env.SPILLWAY_JWKS_URL === undefined, {
    path: ['SPILLWAY_JWT_SECRET'],
    error: 'must not be set together with SPILLWAY_JWKS_URL: one key decides',
  })
  .refine((env) => env.SPILLWAY_OPERATOR_JWT_SECRET === undefined || env.SPILLWAY_OPERATOR_JWKS_URL === undefined, {
    path: ['SPILLWAY_OPERATOR_JWT_SECRET'],
    error: 'must not be set together with SPILLWAY_OPERATOR_JWKS_URL: one key decides',
  })
  .refine((env) => isOwnKey(env.SPILLWAY_OPERATOR_JWT_SECRET, env.SPILLWAY_JWT_SECRET), {
    path: ['SPILLWAY_OPERATOR_JWT_SECRET'],
    error: "must not be SPILLWAY_JWT_SECRET: whoever signs tenants' tokens would be the operator",
  })
  .refine((env) => isOwnKey(env.SPILLWAY_OPERATOR_JWKS_URL, env.SPILLWAY_JWKS_URL), {
    path: ['SPILLWAY_OPERATOR_JWKS_URL'],
    error: "must not be SPILLWAY_JWKS_URL: whoever signs tenants' tokens would be the operator",
  })
  .refine((env) => isOwnKey(env.SPILLWAY_OPERATOR_JWT_SECRET, env.SPILLWAY_MINT_SECRET), {
    path: ['SPILLWAY_MINT_SECRET'],
    error: 'must not be SPILLWAY_OPERATOR_JWT_SECRET: whoever mints would be the operator',
  })
  .refine((env) => env.SPILLWAY_ISSUERS_FILE.every(({ issuer }) => issuer !== env.SPILLWAY_JWT_ISSUER), {
    path: ['SPILLWAY_ISSUERS_FILE'],
    error: 'must not name the issuer of SPILLWAY_JWT_ISSUER: one key decides',
  })
  .refine(
    ({ SPILLWAY_ISSUERS_FILE: issuers, SPILLWAY_OPERATOR_JWKS_URL: operators }) =>
      issuers.every(({ key }) => !('jwksUrl' in key) || isOwnKey(operators, key.jwksUrl)),
    {
      path: ['SPILLWAY_ISSUERS_FILE'],
      error: "must not name SPILLWAY_OPERATOR_JWKS_URL: whoever signs tenants' tokens would be the operator",
    },
  )
  .superRefine((env, context) => {
    const [name, message] = oidcProblem(env, surroundings(env)) ?? [];
    if (name !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    for (const [setting, problem] of [...shortSecrets(env), ...refusedInProduction(env)]) {
      context.addIssue({ code: 'custom', path: [setting], message: problem });
    }
  });

const SIGNING_SECRETS = ['SPILLWAY_JWT_SECRET', 'SPILLWAY_OPERATOR_JWT_SECRET', 'SPILLWAY_MINT_SECRET'] as const;
const LEAST_SECRET_BYTES = 32;

type Secrets = { NODE_ENV: string } & { [name in (typeof SIGNING_SECRETS)[number]]?: string | undefined };

function shortSecrets(env: Secrets): [setting: string, problem: string][] {
  if (env.NODE_ENV !== 'production') return [];
  const problem = `must have at least ${LEAST_SECRET_BYTES} bytes in production, as HS256 needs (RFC 7518, 3.2)`;
  return SIGNING_SECRETS.flatMap((name) => {
    const secret = env[name];
    return secret !== undefined && Buffer.byteLength(secret) < LEAST_SECRET_BYTES ? [[name, problem]] : [];
  });
}

/** What the console's sign-in must fit: nobody signs in with a shared secret. */
function surroundings(env: z.output<typeof settings>) {
  const { SPILLWAY_JWT_ISSUER: issuer, SPILLWAY_JWT_AUDIENCE: audience, SPILLWAY_JWKS_URL: jwksUrl } = env;
  const own = jwksUrl === undefined ? [] : [{ issuer, audience, key: { jwksUrl }, claims: ownClaims(env) }];
  const issuers = [...own, ...env.SPILLWAY_ISSUERS_FILE];
  return { production: env.NODE_ENV === 'production', issuers, maxHours: tokenMaxHours(env) };
}

function ownClaims(env: z.output<typeof settings>): ClaimNames {
  return {
    tenant: env.SPILLWAY_JWT_TENANT_CLAIM,
    subject: env.SPILLWAY_JWT_SUBJECT_CLAIM,
    groups: env.SPILLWAY_JWT_GROUPS_CLAIM,
    scope: env.SPILLWAY_JWT_SCOPE_CLAIM,
  };
}

/** What a program that a person's tool starts gets: all that the tool has, and more. */
export function childEnvironment(more: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}

export interface Config extends DatabaseSettings {
  host: string;
  port: number;
  dataDir: string;
  policyDir: string;
  policyChanges: PolicyChanges;
  /** `sandbox`, `none`, or the name of a real provider. */
  payments: string;
  /** Whether API processes settle usage themselves. */
  settlement: boolean;
  /** Of one caller, taken by one process; 0 for any number. */
  callsPerMinute: number;
  /** The same of a caller that acts for others. */
  gatewayCallsPerMinute: number;
  /** Of pages beside the server's own that may call it. */
  allowedOrigins: readonly string[];
  /** Which proxies say where a call comes from. */
  trust: Trust;
  /** Whether documents that are not on the operator's list may run. */
  documentTrust: DocumentTrust;
  /** The folder of that list; null where there is none. */
  trustedDocumentsDir: string | null;
  /** Whether the console is served. */
  console: boolean;
  /** How it signs people in; null: only with a token that they have. */
  oidc: OidcSettings | null;
  /** Of the tenants' own issuer; null: all their tokens come from `issuers`. */
  tokenKey: TokenKey | null;
  /**
   * Whether the server's own pages get tokens of demo subjects: only in development, while the development secret signs
   * and nobody but this machine reaches the server.
   */
  devTokens: boolean;
  /** Null: no token is the operator's, and what only the operator may do nobody can. */
  operatorKey: TokenKey | null;
  issuer: string;
  audience: string;
  /** What the tenants' own issuer and the operator's call their claims. */
  claims: ClaimNames;
  /** Further issuers. */
  issuers: readonly Issuer[];
  /** What `mintToken` signs with; null: nothing is minted. */
  mintSecret: string | null;
  /** The longest life of a token; null: any. */
  tokenMaxHours: number | null;
  logLevel: string;
  production: boolean;
  /** Metrics, traces and the log of requests. */
  seen: Seen;
  /** How long a process that was told to end says so and serves on, before it drains. */
  drainSeconds: number;
  /** What production may do all the same, by a setting of its own. */
  allows: readonly ExceptionName[];
  /** Those of them that let something of these settings pass. */
  exceptionsInForce: readonly ExceptionName[];
}

/**
 * With a file of issuers none is made for development: its issuers are the ones that sign. In production none is made
 * either, and nothing lets it pass: to set a secret takes no more than to say that there shall be none.
 */
function tokenKey(env: z.output<typeof settings>): TokenKey | null {
  if (env.SPILLWAY_JWKS_URL !== undefined) return { jwksUrl: env.SPILLWAY_JWKS_URL };
  if (env.SPILLWAY_JWT_SECRET !== undefined) return { secret: env.SPILLWAY_JWT_SECRET };
  if (env.SPILLWAY_ISSUERS_FILE.length > 0) return null;
  if (env.NODE_ENV === 'production') {
    throw new Error(
      'Settings: there is no key for tokens: in production set SPILLWAY_JWKS_URL, SPILLWAY_JWT_SECRET or SPILLWAY_ISSUERS_FILE.',
    );
  }
  try {
    return { secret: developmentSecret(env.SPILLWAY_DATA_DIR) };
  } catch (error) {
    throw new Error(
      `No development secret: ${(error as Error).message} ` +
        'Set SPILLWAY_JWT_SECRET or SPILLWAY_JWKS_URL, or SPILLWAY_DATA_DIR to a folder that this user can write.',
      { cause: error },
    );
  }
}

function givesDevTokens(env: z.output<typeof settings>): boolean {
  const isOwnSecret = env.SPILLWAY_JWT_SECRET === undefined && env.SPILLWAY_JWKS_URL === undefined;
  return isOwnSecret && env.NODE_ENV !== 'production' && isLoopback(env.HOST);
}

/** None is made for development: what only the operator may do must be switched on in so many words. */
function operatorKey(env: z.output<typeof settings>): TokenKey | null {
  if (env.SPILLWAY_OPERATOR_JWKS_URL !== undefined) return { jwksUrl: env.SPILLWAY_OPERATOR_JWKS_URL };
  return env.SPILLWAY_OPERATOR_JWT_SECRET === undefined ? null : { secret: env.SPILLWAY_OPERATOR_JWT_SECRET };
}

/** The secret that tenants' tokens are signed with mints, too, unless there is one for that. */
function mintSecret(env: z.output<typeof settings>, key: TokenKey | null): string | null {
  return env.SPILLWAY_MINT_SECRET ?? (key && 'secret' in key ? key.secret : null);
}

function tokenMaxHours({ SPILLWAY_TOKEN_MAX_HOURS: most, NODE_ENV }: z.output<typeof settings>): number | null {
  if (most === undefined) return NODE_ENV === 'production' ? 24 : null;
  return most === 0 ? null : most;
}

/**
 * Reads the settings; an empty one counts as absent. Outside production, without a key for tokens, it makes a
 * development secret in the data directory, which is the one thing that it writes.
 * @throws Error that names each setting that is wrong, and what it must be
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const data = readSettings(env);
  return configOf(data, tokenKey(data));
}

/** The same for a process without a door: it needs no key for tokens, and makes none. @throws Error as `readConfig` */
export function readDoorlessConfig(env: NodeJS.ProcessEnv = process.env): Config {
  return configOf(readSettings(env), null);
}

function readSettings(env: NodeJS.ProcessEnv): z.output<typeof settings> {
  const set = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const files = withSecretFiles(Object.fromEntries(set));
  const parsed = settings.safeParse(files.env);
  const issues = parsed.error?.issues ?? [];
  const problems = [...files.problems, ...issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)];
  if (!parsed.success || problems.length > 0) throw new Error(`Settings: ${problems.join('; ')}.`);
  return parsed.data;
}

function configOf(data: z.output<typeof settings>, key: TokenKey | null): Config {
  const production = data.NODE_ENV === 'production';
  return {
    host: data.HOST,
    port: data.PORT,
    ...databaseSettings(data),
    dataDir: data.SPILLWAY_DATA_DIR,
    policyDir: data.SPILLWAY_POLICY_DIR,
    policyChanges: data.SPILLWAY_POLICY_CHANGES,
    payments: data.SPILLWAY_PAYMENTS ?? (production ? 'none' : 'sandbox'),
    settlement: data.SPILLWAY_SETTLEMENT === 'on',
    callsPerMinute: data.SPILLWAY_REQUESTS_PER_MINUTE,
    gatewayCallsPerMinute: data.SPILLWAY_GATEWAY_CALLS_PER_MINUTE,
    allowedOrigins: data.SPILLWAY_ALLOWED_ORIGINS,
    trust: data.SPILLWAY_TRUSTED_PROXIES,
    documentTrust: data.SPILLWAY_TRUSTED_DOCUMENTS,
    trustedDocumentsDir: data.SPILLWAY_TRUSTED_DOCUMENTS_DIR ?? null,
    console: data.SPILLWAY_CONSOLE === 'on',
    oidc: oidcOf(data, surroundings(data)),
    tokenKey: key,
    devTokens: givesDevTokens(data),
    operatorKey: operatorKey(data),
    issuer: data.SPILLWAY_JWT_ISSUER,
    audience: data.SPILLWAY_JWT_AUDIENCE,
    claims: ownClaims(data),
    issuers: data.SPILLWAY_ISSUERS_FILE,
    mintSecret: mintSecret(data, key),
    tokenMaxHours: tokenMaxHours(data),
    logLevel: data.LOG_LEVEL,
    production,
    seen: seenOf(data),
    drainSeconds: data.SPILLWAY_DRAIN_SECONDS ?? (production ? PRODUCTION_DRAIN_SECONDS : 0),
    allows: allowedExceptions(data),
    exceptionsInForce: exceptionsInForce(data),
  };
}
