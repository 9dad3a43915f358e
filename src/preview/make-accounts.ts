/**
 * How accounts come to be in a replay: at the instant at which they came to be then, or at which they are first needed now.
 */
import type { Account } from '../core/account.js';
import { emptyAccount } from '../core/empty-account.js';
import type { Instant } from '../core/words.js';
import { newUuid } from '../ids.js';
import type { Catalog } from '../catalog/catalog.js';
import type { PastTopUps } from './load-top-ups.js';
import type { Rules } from './rules.js';
import type { World, WorldAccount } from './world.js';

/** An account that came to be in the period: its id, and when. */
export interface Birth {
  id: string;
  at: Instant;
  /** Plans that it was to be put on since. */
  plansToCome: WorldAccount['plansToCome'];
  topUps: PastTopUps | null;
}

export class Makes {
  /** By address. */
  readonly births = new Map<string, Birth>();

  constructor(
    private readonly world: World,
    private readonly rules: Rules,
    /** Told of those for which something was agreed to about topping up. */
    private readonly onBirth: (account: Account, topUps: PastTopUps) => void,
  ) {}

  /** Makes the account at an address, where it is not there. */
  make(address: string, catalog: Catalog): WorldAccount {
    const there = this.world.byAddress.get(address);
    if (there) return there;
    const { clock } = this.world;
    const born = this.births.get(address);
    const { id, at, plansToCome } = born ?? { id: newUuid(clock), at: clock, plansToCome: [] };
    const plan = this.rules.firstPlan(address, catalog);
    const made: Account = {
      ...emptyAccount(this.rules.tenant, address, plan === null ? null : (catalog.plans.get(plan) ?? null)),
      ...{ id, lastAt: Math.min(at, clock), resets: [] },
    };
    made.recurring = this.rules.recurring(made);
    this.rules.stand(made, catalog);
    const added = this.world.add(made);
    added.plansToCome = [...plansToCome];
    this.world.expectPlan(added);
    if (born?.topUps) this.onBirth(made, born.topUps);
    return added;
  }

  /** Puts what a catalog says on those of these accounts that are there. */
  stand(addresses: readonly string[], catalog: Catalog): void {
    for (const address of addresses) {
      const there = this.world.byAddress.get(address);
      if (there) this.rules.stand(there.account, catalog);
    }
  }
}
