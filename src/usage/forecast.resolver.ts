/**
 * Forecasts of accounts, asked for one or for each account of a page: however many, the books are read once for their windows
 * and once for pools. The budgets of a subject are those that the list of them shows.
 */
import DataLoader from 'dataloader';
import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { Account } from '../books/account.js';
import type { Budget } from '../books/budget.js';
import { budgetsOfSubject } from '../budgets/list-budgets.js';
import { subjectOf } from '../core/address.js';
import { growthSince, type Span } from '../core/forecast.js';
import {
  beginnings,
  Forecast,
  forecastOf,
  FORECASTS_BOUND,
  imagesThen,
  lookAt,
  poolsLeft,
  spendingOf,
  windowsLeft,
  type ImageThen,
} from './forecast.js';

/** So many budgets of a subject are looked at. */
const MOST_BUDGETS = 50;

const ofAccounts = perOperation<Context, DataLoader<string, Forecast[]>>(({ ledger, database, caller: { tenant } }) => {
  const read = async (addresses: readonly string[]): Promise<Forecast[][]> => {
    const keys = [...new Set(addresses)].map((address) => ({ tenant, address }));
    const { accounts, now } = await ledger.read(tenant, keys, (books) => lookAt(books, keys));
    const [subjects, pools] = [true, false].map((isSubject) =>
      accounts.filter(({ address }) => (subjectOf(address) !== null) === isSubject),
    );
    return database.transaction(
      [tenant],
      async (tx) => {
        const windows = await windowsLeft(tx, tenant, subjects!, now);
        const lots = await poolsLeft(tx, tenant, pools!, now);
        const byAddress = new Map(accounts.map(({ address, id }) => [address, id]));
        return addresses.map((address) => {
          const id = byAddress.get(address) ?? '';
          const pool = lots.get(id);
          return [...(windows.get(id) ?? []), ...(pool ? [pool] : [])].map((left) => forecastOf(left, now));
        });
      },
      { readOnly: true },
    );
  };
  return new DataLoader(read, { cache: false });
});

type Then = ReadonlyMap<Span, ImageThen>;

const ofBudgets = perOperation<Context, DataLoader<string, Then>>(({ ledger, database, caller: { tenant } }) => {
  const read = async (ids: readonly string[]): Promise<Then[]> => {
    const since = beginnings(ledger.wallClock());
    const images = await database.transaction([tenant], (tx) => imagesThen(tx, tenant, ids, since), { readOnly: true });
    const spans = Object.keys(since) as Span[];
    return ids.map(
      (id) =>
        new Map(
          spans.flatMap((span) => {
            const image = images.get(`${id} ${span}`);
            return image ? [[span, image] as const] : [];
          }),
        ),
    );
  };
  return new DataLoader(read, { cache: false });
});

@Resolver(() => Account)
export class ForecastResolver {
  @Extensions(FORECASTS_BOUND)
  @FieldResolver(() => [Forecast], {
    description:
      'When its windows run out at the rate of the last hour, day and week, and up to 50 budgets that count its subject; ' +
      'of a pool, its credits.',
  })
  async forecast(@Root() { address, subject }: Account, @Ctx() context: Context): Promise<Forecast[]> {
    const own = ofAccounts(context).load(address);
    if (subject === null) return own;
    const { caller } = context;
    const groups = subject === caller.subject ? caller.groups : [];
    const page = { first: MOST_BUDGETS, after: null };
    const { nodes } = await budgetsOfSubject(context, { subject, groups }, null, page);
    const capped = nodes.filter(({ kind }) => kind === 'CAP');
    return [...(await own), ...(await Promise.all(capped.map((budget) => forecastOfBudget(context, budget))))];
  }
}

async function forecastOfBudget(context: Context, budget: Budget): Promise<Forecast> {
  const now = context.ledger.wallClock();
  const account = budget.accountUuid === null ? null : await context.loaders.accountAt.load(budget.address);
  const running = account?.windows.find(({ resetsAt }) => resetsAt > now);
  const counted = running ? { amount: running.used, startedAt: running.startedAt } : null;
  const then = account ? await ofBudgets(context).load(account.uuid) : new Map<Span, ImageThen>();
  const since = beginnings(now);
  const spent = spendingOf((span) => {
    const before = then.get(span);
    return growthSince(counted, before ? { amount: before.used, startedAt: before.startedAt } : null, since[span], now);
  });
  const { id, who: source, remaining, resetsAt } = budget;
  const refillsAt = resetsAt?.getTime() ?? null;
  return forecastOf({ kind: 'BUDGET', source, budget: id, remaining, refillsAt, spent }, now);
}
