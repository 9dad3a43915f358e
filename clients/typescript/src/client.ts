/**
 * The way into this package: a client that guards work, meters it, and delivers what it used. It keeps its promises through
 * the outbox that it is given; without one, it keeps them as long as its process lives.
 */
import { AVAILABILITY, BOUGHT, BUY, type Availability, type BalanceChange, type Purchase } from './api.js';
import type { Credits } from './credits.js';
import type { Denied } from './denial.js';
import { Guard, type FailOpen, type GuardRequest } from './guard.js';
import { Leases, type LeaseTerms } from './leases.js';
import { Outbox, type OutboxBounds } from './outbox.js';
import type { SetAside } from './outbox-state.js';
import { memoryOutbox, type OutboxStore } from './outbox-store.js';
import { Orphans } from './orphans.js';
import { Prices } from './prices.js';
import { Misuse } from './errors.js';
import type { Run } from './run.js';
import { Sender } from './sender.js';
import { Transport, type CallOptions, type TransportOptions } from './transport.js';
import { quantitiesOf } from './usage.js';
import { orAborted } from './wait.js';
import { watchBalance, type WatchOptions } from './watch-balance.js';

export type * from './api.js';
export { credits, creditsOf, nanoOf, type Credits } from './credits.js';
export * from './errors.js';
export type { Denial, Denied } from './denial.js';
export type { FailOpen, GuardRequest } from './guard.js';
export type { LeaseTerms } from './leases.js';
export type { MeterOptions } from './meter.js';
export type { OutboxBounds } from './outbox.js';
export type { Part, SetAside } from './outbox-state.js';
export { memoryOutbox, type OutboxStore } from './outbox-store.js';
export type { Run } from './run.js';
export type { CallOptions, TransportOptions } from './transport.js';
export type { Usage } from './usage.js';
export type { WatchOptions } from './watch-balance.js';

/** How a client works. */
export interface SpillwayOptions extends TransportOptions {
  /** Where reports wait for their delivery; in memory by default. Give every process one of its own. */
  outbox?: OutboxStore;
  bounds?: OutboxBounds;
  /** Lets work begin while Spillway does not answer and no lease is left. Off by default. */
  failOpen?: FailOpen;
  /** Seconds that a decision may take before Spillway counts as unreachable; 5 by default. */
  decideWithinSeconds?: number;
  /** Is told of each report that Spillway refused for good: somebody must look at it. */
  onSetAside?: (what: SetAside) => void;
  /** In place of the global WebSocket, which Node has from version 22 on. */
  webSocketImpl?: unknown;
}

interface Parts {
  outbox: Outbox;
  sender: Sender;
  orphans: Orphans;
  leases: Leases;
  guard: Guard;
}

/** Seconds that closing waits for the last deliveries. */
const CLOSE_WITHIN_SECONDS = 5;

/** A client of one Spillway, with one outbox. Close it before its process ends. */
export class Spillway {
  private readonly transport: Transport;
  private opening: Promise<Parts> | null = null;
  private closed = false;

  constructor(private readonly options: SpillwayOptions) {
    this.transport = new Transport(options);
  }

  /**
   * Takes the outbox, and begins to deliver what an earlier process left in it. Every call does so by itself; call it at the
   * start to learn at once that the outbox is taken.
   * @throws OutboxTaken, OutboxDamaged
   */
  async open(): Promise<void> {
    await this.parts();
  }

  /**
   * Asks whether work may begin. Act on `proceed`: it is a run to meter the work with, or a denial to show.
   * @throws Refused where the call is wrong or forbidden
   * @throws Unreachable where Spillway does not answer, and neither a lease nor `failOpen` lets the work begin
   * @throws OutboxFull where what it uses could not be kept
   */
  async guard(request: GuardRequest): Promise<Run | Denied> {
    const { guard } = await this.parts();
    return guard.begin(request);
  }

  /**
   * Holds credits ahead now, in place of after the first guard that asks for it.
   * @throws Refused, Unreachable
   */
  async lease(request: Omit<GuardRequest, 'key' | 'lease'>, terms: LeaseTerms): Promise<void> {
    const { leases } = await this.parts();
    const { subject, groups, product, feature, atMost } = request;
    const taken = leases.ensure({ subject, groups, product, feature }, quantitiesOf(atMost), terms);
    await orAborted(taken, request.signal);
  }

