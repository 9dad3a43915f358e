/**
 * One act of an admin, an operator or the system: who did what to what, and why. A row of the books: never changed. Its
 * hash is the cause of the balance updates that no other row causes.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { Instant } from '../core/words.js';
import { newUuid, wireId, type IdKind } from '../ids.js';
import { DateTime } from '../scalars.js';
import type { Books } from './books.js';
import { DocumentColumn } from './codec.js';
import { rowHasher } from './columns.js';
import { actionCodec, type ActionBody } from './action-document.js';
import { Node } from './node.js';
import { ADMIN_ACTION, type ActionKind, type ActionRow, type ActorKind } from './tables.js';

/** Every kind of act: what the contract says of it, and what kind of thing `target_id` names; null where nothing. */
const KINDS: Readonly<Record<ActionKind, { description: string; names: IdKind | null }>> = {
  GRANT: { description: 'Credits were given without a payment here.', names: 'lot' },
  REVOKE: { description: 'What was left of a granted lot was taken back.', names: 'lot' },
  REFUND: { description: 'What was left of a purchase was taken back.', names: 'pur' },
  PLAN_CHANGED: { description: 'A subject was put on another plan.', names: null },
  PLAN_SCHEDULED: { description: 'A subject is to be put on another plan, at an instant to come.', names: null },
  PLAN_UNSCHEDULED: { description: 'A change of plan that was to come was lifted.', names: null },
  STATE_CHANGED: { description: 'An account was suspended, or put to use again.', names: null },
  ALLOWANCE_RESET: { description: 'Allowance windows were ended early.', names: 'rst' },
  RESETS_GRANTED: { description: 'An account got resets of windows in store.', names: null },
  RESET_REDEEMED: { description: 'A reset in store was used up: a window was ended early.', names: null },
  TOP_UP_SET: { description: 'Automatic top-up was switched on or off.', names: null },
  POLICY_ACTIVATED: { description: 'Another policy text went live.', names: null },
  VOID: { description: 'A usage event was undone, with its charge.', names: 'use' },
  BUDGET_RAISED: { description: 'More of a budget was approved.', names: 'lot' },
  BUDGET_REFUSED: { description: 'A request for more of a budget was rejected.', names: 'brq' },
};
export const AdminActionKind = contractEnum('AdminActionKind', 'What was done. The list may grow.', KINDS);

const ACTORS: Readonly<Record<ActorKind, { description: string }>> = {
  SUBJECT: { description: "A subject of the tenant, by what the tenant's policy lets it do." },
  OPERATOR: { description: 'Somebody who holds a token of the operator.' },
  SYSTEM: { description: 'Spillway itself.' },
};
export const AdminActorKind = contractEnum('AdminActorKind', 'On whose behalf something was done.', ACTORS);

/** Who acts, and in which request; a null name and request are the system's. */
export interface Actor {
  kind: ActorKind;
  name: string | null;
  requestId: string | null;
}

/** Spillway itself: what no call asked for. */
export const SYSTEM: Actor = Object.freeze({ kind: 'SYSTEM', name: null, requestId: null });

/** What is done; what is left out is null. */
export interface ActionTerms extends Partial<ActionBody> {
  kind: ActionKind;
  /** UUID of the account; null where it is done to the tenant as a whole. */
  accountId?: string | null;
  /** UUID of the lot, the purchase, the reset, the usage event or the request. */
  targetId?: string | null;
  reason?: string | null;
  reference?: string | null;
}

/** The hash of an act, from its columns alone; the updates that it caused carry it. */
export const hashAction = rowHasher(ADMIN_ACTION);

/** The row that tells of an act, with its hash. */
export function actionRow(tenantId: string, actor: Actor, at: Instant, terms: ActionTerms): ActionRow {
  const {
    kind,
    accountId = null,
    targetId = null,
    reason = null,
    reference = null,
    before = null,
    after = null,
    answers,
    activates,
  } = terms;
  const who = { actorKind: actor.kind, actor: actor.name, requestId: actor.requestId };
  const bodyText = actionCodec.write({ before, after, ...(answers && { answers }), ...(activates && { activates }) });
  const row = { tenantId, uuid: newUuid(at), at, kind, ...who, accountId, targetId, reason, reference, bodyText };
  return { ...row, hash: hashAction(row) };
}

/**
 * Writes down who does what in a unit of work.
 * @returns the hash that the updates of this act carry as their cause, where nothing else causes them
 */
export function act(books: Books, tenant: string, actor: Actor, at: Instant, terms: ActionTerms): Buffer {
  const row = actionRow(tenant, actor, at, terms);
  books.actions.push(row);
  return row.hash;
}

@ObjectType({ implements: Node, description: 'Who did what, kept for good.' })
@Entity({ tableName: 'admin_action', readonly: true })
export class AdminAction implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Field(() => DateTime, { description: 'When.' }) @Property({ type: 'datetime' }) at!: Date;
  @Field(() => AdminActionKind, { description: 'What.' }) @Property({ type: 'text' }) kind!: ActionKind;
  @Field(() => AdminActorKind, { description: 'On whose behalf.' }) @Property({ type: 'text' }) actorKind!: ActorKind;
  @Field(() => ID, {
    nullable: true,
    description: 'Who: a subject, or operator:<name>; null where Spillway did it itself.',
  })
  @Property({ type: 'text', nullable: true })
  actor!: string | null;
  @Property({ type: 'uuid', nullable: true }) accountId!: string | null;
  @Property({ type: 'uuid', fieldName: 'target_id', nullable: true }) targetUuid!: string | null;
  @Field(() => String, { nullable: true, description: 'Why, where a reason was given.' })
  @Property({ type: 'text', nullable: true })
  reason!: string | null;
  @Field(() => ID, { nullable: true, description: 'The payment elsewhere that granted credits were paid with.' })
  @Property({ type: 'text', nullable: true })
  reference!: string | null;
  @Field(() => ID, { nullable: true, description: 'The request that did it, as the log and errors name it.' })
  @Property({ type: 'text', nullable: true })
  requestId!: string | null;
  @Property({ type: new DocumentColumn(actionCodec) }) body!: ActionBody;
  @Property({ type: 'blob' }) hash!: Buffer;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('act', this.uuid);
  }

  @Field(() => ID, { nullable: true, description: 'The account; null where it was done to the tenant as a whole.' })
  get account(): string | null {
    return this.accountId && wireId('acc', this.accountId);
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The lot, the purchase, the reset, the usage event or the request; null for other acts.',
  })
  get target(): string | null {
    const { names } = KINDS[this.kind];
    return names && this.targetUuid && wireId(names, this.targetUuid);
  }

  @Field(() => String, { nullable: true, description: 'What was there before: a plan, a state, a policy version.' })
  get before(): string | null {
    return this.body.before;
  }

  @Field(() => String, { nullable: true, description: 'What it is since: also the terms of a top-up, in words.' })
  get after(): string | null {
    return this.body.after;
  }
}
