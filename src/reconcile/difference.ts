/**
 * One thing that does not follow from the rest of the books, with every id that leads to it, and the list in which they
 * are collected. It judges nothing.
 */
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { wireId } from '../ids.js';
import { Uint64 } from '../scalars.js';

export const DifferenceKind = {
  HASH: 'HASH',
  CHAIN: 'CHAIN',
  SEQUENCE: 'SEQUENCE',
  ARITHMETIC: 'ARITHMETIC',
  CAUSE: 'CAUSE',
  PRICE: 'PRICE',
  MISSING: 'MISSING',
  UNEXPECTED: 'UNEXPECTED',
  UNREADABLE: 'UNREADABLE',
  STATE: 'STATE',
  USAGE_SUMS: 'USAGE_SUMS',
} as const;
export type DifferenceKind = keyof typeof DifferenceKind;
registerEnumType(DifferenceKind, {
  name: 'DifferenceKind',
  description: 'What is wrong with what was found. The list may grow.',
  valuesConfig: {
    HASH: { description: 'A row is not what it was when it was written: its hash is another.' },
    CHAIN: { description: 'A balance update does not continue the one before it.' },
    SEQUENCE: { description: 'Instants or numbers are out of order.' },
    ARITHMETIC: { description: 'Amounts do not follow from each other.' },
    CAUSE: { description: 'A balance update does not follow from the row that it names as its cause.' },
    PRICE: { description: 'A charge is not what its usage event costs.' },
    MISSING: { description: 'A row that others lead to is not there.' },
    UNEXPECTED: { description: 'A row is there that nothing leads to.' },
    UNREADABLE: { description: 'What a row stores cannot be read.' },
    STATE: { description: 'What is stored as the present state does not follow from the books.' },
    USAGE_SUMS: { description: 'The sums that usage is shown from do not follow from the books.' },
  },
});

export const Dataset = {
  USAGE_EVENT: 'USAGE_EVENT',
  CHARGE: 'CHARGE',
  BALANCE_UPDATE: 'BALANCE_UPDATE',
  DECISION: 'DECISION',
  LOT: 'LOT',
  ADMIN_ACTION: 'ADMIN_ACTION',
  ACCOUNT: 'ACCOUNT',
  USAGE_BUCKET: 'USAGE_BUCKET',
  BUDGET_REQUEST: 'BUDGET_REQUEST',
} as const;
export type Dataset = keyof typeof Dataset;
registerEnumType(Dataset, {
  name: 'DifferenceDataset',
  description: 'Where the row lies that is to blame.',
  valuesConfig: {
    USAGE_EVENT: { description: 'What was really used.' },
    CHARGE: { description: 'What it costs.' },
    BALANCE_UPDATE: { description: 'What it did to an account.' },
    DECISION: { description: 'The answers to checks.' },
    LOT: { description: 'Grants of credits.' },
    ADMIN_ACTION: { description: 'Who did what.' },
    ACCOUNT: { description: 'Accounts with their windows and holds.' },
    USAGE_BUCKET: { description: 'Sums of usage.' },
    BUDGET_REQUEST: { description: 'Requests for more of budgets, and what became of them.' },
  },
});

@ObjectType({ description: 'One thing that does not follow from the rest of the books.' })
export class Difference {
  @Field(() => DifferenceKind, { description: 'What is wrong.' }) kind!: DifferenceKind;
  @Field(() => Dataset, { description: 'Where the row lies that is to blame.' }) dataset!: Dataset;
  @Field(() => String, { description: 'One sentence for a person.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'What was derived.' }) expected!: string | null;
  @Field(() => String, { nullable: true, description: 'What is stored.' }) found!: string | null;
  @Field(() => ID, { description: 'The account.' }) account!: string;
  @Field(() => Uint64, { nullable: true, description: "The balance update's number on the account." })
  seq!: bigint | null;
  @Field(() => ID, { nullable: true, description: 'The balance update, bal_….' }) balanceUpdateId!: string | null;
  @Field(() => Uint64, { nullable: true, description: "The usage event's number on the account." })
  usageNo!: bigint | null;
  @Field(() => ID, { nullable: true, description: 'The usage event, use_….' }) usageEventId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The charge, chg_….' }) chargeId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The decision, dec_….' }) decisionId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The lot, lot_….' }) lotId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The link of the hash chain that does not hold, bal_… → bal_… (or from the start).',
  })
  brokenLink!: string | null;
}

/** Everything that leads to a difference: UUIDs, numbers on the account, and what was derived and found. */
export interface About {
  expected?: string;
  found?: string;
  seq?: bigint | null;
  usageNo?: bigint | null;
  usageEvent?: string | null;
  charge?: string | null;
  decision?: string | null;
  lot?: string | null;
  /** The `seq` before and after the link of the chain that is broken. */
  link?: readonly [before: bigint, after: bigint];
}

const LISTED_AT_MOST = 1_000;

/** The differences of one account: all are counted, the first thousand are listed. */
export class Findings {
  readonly listed: Difference[] = [];
  count = 0n;

  /** @param accountId the account's UUID */
  constructor(private readonly accountId: string) {}

  add(kind: DifferenceKind, dataset: Dataset, message: string, about: About = {}): void {
    this.count += 1n;
    if (this.listed.length >= LISTED_AT_MOST) return;
    const { expected = null, found = null, seq = null, usageNo = null, link } = about;
    const update = (of: bigint) => (of === 0n ? 'start' : `bal_${this.accountId.replaceAll('-', '')}_${of}`);
    this.listed.push({
      kind,
      dataset,
      message,
      expected,
      found,
      account: wireId('acc', this.accountId),
      seq,
      balanceUpdateId: seq === null ? null : update(seq),
      usageNo,
      usageEventId: about.usageEvent ? wireId('use', about.usageEvent) : null,
      chargeId: about.charge ? wireId('chg', about.charge) : null,
      decisionId: about.decision ? wireId('dec', about.decision) : null,
      lotId: about.lot ? wireId('lot', about.lot) : null,
      brokenLink: link ? `${update(link[0])} → ${update(link[1])}` : null,
    });
  }
}
