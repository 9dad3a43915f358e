/**
 * Where a replay runs: a scratch server with a plan made for it, or a server that runs already; and the subjects with
 * what they start with, given through the API.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { readConfig } from '../../src/processes/config.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from '../support/api-client.js';
import type { ReplayOptions } from './replay-options.js';
import { startScratchServer } from '../support/scratch-server.js';

export interface ReplayPlace {
  url: string;
  admin: ApiClient;
  gateway: ApiClient;
  /** The plan to set; null leaves the subjects theirs. */
  plan: string | null;
  /** What the server logged, where it is one of the replay's own. */
  logged(): string;
  leave(): Promise<void>;
}

/** A trace runs faster than life, so a plan with a guard would deny nearly all of it: this one has only windows. */
const PLAN = 'replay';
const WINDOWS = { five_hour: { capacity: '50', every: '5h' }, weekly: { capacity: '250', every: '7d' } };

/** @throws Error when no server starts, or none of its tokens can be signed here */
export async function openPlace(options: ReplayOptions, stopped: AbortSignal): Promise<ReplayPlace> {
  const { tenant, url, token } = options;
  if (url !== null) {
    const clientFor = async (subject: string) =>
      new ApiClient(url, token ?? (await developmentToken(tenant, subject)), stopped);
    const [admin, gateway] = [await clientFor('admin'), await clientFor('gateway')];
    return { url, admin, gateway, plan: options.plan, logged: () => '', leave: async () => undefined };
  }
  const server = await startScratchServer({ stopped, preparePolicies: addPlan });
  const [admin, gateway] = [await server.clientFor(tenant, 'admin'), await server.clientFor(tenant, 'gateway')];
  const plan = options.plan ?? PLAN;
  return { url: server.url, admin, gateway, plan, logged: server.logged, leave: server.stop };
}

function addPlan(policyDir: string): void {
  const path = join(policyDir, 'catalog.yaml');
  const catalog = parseDocument(readFileSync(path, 'utf8'));
  catalog.setIn(['plans', PLAN], catalog.createNode({ windows: WINDOWS }));
  writeFileSync(path, catalog.toString({ lineWidth: 0 }));
}

async function developmentToken(tenant: string, subject: string): Promise<string> {
  const { tokenKey, issuer, audience, claims } = readConfig();
  if (!tokenKey || !('secret' in tokenKey)) throw new Error('Tokens come from an issuer: give --token.');
  return signToken({ secret: tokenKey.secret, issuer, audience, claims, tenant, subject, expiresInSeconds: 86_400 });
}

const SET_PLAN = 'mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { plan } }';
const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }';
const BUY = 'mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { status declineReason } }';

/**
 * Gives each subject its plan, a promotion and bought credits.
 * @returns the subjects with their groups; every fourth is in none
 * @throws CallFailed, Error where the payment is not made
 */
export async function prepareSubjects(
  { admin, plan }: ReplayPlace,
  { subjects: count, group, promotion, credits }: ReplayOptions,
  runId: string,
): Promise<{ subject: string; groups: string[] }[]> {
  const subjects = Array.from({ length: count }, (_, i) => ({
    subject: `replay-${i + 1}`,
    groups: i % 4 === 3 ? [] : [group],
  }));
  for (const { subject } of subjects) {
    if (plan !== null) await admin.ask(SET_PLAN, { subject, plan });
    if (Number(promotion) !== 0) {
      const reason = 'a replayed trace';
      const input = { subject, kind: 'PROMOTIONAL', credits: promotion, reason, idempotencyKey: runId };
      await admin.ask(GRANT, { input });
    }
    if (Number(credits) === 0) continue;
    const { purchaseCredits } = await admin.ask<{ purchaseCredits: { status: string; declineReason: string | null } }>(
      BUY,
      { input: { subject, credits, idempotencyKey: runId } },
    );
    if (purchaseCredits.status !== 'PAID') {
      throw new Error(
        `The purchase for ${subject} is ${purchaseCredits.status}: ${purchaseCredits.declineReason ?? ''}`,
      );
    }
  }
  return subjects;
}
