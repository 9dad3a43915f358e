/**
 * Holds that are kept ahead, to be spent while Spillway does not answer: at most one for each subject and feature. What may
 * be spent is what the hold was granted, less what was reported under it, less what runs under way may still use. All of
 * it is in the outbox, so a successor spends what is left and no more.
 */
import { CHECK, type CheckInput, type Decision } from './api.js';
import { nanoOf, type Credits } from './credits.js';
import { KeptHold } from './kept-hold.js';
import type { Outbox } from './outbox.js';
import type { LeaseNote } from './outbox-state.js';
import type { Prices } from './prices.js';
import { randomId } from './random-id.js';
import type { Transport } from './transport.js';
import { covers, isSome, least, less, plus, quantitiesIn, type Quantities } from './usage.js';

/** How much is held ahead, and how long each time. */
export interface LeaseTerms {
  credits: Credits;
  /** 1 to 86,400: longer than the outage that it is to bridge. It is extended while this client lives. */
  seconds: number;
}

/** A run's share of a lease. */
export interface LeaseShare {
  scope: string;
  decisionId: string;
  granted: Quantities;
  /** When it ends, as far as known, by this machine's clock. */
  until: () => number;
  /** So much of it was reported. */
  counted: (usage: Quantities) => void;
  /** What it did not use goes back to the lease. */
  release: () => void;
}

interface Kept {
  hold: KeptHold;
  /** Shares of runs under way, less what they have reported. */
  shares: Set<{ rest: Quantities }>;
  /** No more shares: its end is being reported. */
  isEnding: boolean;
}

/** Whose lease it is, and for what. */
export type LeaseScope = Pick<CheckInput, 'subject' | 'groups' | 'product' | 'feature'>;

/** Names it in the outbox. */
export const scopeOf = ({ subject, groups, product, feature }: LeaseScope): string =>
  JSON.stringify([subject, groups ?? null, product, feature]);

/** Leases at once; no more are taken beyond it. */
const MOST_LEASES = 1_000;

/** All leases of one client. */
export class Leases {
  private readonly kept = new Map<string, Kept>();
  private readonly taking = new Map<string, Promise<void>>();

  constructor(
    private readonly transport: Transport,
    private readonly outbox: Outbox,
    private readonly prices: Prices,
    private readonly wake: () => void,
  ) {}

  /**
   * Sees to it that a lease is held in full: one that was spent from is ended, once no run uses it, and taken anew.
   * @throws Refused, Unreachable
   */
  async ensure(input: LeaseScope, atMost: Quantities, terms: LeaseTerms): Promise<void> {
    const scope = scopeOf(input);
    const under =
      this.taking.get(scope) ?? this.renew(scope, input, atMost, terms).finally(() => this.taking.delete(scope));
    this.taking.set(scope, under);
    await under;
  }

  /**
   * A share for one run; null where there is no lease, or less is left than the run asks for.
   * @param minimum under `UP_TO`: less than that is too little; null where all of it is needed
   */
  share(input: LeaseScope, atMost: Quantities, minimum: Quantities | null): LeaseShare | null {
    const scope = scopeOf(input);
    const lease = this.outbox.lease(scope);
    if (!lease || lease.until <= Date.now()) return null;
    const kept = this.keptOf(lease, input);
    if (kept.isEnding) return null;
    const left = leftOf(lease, kept);
    const granted = minimum === null ? atMost : least(atMost, left);
    if (!covers(left, granted) || !covers(granted, minimum ?? atMost) || !isSome(granted)) return null;
    const share = { rest: granted };
    kept.shares.add(share);
    return {
      scope,
      decisionId: lease.decisionId,
      granted,
      until: () => this.untilOf(lease),
      counted: (usage) => void (share.rest = less(share.rest, usage)),
      release: () => void kept.shares.delete(share),
    };
  }

  /** Ends each lease that no run uses; what is left goes back. */
  async endAll(): Promise<void> {
    for (const lease of this.outbox.leases()) {
      const kept = this.kept.get(lease.scope);
      kept?.hold.stop();
      // Where that cannot be kept, the hold expires by itself.
      if (lease.until > Date.now() && !kept?.shares.size) await this.end(lease, kept).catch(() => undefined);
    }
  }

