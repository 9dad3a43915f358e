/**
 * What was agreed to about topping accounts up, and what that has bought: read with the accounts.
 */
import type { TopUpTerms } from '../core/top-up.js';
import type { Instant, Nano } from '../core/words.js';
import { isoInstant } from '../books/journal-hash.js';
import type { Tx } from '../database/database.js';
import type { Principal } from '../policy/policy-version.js';
import type { Period } from './past.js';

/** So many agreements, and purchases, of one account are looked at, the latest. */
const MOST = 1_000;

const CONSENTS = `
  select c.* from unnest($2::uuid[]) as k (account_id)
  cross join lateral (
    select c.account_id as "accountId", c.at, c.enabled, c.threshold, c.target, c.monthly_cap as "monthlyCap", c.subject,
      c.groups
    from top_up_consent c
    where c.tenant_id = $1 and c.account_id = k.account_id and c.at < $3::timestamptz order by c.id desc limit ${MOST}
  ) c`;

const PURCHASES = `
  select p.*, u.at as "paidAt" from unnest($2::uuid[]) as k (account_id)
  cross join lateral (
    select p.account_id as "accountId", p.id, p.created_at as "createdAt", p.status, p.credits, p.lot_id as "lotId"
    from purchase p
    where p.tenant_id = $1 and p.account_id = k.account_id and p.automatic order by p.id desc limit ${MOST}
  ) p
  left join lateral (
    select u.at from balance_update u
    where u.tenant_id = $1 and u.cause_id = p.id and u.account_id = p."accountId" and u.cause <> 'HOLD'
      and u.cause = 'PURCHASE' limit 1
  ) u on true`;

/** What somebody agreed to, or took back. */
export interface Consent {
  at: Instant;
  /** Null: it was switched off. */
  terms: TopUpTerms | null;
  /** Who agreed; null where their groups were not kept. */
  who: Principal | null;
}

/** A purchase that a top-up began. */
export interface AutomaticPurchase {
  id: string;
  createdAt: Instant;
  /** When its credits came; null: they did not. */
  paidAt: Instant | null;
  declined: boolean;
  credits: Nano;
  lotId: string | null;
}

/** Of one account, the first first. */
export interface PastTopUps {
  consents: Consent[];
  purchases: AutomaticPurchase[];
}

interface FoundConsent {
  accountId: string;
  at: Instant;
  enabled: boolean;
  threshold: Nano | null;
  target: Nano | null;
  monthlyCap: Nano | null;
  subject: string;
  groups: string[] | null;
}

type FoundPurchase = Omit<AutomaticPurchase, 'declined'> & { accountId: string; status: string };

/** The top-ups of those of these accounts for which anything was ever agreed to. */
export async function loadTopUps(
  tx: Tx,
  tenant: string,
  accounts: readonly string[],
  { to }: Period,
): Promise<Map<string, PastTopUps>> {
  const found = new Map<string, PastTopUps>();
  if (accounts.length === 0) return found;
  for (const row of await tx.query<FoundConsent>(CONSENTS, [tenant, accounts, isoInstant(to)])) {
    const { accountId, at, enabled, threshold, target, monthlyCap, subject, groups } = row;
    const isWhole = enabled && threshold !== null && target !== null && monthlyCap !== null;
    const of = found.get(accountId) ?? { consents: [], purchases: [] };
    found.set(accountId, of);
    of.consents.unshift({
      at,
      terms: isWhole ? { threshold, target, monthlyCap } : null,
      who: groups && { subject, groups },
    });
  }
  const agreed = [...found.keys()];
  if (agreed.length === 0) return found;
  for (const { accountId, status, ...row } of await tx.query<FoundPurchase>(PURCHASES, [tenant, agreed])) {
    found.get(accountId)?.purchases.unshift({ ...row, declined: status === 'DECLINED' });
  }
  return found;
}
