/**
 * Credits that an admin gives: a lot without a payment of ours, at once or from a later instant on, exactly once per key.
 */
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Catalog } from '../catalog/catalog.js';
import { formatCredits } from '../core/amounts.js';
import type { AnyLotKind, LotKind as CoreLotKind } from '../core/kinds.js';
import type { Instant } from '../core/words.js';
import { badInput, SpillwayError } from '../errors.js';
import { Credits, DateTime } from '../scalars.js';
import type { Database, Tx } from '../database/database.js';
import { cleanName, LONGEST } from '../text.js';
import { act, type Actor } from '../books/admin-action.js';
import { accountToCreate } from '../books/account-to-create.js';
import { AccountInput } from '../api/account-input.js';
import { assertRoom, issueLot, type LotTerms } from '../books/issue-lot.js';
import { hashFields } from '../books/journal-hash.js';
import { Lot, LotKind } from '../books/lot.js';
import { takeReference } from '../books/references.js';
import type { Ledger } from '../books/unit-of-work.js';
import { countGrant } from './admin-bounds.js';

const MOST_PRIORITY = 1_000_000;
const MOST_PRODUCTS = 100;

@InputType({ description: 'Credits to give to one account; name it by account, subject or pool, else it is your own.' })
export class GrantCreditsInput extends AccountInput {
  @Field(() => LotKind, {
    description:
      'Where they come from; PURCHASED for credits that were paid for elsewhere: by the operator alone. INCREASE is refused: see requestBudget.',
  })
  kind!: AnyLotKind;
  @Field(() => Credits, { description: 'How many; above zero.' }) credits!: bigint;
  @Field(() => Int, { defaultValue: 100, description: `Lower burns first. 0 to ${MOST_PRIORITY}.` }) priority!: number;
  @Field(() => [ID], {
    nullable: true,
    description: `Products they may be used for; null for all. 1 to ${MOST_PRODUCTS}.`,
  })
  products?: string[] | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Spendable from this instant, at most 10 years back; null: now.',
  })
  effectiveAt?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Unusable from this instant on; null: never.' })
  expiresAt?: Date | null;
  @Field(() => String, { description: 'Why, for the books.' }) reason!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'What it is called elsewhere, such as a payment: unique among the grants and purchases of the tenant, else CONFLICT. ' +
      'PURCHASED needs it.',
  })
  reference?: string | null;
  @Field(() => String, { description: 'The key of this call, retired for ever by the grant, per account.' })
  idempotencyKey!: string;
}

const TEN_YEARS_MS = 10 * 366 * 86_400_000;

/**
 * Gives the credits to the account at `address`, which is made where it does not exist.
 * @returns the lot as it is now; `replayed` where the key had made it before
 * @throws SpillwayError BAD_USER_INPUT, IDEMPOTENCY_CONFLICT, OVERLOADED; CONFLICT for too many lots, and for a reference
 *   that another grant has; FORBIDDEN beyond what the operator lets the tenant's admins give
 */
export async function grantCredits(
  { ledger, database, catalog }: { ledger: Ledger; database: Database; catalog: Catalog },
  { tenant, address, actor }: { tenant: string; address: string; actor: Actor },
  input: GrantCreditsInput,
): Promise<Lot> {
  const { reference, ...terms } = lotTermsOf(input);
  const key = { tenant, address };
  const create = [accountToCreate(catalog, tenant, address)];
  const { uuid, replayed } = await ledger.work([tenant], { lock: [key], create }, async (books, tx) => {
    const account = books.account(key);
    const earlier = await tx.em.findOne(Lot, { tenantId: tenant, accountId: account.id, key: terms.key });
    if (earlier) {
      if (terms.fingerprint?.equals(earlier.fingerprint ?? Buffer.alloc(0)))
        return { uuid: earlier.uuid, replayed: true };
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another grant.');
    }
    const now = books.bringUpTo(account);
    checkInstants(terms, now);
    checkProducts(terms, catalog);
    await assertRoom(tx, account, terms.amount);
    await countGrant(tx, { catalog, tenant, actor }, terms.kind, terms.amount, now);
    await checkReference(tx, tenant, terms.kind, reference);
    const { id } = issueLot(books, account, terms, now);
    act(books, tenant, actor, now, {
      kind: 'GRANT',
      accountId: account.id,
      targetId: id,
      reason: terms.reason,
      reference,
      after: `${formatCredits(terms.amount)} ${terms.kind}`,
    });
    return { uuid: id, replayed: false };
  });
  const read = await database.transaction([tenant], ({ em }) => em.findOneOrFail(Lot, { tenantId: tenant, uuid }), {
    readOnly: true,
  });
  return Object.assign(read, { replayed });
}

