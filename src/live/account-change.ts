/**
 * What a watcher of an account is told: a change of its balance, or what else of it may be another. Shapes only.
 */
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import { BalanceChange } from './balance-change.js';

const REASONS = {
  PURCHASE: { description: 'A purchase was begun, or its status changed.' },
  TOP_UP: { description: 'Its automatic top-up was set, or stands otherwise.' },
  NOTICE: { description: 'A notice was given.' },
  PLAN: { description: 'It is on another plan.' },
  STATE: { description: 'It was suspended, or put to use again.' },
  POLICY: {
    description: "Another version of the tenant's policy is live: whatever you may do or draw on may be another.",
  },
  CATALOG: { description: 'Another version of the catalog is live: prices, plans and limits may be others.' },
} as const satisfies Record<string, { description: string }>;

export type ChangeReason = keyof typeof REASONS;
export const AccountChangeReason = contractEnum(
  'AccountChangeReason',
  'What of an account may be another, beside its balance. The list may grow: read the account for one that you do not know.',
  REASONS,
);

@ObjectType({ description: 'A change of an account: of its balance, or of what else belongs to it.' })
export class AccountChange {
  /** Of the account; by it the policy is asked, at each event, who may read. */
  address!: string;
  @Field(() => ID, { description: 'The account.' }) account!: string;
  @Field(() => BalanceChange, {
    nullable: true,
    description: 'How the balance changed, or where it stands; null where something else did, for which see `reasons`.',
  })
  change!: BalanceChange | null;
  @Extensions({ longest: Object.keys(REASONS).length })
  @Field(() => [AccountChangeReason], {
    description: 'What else may be another. Empty where `change` says it all, and in the first message.',
  })
  reasons!: ChangeReason[];
}
