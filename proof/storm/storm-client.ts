/**
 * One client of a storm: it does one thing after the other, chosen by weight, drives each to a definitive answer and
 * keeps what it needs for later: holds that it opened, calls that it may repeat.
 */
import type { StormTown } from './storm-town.js';
import type { Actor, StormWorld } from './storm-world.js';
import type { AnswerError, Asked } from './caller.js';
import type { Claims } from './claims.js';
import { drive, type Driven, type Driver } from './drive.js';
import type { Evidence } from './evidence.js';
import type { Random } from './random.js';

type Variables = Record<string, unknown>;

/** A hold that its client has still to end. */
export interface OpenHold {
  actor: Actor;
  decisionId: string;
  /** Granted units of `call`. */
  units: number;
}

/** A usage event that was recorded, to be undone. */
export interface Reported {
  tenant: string;
  event: string;
}

/** A call that was answered, to be made again. */
export interface Answered {
  actor: Actor;
  input: Variables;
  /** What the answer said that must never change; null where it retired no key. */
  says: string | null;
}

export interface Shared {
  town: StormTown;
  world: StormWorld;
  evidence: Evidence;
  claims: Claims;
  /** Whether nothing is being broken on purpose. */
  calm: boolean;
  /** Ends the storm before its time. */
  stopped: AbortSignal;
  /** Versions of policies that were ever written to their files, sound ones. */
  policyVersions: Set<string>;
  /** Decisions that were answered, to bound a run. */
  decisions: number;
}

export type Action = (client: StormClient) => Promise<void>;

const HOLDS_KEPT = 60;
const CALLS_KEPT = 200;
const EVENTS_KEPT = 40;

export class StormClient implements Driver {
  readonly holds: OpenHold[] = [];
  readonly calls: Answered[] = [];
  readonly events: Reported[] = [];
  private keys = 0;

  constructor(
    readonly name: string,
    readonly shared: Shared,
    readonly random: Random,
  ) {}

  get evidence(): Evidence {
    return this.shared.evidence;
  }

  get stopped(): AbortSignal {
    return this.shared.stopped;
  }

  get calm(): boolean {
    return this.shared.calm;
  }

  anyCaller(random: Random) {
    return this.shared.town.anyCaller(random);
  }

  refused(key: string): void {
    this.shared.claims.refused(key);
  }

  anyone(): Actor {
    return this.shared.world.anyone(this.random);
  }

  /** A key that nobody has used. */
  key(): string {
    this.keys += 1;
    return `${this.name}-${this.keys}`;
  }

  /** Does one thing after the other until it is told to stop. */
  async run(actions: readonly [weight: number, Action][], done: () => boolean): Promise<void> {
    const total = actions.reduce((sum, [weight]) => sum + weight, 0);
    while (!done()) {
      let at = this.random.next() * total;
      const [, action] = actions.find(([weight]) => (at -= weight) < 0) ?? actions[0] ?? [];
      await action?.(this);
    }
  }

  /** A call of the tenant's gateway, which acts for everybody; whoever makes it drives it. */
  async asGateway(query: string, variables: Variables, tenant: string, cut?: Asked['cut']): Promise<Asked> {
    const token = await this.shared.town.token(tenant, 'gateway');
    return { query, variables, token, ...(cut && { cut }) };
  }

  /** Drives a call of the tenant's admin to its definitive answer. */
  asAdmin<T extends object>(tenant: string, query: string, variables: Variables): Promise<Driven<T>> {
    return this.asSubject(tenant, { subject: 'admin', groups: [] }, query, variables);
  }

  /** The same with a token of somebody else. */
  async asSubject<T extends object>(
    tenant: string,
    { subject, groups }: Pick<Actor, 'subject' | 'groups'>,
    query: string,
    variables: Variables,
  ): Promise<Driven<T>> {
    const token = await this.shared.town.token(tenant, subject, groups);
    const [driven] = await drive<T>(this, { query, variables, token });
    return driven as Driven<T>;
  }

  keepHold(hold: OpenHold): void {
    this.holds.push(hold);
    // What is forgotten here expires.
    if (this.holds.length > HOLDS_KEPT) this.holds.shift();
  }

  /** Takes one of the open holds out, at random. */
  takeHold(): OpenHold | undefined {
    const at = Math.floor(this.random.next() * this.holds.length);
    return this.holds.splice(at, 1)[0];
  }

  /** One of the calls that were answered, if there are any. */
  someCall(): Answered | undefined {
    return this.calls[Math.floor(this.random.next() * this.calls.length)];
  }

  keepCall(call: Answered): void {
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.shift();
  }

  keepEvent(event: Reported): void {
    this.events.push(event);
    if (this.events.length > EVENTS_KEPT) this.events.shift();
  }

  /** Takes one of the usage events that were recorded out, the oldest first: it is settled by then, most likely. */
  takeEvent(): Reported | undefined {
    return this.events.shift();
  }

  /** A refusal that this call must never get. */
  unexpected(what: string, error: AnswerError | null, input: Variables): void {
    if (error === null) return;
    const told = `${what}: ${error.extensions.code} ${error.message} for ${JSON.stringify(input)}`;
    this.evidence.violated('I10', told);
  }
}
