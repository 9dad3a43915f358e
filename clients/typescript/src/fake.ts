/**
 * Spillway in memory, for the tests of those who use this package: the real client runs against it, over `fetch` and a
 * WebSocket of its own. It knows one account with one lot of credits, prices per unit, keys and holds; not policies, plans,
 * windows or time. What it allows is no proof of what Spillway would allow.
 */
import type { CheckInput, Decision, Purchase, ReportInput } from './api.js';
import { spillway, type Spillway, type SpillwayOptions } from './client.js';
import { creditsOf, nanoOf, type Credits } from './credits.js';
import { answerOf, FakeRefusal, type FakeActs } from './fake-answers.js';
import { fakeSocket, type FakeWatched } from './fake-socket.js';

/** What the fake begins with. */
export interface FakeOptions {
  /** On the account; `"1000"` by default. */
  credits?: Credits;
  /** Credits per unit, by dimension; `"1"` for those that are not named. */
  prices?: Record<string, Credits>;
}

/** How a denial looks; the rest is made up. */
export interface FakeDenial {
  reason: string;
  message?: string;
  remedies?: string[];
  unblocksAt?: string;
}

interface FakeHold {
  id: string;
  state: 'HELD' | 'SETTLED' | 'RELEASED';
  nano: bigint;
  settled: bigint;
}

interface Decided {
  fingerprint: string;
  decision: Decision;
  hold: FakeHold | null;
}

/** What it does with a request: answers, gets none through, or acts and loses the answer. */
type Weather = 'fine' | 'down' | 'losing answers';