/** A payment pays once. */
async function checkReference(tx: Tx, tenant: string, kind: CoreLotKind, reference: string | null): Promise<void> {
  if (reference === null) {
    if (kind === 'PURCHASED')
      throw badInput('reference: PURCHASED credits need the payment that they were bought with.', 'reference');
    return;
  }
  await takeReference(tx, tenant, reference);
}

/** What can be judged without the books. */
function lotTermsOf(input: GrantCreditsInput): LotTerms & { kind: CoreLotKind; reference: string | null } {
  const { credits, priority } = input;
  const kind = grantedKind(input);
  if (credits <= 0n) throw badInput('credits must be above zero.', 'credits');
  if (priority < 0 || priority > MOST_PRIORITY) throw badInput(`priority is 0 to ${MOST_PRIORITY}.`, 'priority');
  const products = input.products?.map((product) => cleanName('products', product, LONGEST.name)) ?? null;
  if (products && (products.length < 1 || products.length > MOST_PRODUCTS))
    throw badInput(`products: name 1 to ${MOST_PRODUCTS}, or leave it null for all.`, 'products');
  if (products && new Set(products).size < products.length) throw badInput('products: name each once.', 'products');
  const reason = cleanName('reason', input.reason, LONGEST.reason);
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const reference = input.reference == null ? null : cleanName('reference', input.reference, LONGEST.key);
  const instant = (at: Date | null | undefined) => at?.getTime() ?? null;
  const [effectiveAt, expiresAt] = [instant(input.effectiveAt), instant(input.expiresAt)];
  const fields = [kind, String(credits), String(priority), text(effectiveAt), text(expiresAt), reason];
  // A new argument is fingerprinted only where it is used: keys from before it stay what they were.
  const more = reference === null ? [] : ['reference', reference];
  const fingerprint = hashFields([...fields, products && String(products.length), ...(products ?? []), ...more]);
  return {
    kind,
    amount: credits,
    priority,
    products,
    effectiveAt,
    expiresAt,
    reason,
    purchaseId: null,
    key,
    fingerprint,
    reference,
  };
}

function grantedKind({ kind }: GrantCreditsInput): CoreLotKind {
  if (kind !== 'INCREASE') return kind;
  throw badInput('kind: nobody grants an INCREASE. More of a budget is asked for with requestBudget.', 'kind');
}

function text(at: Instant | null): string | null {
  return at === null ? null : String(at);
}

function checkInstants({ effectiveAt, expiresAt }: LotTerms, now: Instant): void {
  if (effectiveAt !== null && effectiveAt < now - TEN_YEARS_MS)
    throw badInput('effectiveAt is at most 10 years back.', 'effectiveAt');
  if (expiresAt !== null && expiresAt <= now) throw badInput('expiresAt must be in the future.', 'expiresAt');
  if (expiresAt !== null && effectiveAt !== null && expiresAt <= effectiveAt) {
    throw badInput('expiresAt must be after effectiveAt.', 'expiresAt');
  }
}

function checkProducts({ products }: LotTerms, catalog: Catalog): void {
  for (const product of products ?? []) {
    if (!catalog.products.has(product))
      throw badInput(`products: the catalog has no product "${product}".`, 'products');
  }
}