  /** What is left for a product or a feature, layer by layer; of the caller's own account by default. */
  availability(of: { product: string; feature?: string; account?: string }, call?: CallOptions): Promise<Availability> {
    return this.transport.ask(AVAILABILITY, of, call);
  }

  /**
   * Buys credits. Keep the key until the status is final; after DECLINED, a new try needs a new one.
   * @param of the caller's own account by default
   */
  buy(
    of: { credits: Credits; key: string; account?: string | undefined; paymentMethod?: string | undefined },
    call?: CallOptions,
  ): Promise<Purchase> {
    const { key: idempotencyKey, ...input } = of;
    return this.transport.ask(BUY, { input: { ...input, idempotencyKey } }, call);
  }

  /** A purchase as it stands; null where there is none. */
  purchase(id: string, call?: CallOptions): Promise<Purchase | null> {
    return this.transport.ask(BOUGHT, { id }, call);
  }

  /** An account's changes, without gap or repetition, until the signal aborts or the loop is left. */
  watchBalance(options: WatchOptions = {}): AsyncGenerator<BalanceChange, void, undefined> {
    return watchBalance(this.transport, { webSocketImpl: this.options.webSocketImpl, ...options });
  }

  /** Reports that are not delivered yet, those set aside included. */
  async undelivered(): Promise<number> {
    return (await this.parts()).outbox.entries;
  }

  /** Reports that Spillway refused for good. */
  async setAside(): Promise<SetAside[]> {
    return (await this.parts()).outbox.setAside();
  }

  /** Tries what was set aside again, as it is: after the cause was mended. */
  async retrySetAside(): Promise<void> {
    const { outbox, sender } = await this.parts();
    await outbox.retrySetAside();
    sender.wake();
  }

  /** Drops reports that were set aside, by their idempotency keys: what they say is lost, knowingly. */
  async discardSetAside(keys: readonly string[]): Promise<void> {
    await (await this.parts()).outbox.discard(keys);
  }

  /** Resolves when Spillway has every report but those set aside. Rejects as the signal aborts; all goes on then. */
  async delivered(signal?: AbortSignal): Promise<void> {
    await (await this.parts()).sender.empty(signal);
  }

  /**
   * Cancels what is under way, ends leases, waits a little for the last deliveries, and gives the outbox back. What is not
   * delivered by then, the outbox keeps.
   */
  async close(withinSeconds = CLOSE_WITHIN_SECONDS): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const parts = await this.opening?.catch(() => null);
    if (!parts) return;
    const { guard, leases, sender, orphans, outbox } = parts;
    try {
      await guard.endAll();
      await leases.endAll();
      await sender.empty(AbortSignal.timeout(withinSeconds * 1000)).catch(() => undefined);
    } finally {
      sender.stop();
      await orphans.stop();
      await outbox.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private parts(): Promise<Parts> {
    if (this.closed) return Promise.reject(new Misuse('This client is closed.'));
    return (this.opening ??= this.take());
  }

  private async take(): Promise<Parts> {
    const { transport, options } = this;
    const { failOpen = null, onSetAside = () => undefined, decideWithinSeconds = 5 } = options;
    const outbox = await Outbox.open(options.outbox ?? memoryOutbox(), options.bounds).catch((error: unknown) => {
      // Its owner may go: the next call tries again.
      this.opening = null;
      throw error;
    });
    const sender = new Sender(outbox, transport, onSetAside);
    const orphans = new Orphans(outbox, transport);
    const wake = () => {
      sender.wake();
      orphans.wake();
    };
    const prices = new Prices(transport);
    const leases = new Leases(transport, outbox, prices, wake);
    const decideWithinMs = decideWithinSeconds * 1000;
    const guard = new Guard({ transport, outbox, prices, leases, wake, failOpen, decideWithinMs });
    wake();
    return { outbox, sender, orphans, leases, guard };
  }
}

/** A client. It connects to nothing until it is used. */
export function spillway(options: SpillwayOptions): Spillway {
  return new Spillway(options);
}