/** Made by `fakeSpillway`. */
export class FakeSpillway implements FakeActs, FakeWatched {
  /** Reports as they were taken, each key once, in order. */
  readonly reports: ReportInput[] = [];
  weather: Weather = 'fine';
  private nano: bigint;
  private heldNano = 0n;
  private seq = 1n;
  private count = 0;
  private denial: FakeDenial | null = null;
  private readonly decided = new Map<string, Decided>();
  private readonly byId = new Map<string, Decided>();
  private readonly reported = new Map<string, { fingerprint: string; id: string }>();
  private readonly purchases = new Map<string, Purchase>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly options: FakeOptions = {}) {
    this.nano = nanoOf(options.credits ?? '1000');
  }

  /** A real client that talks to this. */
  client(options: Partial<SpillwayOptions> = {}): Spillway {
    const webSocketImpl = fakeSocket(this);
    return spillway({ url: 'http://spillway.fake', token: 'fake', fetch: this.fetch, webSocketImpl, ...options });
  }

  /** Credits that are neither held nor spent. */
  get available(): Credits {
    return creditsOf(this.nano);
  }

  /** Credits on open holds. */
  get held(): Credits {
    return creditsOf(this.heldNano);
  }

  /** Credits that the reports were charged, all together. */
  get charged(): Credits {
    return creditsOf(this.reports.reduce((sum, report) => sum + this.chargeOf(report), 0n));
  }

  /** Denies every check from now on, but for replays; null lets them pass again. */
  deny(denial: FakeDenial | null): void {
    this.denial = denial;
  }

  /** In place of the global `fetch`. */
  readonly fetch: typeof fetch = async (_url, init) => {
    init?.signal?.throwIfAborted();
    if (this.weather === 'down') throw new TypeError('fetch failed', { cause: new Error('Spillway is down') });
    const { operationName, variables } = JSON.parse(init?.body as string) as {
      operationName: string;
      variables: never;
    };
    const answer = answerOf(this, operationName, variables);
    if (this.weather === 'losing answers') throw new TypeError('fetch failed', { cause: new Error('connection lost') });
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
  };

  /** Is told of each change of the balance, until the function that it gives is called. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => void this.watchers.delete(changed);
  }

  /** A change as `balanceChanged` tells it: always the whole state. */
  change(account: string) {
    const nothing = { promotional: '0', refund: '0', entitlement: '0', debt: '0' };
    const { available, held, seq } = this;
    return {
      ...{ account, firstSeq: String(seq), seq: String(seq), snapshot: true, cause: 'SNAPSHOT', causeId: null },
      ...{ delta: '0', heldDelta: '0', balance: { available, held, purchased: available, ...nothing } },
      ...{ windows: [], at: new Date().toISOString() },
    };
  }

  /** What usage costs here. */
  costOf(usage: readonly { dimension: string; quantity: string }[]): bigint {
    const priceOf = (dimension: string) => nanoOf(this.options.prices?.[dimension] ?? '1');
    return usage.reduce((sum, { dimension, quantity }) => sum + BigInt(quantity) * priceOf(dimension), 0n);
  }

  check(input: CheckInput): Decision {
    const known = this.decided.get(input.idempotencyKey);
    if (known) {
      if (known.fingerprint !== JSON.stringify(input)) throw new FakeRefusal('IDEMPOTENCY_CONFLICT', 'Another input.');
      return this.seen({ ...known.decision, replayed: true }, known.hold);
    }
    const joined = input.extends === undefined ? null : (this.byId.get(input.extends)?.hold ?? null);
    const asked = this.costOf(input.usage);
    const usage = input.mode === 'UP_TO' ? this.upTo(input.usage) : input.usage;
    const cost = this.costOf(usage);
    const isClosed = input.extends !== undefined && joined?.state !== 'HELD';
    const isTooMuch = cost > this.nano || (asked > 0n && cost === 0n);
    const denial = this.denial ?? (isClosed ? { reason: 'HOLD_CLOSED' } : isTooMuch ? OUT : null);
    if (denial)
      return decisionOf(this.nextId('dec'), { asked, cost: 0n, there: least(asked, this.nano), usage: [], denial });
    this.move(-cost, cost);
    const hold =
      joined ?? (cost > 0n ? { id: this.nextId('hld'), state: 'HELD' as const, nano: 0n, settled: 0n } : null);
    if (hold) hold.nano += cost;
    const decision = decisionOf(this.nextId('dec'), { asked, cost, there: cost, usage, denial: null });
    const entry = { fingerprint: JSON.stringify(input), decision, hold };
    this.decided.set(input.idempotencyKey, entry);
    this.byId.set(decision.id, entry);
    return this.seen(decision, hold, input.holdSeconds);
  }

  record(input: ReportInput): { id: string; state: string; replayed: boolean } {
    const fingerprint = JSON.stringify(input);
    const known = this.reported.get(input.idempotencyKey);
    if (known) {
      if (known.fingerprint !== fingerprint) throw new FakeRefusal('IDEMPOTENCY_CONFLICT', 'Another input.');
      return { id: known.id, state: 'SETTLED', replayed: true };
    }
    const hold = input.decisionId === undefined ? null : this.byId.get(input.decisionId)?.hold;
    if (hold === undefined) throw new FakeRefusal('NOT_FOUND', 'There is no such decision.');
    if (input.final && hold?.state === 'SETTLED')
      throw new FakeRefusal('CONFLICT', 'This hold has had its final report.');
    const charge = this.chargeOf(input);
    const captured = hold?.state === 'HELD' ? least(charge, hold.nano - hold.settled) : 0n;
    if (hold) hold.settled += captured;
    const given = input.final && hold?.state === 'HELD' ? hold.nano - hold.settled : 0n;
    if (input.final && hold?.state === 'HELD') hold.state = 'SETTLED';
    this.move(given - (charge - captured), -captured - given);
    this.reports.push(input);
    const id = this.nextId('use');
    this.reported.set(input.idempotencyKey, { fingerprint, id });
    return { id, state: 'PENDING', replayed: false };
  }

  buy({
    credits,
    idempotencyKey,
    paymentMethod,
  }: {
    credits: Credits;
    idempotencyKey: string;
    paymentMethod?: string;
  }) {
    const known = this.purchases.get(idempotencyKey);
    if (known) return known;
    const isDeclined = paymentMethod === 'sandbox:declined';
    const purchase: Purchase = {
      ...{
        id: this.nextId('pur'),
        account: 'acc_fake',
        status: isDeclined ? 'DECLINED' : 'PAID',
        credits,
        price: null,
      },
      ...{ declineReason: isDeclined ? 'The card was declined.' : null, actionUrl: null, testMode: true },
    };
    this.purchases.set(idempotencyKey, purchase);
    if (!isDeclined) this.move(nanoOf(credits), 0n);
    return purchase;
  }

  bought(id: string): Purchase | null {
    return [...this.purchases.values()].find((purchase) => purchase.id === id) ?? null;
  }

  byKey(key: string): Decision | null {
    const known = this.decided.get(key);
    return known ? this.seen(known.decision, known.hold) : null;
  }

  release(id: string): { id: string } {
    const hold = this.byId.get(id)?.hold;
    if (!hold) throw new FakeRefusal('CONFLICT', 'There is no hold to release.');
    const rest = hold.state === 'HELD' ? hold.nano - hold.settled : 0n;
    if (hold.state === 'HELD') hold.state = 'RELEASED';
    this.move(rest, -rest);
    return { id };
  }

  private chargeOf({ status, usage }: ReportInput): bigint {
    return status === 'FAILED' ? 0n : this.costOf(usage);
  }

  /** What there is, in whole units, the dimensions in their order. */
  private upTo(usage: CheckInput['usage']): CheckInput['usage'] {
    let left = this.nano;
    return usage.map(({ dimension, quantity }) => {
      const price = this.costOf([{ dimension, quantity: '1' }]);
      const most = price === 0n ? BigInt(quantity) : least(BigInt(quantity), left / price);
      left -= most * price;
      return { dimension, quantity: String(most) };
    });
  }

  private seen(decision: Decision, hold: FakeHold | null, seconds = 600): Decision {
    if (!hold) return decision;
    const { id, state, nano, settled } = hold;
    const remaining = creditsOf(state === 'HELD' ? nano - settled : 0n);
    const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
    const shown = { id, state, expiresAt, amount: creditsOf(nano), remaining, settled: creditsOf(settled) };
    const proceedReason = state === 'HELD' ? decision.proceedReason : `HOLD_${state}`;
    return { ...decision, proceed: proceedReason === 'READY', proceedReason, hold: shown };
  }

  private move(nano: bigint, held: bigint): void {
    this.nano += nano;
    this.heldNano += held;
    this.seq += 1n;
    for (const changed of this.watchers) changed();
  }

  private nextId(kind: string): string {
    return `${kind}_fake${(this.count += 1)}`;
  }
}

