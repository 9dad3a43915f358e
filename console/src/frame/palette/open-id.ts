/** Where an id that somebody pastes leads: the page that shows it, with what it needs in its address. */
import type { Client } from '@urql/core';
import { OpenNodeDocument, type OpenNodeQuery } from '../../gql/graphql';
import { factsOf, nodeOf } from '../../graphql';
import type { Viewer } from '../../scope';

export interface Place {
  to: string;
  params?: { account: string };
  search: Record<string, unknown>;
}

/** A place, or why there is none. */
export type Found = { place: Place } | { why: string };

const ID = /^(dec|use|chg|bal|lot|pur|hld|acc|ntc|act|rst|bud|brq)_[0-9a-f]{32}(_[0-9]{1,19})?$/;

const KINDS: Record<string, string> = {
  ...{ dec: 'receipt', use: 'usage event', chg: 'charge', bal: 'balance update', lot: 'lot', pur: 'purchase' },
  ...{
    acc: 'account',
    ntc: 'notice',
    act: 'act of an admin',
    rst: 'reset',
    bud: 'budget',
    brq: 'request for more of a budget',
  },
};

/** What kind of thing an id names; null where the text is no id. */
export function kindOf(text: string): string | null {
  const [, prefix = ''] = ID.exec(text) ?? [];
  return prefix === '' ? null : (KINDS[prefix] ?? 'hold');
}

type Node = NonNullable<OpenNodeQuery['node']>;

/** Asks what an id names, and says where it is shown. */
export async function findPlace(client: Client, id: string, viewer: Viewer): Promise<Found> {
  if (id.startsWith('hld_')) return { why: 'A hold is part of its receipt: open that one by its dec_ id.' };
  // A charge has the digits of its usage event, which knows its receipt.
  const asked = id.replace(/^chg_/, 'use_');
  const { data, error } = await client.query(nodeOf(OpenNodeDocument), { id: asked }).toPromise();
  if (error) return { why: factsOf(error).message };
  const place = data?.node ? placeOf(data.node, id, viewer) : undefined;
  if (place) return { place };
  return { why: data?.node ? 'No page shows this.' : 'There is no such id here.' };
}

function placeOf(node: Node, id: string, viewer: Viewer): Place | undefined {
  const own = viewer.account?.id ?? '';
  switch (node.__typename) {
    case 'AccessDecision':
      return receiptOf(node, viewer);
    case 'UsageEvent':
      return node.decision
        ? receiptOf(node.decision, viewer)
        : of(own, node.account, '/decisions', { key: node.idempotencyKey });
    case 'BalanceUpdate':
      return of(own, `acc_${id.slice(4, 36)}`, '/ledger', { seq: node.seq });
    case 'CreditLot':
      return of(own, node.account, '/credits', { lot: id, history: true });
    case 'Purchase':
      return of(own, node.account, '/credits', { purchase: id });
    case 'Notice':
      return of(own, node.account, '/credits', node.lot ? { lot: node.lot.id } : {});
    case 'Account':
      return of(own, id, '/', {});
    case 'Budget':
      return { to: '/budgets', search: { budget: id } };
    case 'BudgetRequest':
      return { to: '/budgets', search: { budget: node.budget.id } };
    case 'AdminAction':
      return node.changed == null ? undefined : of(own, node.changed, '/', {});
    default:
      return undefined;
  }
}

function receiptOf({ id, subject }: { id: string; subject: string }, viewer: Viewer): Place {
  return of(`subject:${viewer.subject}`, `subject:${subject}`, '/decisions', { receipt: id });
}

/** A page of one's own, or the same of another's account. */
function of(own: string, account: string, page: string, search: Record<string, unknown>): Place {
  if (account === own) return { to: page, search };
  return { to: `/accounts/$account${page === '/' ? '' : page}`, params: { account }, search };
}
