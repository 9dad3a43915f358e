/**
 * What a lot is called elsewhere: as its grant says, or the purchase that paid for it. Read through one look-up for all lots
 * of an answer.
 */
import DataLoader from 'dataloader';
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { mayRead } from '../api/may-read.js';
import { perOperation } from '../api/per-operation.js';
import { Lot } from '../books/lot.js';

export const REFERENCES = `
  select k.lot, coalesce(p.reference, a.reference) as reference
  from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as k (lot, account, purchase)
  left join lateral (
    select p.reference from purchase p where p.tenant_id = $1 and p.account_id = k.account and p.id = k.purchase limit 1
  ) p on true
  left join lateral (
    select a.reference from admin_action a
    where a.tenant_id = $1 and a.target_id = k.lot and a.kind = 'GRANT'
    order by a.id limit 1
  ) a on true`;

type Named = Pick<Lot, 'uuid' | 'accountId' | 'purchaseId'>;

const referencesOf = perOperation<Context, DataLoader<Named, string | null>>(({ database, caller: { tenant } }) => {
  const read = (lots: readonly Named[]) =>
    database.transaction(
      [tenant],
      async (tx) => {
        const of = <K extends keyof Named>(key: K) => lots.map((lot) => lot[key]);
        const params = [tenant, of('uuid'), of('accountId'), of('purchaseId')];
        const rows = await tx.query<{ lot: string; reference: string | null }>(REFERENCES, params);
        const found = new Map(rows.map(({ lot, reference }) => [lot, reference]));
        return lots.map(({ uuid }) => found.get(uuid) ?? null);
      },
      { readOnly: true },
    );
  return new DataLoader(read, { cache: false });
});

@Resolver(() => Lot)
export class LotReferenceResolver {
  @FieldResolver(() => ID, {
    nullable: true,
    description:
      'What its grant, or its purchase, is called elsewhere; null where that was not said, and where you may not read its ' +
      'account.',
  })
  async reference(@Root() lot: Lot, @Ctx() context: Context): Promise<string | null> {
    return (await mayRead(context, lot.accountId)) ? referencesOf(context).load(lot) : null;
  }
}