const OUT = { reason: 'OUT_OF_CAPACITY', remedies: ['BUY_CREDITS'] };
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

interface Outcome {
  asked: bigint;
  cost: bigint;
  /** Of what was asked, so much there was. */
  there: bigint;
  usage: CheckInput['usage'];
  denial: FakeDenial | null;
}

function decisionOf(id: string, { asked, cost, there, usage, denial }: Outcome): Decision {
  const [outcome, granted] = denial ? ['DENIED', '0'] : [cost < asked ? 'PARTIAL' : 'ALLOWED', creditsOf(cost)];
  const shortfall = creditsOf(asked - there);
  const reason = denial?.reason ?? (cost < asked ? 'OUT_OF_CAPACITY' : 'ALLOWED');
  const message = denial?.message ?? (denial ? `${shortfall} credits are missing.` : `${granted} credits are granted.`);
  return {
    ...{ id, outcome, reason, proceed: !denial, proceedReason: denial ? 'DENIED' : 'READY', message },
    ...{ requested: creditsOf(asked), granted, shortfall },
    grantedUsage: usage.map(({ dimension, quantity }) => ({ dimension, quantity })),
    ...{ draws: [], blockers: [], unblocksAt: denial?.unblocksAt ?? null, remedies: denial?.remedies ?? ['NONE'] },
    ...{ hold: null, replayed: false, decidedAt: new Date().toISOString() },
  };
}

/** A Spillway for tests: `const fake = fakeSpillway({ credits: '10' }); const client = fake.client();` */
export function fakeSpillway(options: FakeOptions = {}): FakeSpillway {
  return new FakeSpillway(options);
}
