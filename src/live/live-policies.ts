/**
 * The policy that serves to those who watch it: as it is now, then at each change of what serves, of its files, and of what is
 * said of them. Levels, not events: what changed back between two looks is not told.
 */
import { mayDoToPolicy } from '../api/permissions.js';
import { policyOf, type Policy } from '../api/policy.resolver.js';
import type { Context } from '../api/context.js';
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';
import type { PolicyStore } from '../policy/policy-store.js';
import type { LiveContext } from './live-balances.js';
import { Subscriber } from './subscriber.js';

/** How often it is looked whether another version serves. */
const LOOK_MS = 250;

/** What watching the policy needs of an operation. */
export interface PoliciesContext extends LiveContext {
  livePolicies: LivePolicies;
}

/** All that a watcher could see change, by identity: entries of policies are replaced, never changed. */
type Seen = readonly unknown[];

export class LivePolicies {
  private readonly watching = new Set<PolicyWatch>();
  private comparing: Repeated | undefined;
  private closed = false;

  constructor(private readonly options: { policies: Pick<PolicyStore, 'live' | 'state' | 'baseProblems'>; log: Log }) {}

  /** Looks from time to time, until it is closed. */
  start(): void {
    const failure = 'the policies that serve could not be looked at';
    this.comparing = every({ ms: LOOK_MS, log: this.options.log, failure, first: 'later' }, async () => {
      for (const watch of this.watching) watch.stir();
    });
  }

  /** @throws SpillwayError OVERLOADED when the server is shutting down */
  watch(context: Context): PolicyWatch {
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const watch = new PolicyWatch(
      () => this.seen(context.caller.tenant),
      () => {
        const policy = this.options.policies.live(context.caller.tenant) ?? context.policy;
        const now = { ...context, policy };
        if (!mayDoToPolicy(now, 'read')) throw new SpillwayError('FORBIDDEN', NO_MORE);
        return policyOf(now, policy);
      },
      () => this.watching.delete(watch),
    );
    this.watching.add(watch);
    return watch;
  }

  /** How many subscribers there are. */
  get watches(): number {
    return this.watching.size;
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    for (const watch of [...this.watching]) watch.end();
    await this.comparing?.close();
  }

  private seen(tenant: string): Seen {
    const { policies } = this.options;
    return [policies.live(tenant)?.version, policies.state(tenant), policies.baseProblems()];
  }
}

const NO_MORE = "The tenant's policy does not let you read the policy any more.";

/** One subscriber. */
class PolicyWatch extends Subscriber<Policy> {
  /**
   * @param seen what there is to see now
   * @param read the policy as it is now
   */
  constructor(
    private readonly seen: () => Seen,
    private readonly read: () => Policy | null,
    left: () => void,
  ) {
    super(left);
  }

  protected async *produce(): AsyncGenerator<Policy, void> {
    let told: Seen = [];
    while (this.open) {
      this.waiting.renew();
      const now = this.seen();
      if (now.every((each, i) => each === told[i]) && told.length > 0) {
        await this.rest();
        continue;
      }
      told = now;
      const policy = this.read();
      if (policy) yield policy;
    }
  }
}
