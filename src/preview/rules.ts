/**
 * Which policy and which catalog speak at an instant of a replay: the candidate, and in place of the other what served then.
 * Answers that ask for the same are remembered.
 */
import type { Account } from '../core/account.js';
import { uuidFor } from '../ids.js';
import { BoundedMap } from '../bounded-map.js';
import { debtTerms, defaultPlan, type Catalog } from '../catalog/catalog.js';
import { subjectOf } from '../core/address.js';
import { advance } from '../core/due.js';
import type { Instant } from '../core/words.js';
import { ServedGrants, type ServedSince } from '../books/served-grants.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import { termsOf, type Terms } from '../policy/request-terms.js';
import { lotIdOn } from '../books/account-row.js';

/** Questions that ask for the same terms. */
interface Question {
  subject: string;
  groups: string[];
  product: string;
  feature: string;
  session: string | null;
}

/** What served, by version, and the candidate in place of one of them. */
export interface Versions {
  tenant: string;
  /** Null: the policies that were made under a version speak themselves. */
  policy: PolicyVersion | null;
  catalog: Catalog | null;
  /** @throws Error where a version was not loaded */
  policies: (version: string) => PolicyVersion;
  catalogs: (version: string) => Catalog;
  /** The catalogs that served, in their order, the first from before the period. */
  activated: readonly { at: Instant; version: string }[];
  /** The same of policies. */
  policyActivated: readonly { at: Instant; version: string }[];
  /** What came again, by all catalogs that served until the period began. */
  served: readonly ServedSince[];
  from: Instant;
}

const MOST_TERMS = 20_000;

export class Rules {
  private readonly known = new BoundedMap<Terms>(MOST_TERMS);
  private readonly grants: ServedGrants;

  constructor(private readonly versions: Versions) {
    const { catalog, served, from } = versions;
    // A candidate gives what comes again from the beginning of the period on.
    const eras = catalog ? [...served.filter((era) => era.from < from), { from, grants: catalog.grants }] : served;
    this.grants = new ServedGrants(eras);
  }

  get tenant(): string {
    return this.versions.tenant;
  }

  /** The catalog that speaks at an instant. @param said the version that the books name; null: they name none */
  catalog(at: Instant, said: string | null = null): Catalog {
    const { catalog, catalogs, activated } = this.versions;
    if (catalog) return catalog;
    return catalogs(said ?? inForce(activated, at));
  }

  /** A catalog by its version. @throws Error where it was not loaded */
  catalogOf(version: string): Catalog {
    const { catalog, catalogs } = this.versions;
    return catalog?.version === version ? catalog : catalogs(version);
  }

  /** The same of the policy. */
  policy(at: Instant, said: string | null = null): PolicyVersion {
    return this.versions.policy ?? this.policyThen(at, said);
  }

  /** The policy that served, whatever the candidate is. */
  policyThen(at: Instant, said: string | null = null): PolicyVersion {
    const { policies, policyActivated } = this.versions;
    return policies(said ?? inForce(policyActivated, at));
  }

  /** What policy and catalog say about a question. */
  terms(question: Question, catalog: Catalog, policy: PolicyVersion): Terms {
    const { subject, groups, product, feature, session } = question;
    const key = JSON.stringify([subject, groups, product, feature, session, catalog.version, policy.version]);
    const known = this.known.get(key);
    if (known) return known;
    const terms = termsOf(question, { policy, catalog, sellsCredits: false });
    this.known.set(key, terms);
    return terms;
  }

  /** What a catalog says of an account, put on it. */
  stand(account: Account, catalog: Catalog): void {
    const { plan } = account;
    if (subjectOf(account.address) !== null || plan !== null) {
      account.windowTerms = (plan === null ? undefined : catalog.plans.get(plan)?.windows) ?? [];
    }
    account.debtTerms = debtTerms(catalog, this.tenant);
  }

  /** What comes again on an account. */
  recurring({ id, address }: Pick<Account, 'id' | 'address'>): NonNullable<Account['recurring']> {
    const eras = this.grants.on({ tenantId: this.tenant, address });
    return { eras, issued: [], lotId: lotIdOn(id) };
  }

  /** Gives an account that does not exist yet what would come to it as it is made now. */
  asNew(account: Account, at: Instant): Account {
    const eras = this.grants.on({ tenantId: this.tenant, address: account.address });
    if (eras(account.plan).length === 0) return account;
    const lotId = (instant: Instant, { grant }: { grant: string }) => uuidFor(instant, false, [grant]);
    Object.assign(account, { lastAt: at, recurring: { eras, issued: [], lotId } });
    advance(account, at);
    return account;
  }

  /** The plan that a subject's account is made with; none for others. */
  firstPlan(address: string, catalog: Catalog): string | null {
    return subjectOf(address) === null ? null : defaultPlan(catalog, this.tenant);
  }
}

/** The version that served at an instant. */
export function inForce(activated: readonly { at: Instant; version: string }[], at: Instant): string {
  let version = activated[0]?.version;
  for (const each of activated) if (each.at <= at) version = each.version;
  if (version === undefined) throw new Error('preview: nothing served');
  return version;
}