  private async renew(scope: string, input: LeaseScope, atMost: Quantities, terms: LeaseTerms): Promise<void> {
    const lease = this.outbox.lease(scope);
    if (lease && lease.until > Date.now()) {
      const isSpent = isSome(quantitiesIn(lease.used));
      // It is extended at half of its time: with less than a quarter it has come to its end.
      const isShort = lease.until - Date.now() < lease.seconds * 250;
      const kept = this.keptOf(lease, input);
      if ((!isSpent && !isShort) || kept.shares.size > 0) return;
      await this.end(lease, kept);
    }
    await this.take(scope, input, atMost, terms);
  }

  private async take(scope: string, input: LeaseScope, atMost: Quantities, terms: LeaseTerms): Promise<void> {
    if (this.outbox.leases().length >= MOST_LEASES) return;
    await this.prices.learn(input, atMost);
    const cost = this.prices.costNano(input.product, input.feature, atMost);
    if (!cost) return;
    const worth = nanoOf(terms.credits);
    const usage = [...atMost].map(([dimension, most]) => ({ dimension, quantity: String((most * worth) / cost) }));
    const idempotencyKey = `lease/${randomId()}`;
    const asked: CheckInput = { ...input, usage, mode: 'UP_TO', idempotencyKey, holdSeconds: terms.seconds };
    const decision = await this.transport.ask<Decision>(CHECK, { input: asked });
    if (!decision.proceed || !decision.hold) return;
    if (!decision.replayed) this.transport.sawInstant(decision.decidedAt);
    const until = this.transport.localTime(decision.hold.expiresAt);
    const granted = decision.grantedUsage;
    await this.outbox.putLease({ scope, decisionId: decision.id, granted, used: [], seconds: terms.seconds, until });
    this.kept.get(scope)?.hold.stop();
    this.kept.delete(scope);
    this.keptOf(this.outbox.lease(scope)!, input);
  }

  /** Reports that no more will be used, in one order with the reports of its runs. With that line the lease is gone. */
  private async end({ scope, decisionId }: LeaseNote, kept?: Kept): Promise<void> {
    kept?.hold.stop();
    if (kept) kept.isEnding = true;
    const id = `lease/${decisionId}/end`;
    const occurredAt = this.transport.now().toISOString();
    const input = { decisionId, usage: [], final: true, status: 'COMPLETED' as const, idempotencyKey: id, occurredAt };
    try {
      await this.outbox.freeze({ id, queue: decisionId, run: null, last: true, lease: scope, openNano: null, input });
      this.kept.delete(scope);
    } finally {
      if (kept) kept.isEnding = false;
    }
    this.wake();
  }

  private untilOf({ scope, decisionId }: LeaseNote): number {
    const lease = this.outbox.lease(scope);
    return lease?.decisionId === decisionId ? lease.until : 0;
  }

  /** Keeps a lease that is in the outbox, also one that an earlier process took. */
  private keptOf(lease: LeaseNote, input: LeaseScope): Kept {
    const known = this.kept.get(lease.scope);
    if (known) return known;
    // Extensions of an earlier process had keys of their own.
    const series = randomId();
    const hold = new KeptHold(this.transport, {
      decisionId: lease.decisionId,
      input: { ...input, usage: [], idempotencyKey: '', holdSeconds: lease.seconds },
      until: lease.until,
      keyOf: (extension) => `lease/${series}/${extension}`,
      // Where it cannot be noted, a successor believes it a little shorter than it is.
      extended: (until) => void this.outbox.extendLease(lease, until).catch(() => undefined),
    });
    const kept = { hold, shares: new Set<{ rest: Quantities }>(), isEnding: false };
    this.kept.set(lease.scope, kept);
    return kept;
  }
}

/** What may still be promised to runs. */
function leftOf({ granted, used }: LeaseNote, { shares }: Kept): Quantities {
  const promised = [...shares].reduce<Quantities>((sum, { rest }) => plus(sum, rest), quantitiesIn(used));
  return less(quantitiesIn(granted), promised);
}
