/**
 * How to break each invariant of settlement, purchases and top-ups behind the books' back: by title, each way with its
 * statements, over the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

/** The same lots again, under other ids. */
const SAME_LOTS = `
  insert into lot select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).*
  from lot l where purchase_id is not null`;

export const BREAK_PAYMENTS: Record<string, Ways> = {
  'usage numbers run from 1 without gaps up to the account': {
    'the last usage event gone': [`delete from usage_event where status = 'FAILED'`],
  },
  'every settled event has exactly one charge, and no other has any': {
    'a usage event that is gone': ['delete from usage_event where usage_no = 2'],
    'a charge that is gone': ['delete from charge where usage_no = 2'],
    'a second charge for an event': [
      'alter table charge drop constraint charge_pkey',
      'insert into charge select * from charge where usage_no = 2',
    ],
    'a charge for an event that is still to be settled': [
      'update account set settled_no = settled_no - 1 where settled_no > 1',
    ],
    'a charge under the id of another event': ['update charge set id = gen_random_uuid()'],
  },
  'every charge has the hash of what is stored': {
    'a charge changed in place': [`update charge set at = at + interval '1 ms'`],
    'a charge’s body changed': [`update charge set body = (body::text || ' ')::json`],
  },
  'every charge covers the hash of its usage event': {
    'a usage event changed in place': [`update usage_event set session = 's2' where session = 's1'`],
    'what was used changed': [
      `update usage_event set body = replace(body::text, '"80"', '"79"')::json where body::text like '%"80"%'`,
    ],
  },
  'draws, forgiven and debt add up to the charge, and a charge of nothing says why': {
    'a charge that its draws do not cover': ['update charge set amount = amount + 1 where amount > 0'],
  },
  'usage that may only be drawn on its own account drew nothing else beyond its hold': {
    'what another account paid beyond the hold': [
      `update usage_event set body = jsonb_set(body::jsonb, '{ownOnly}', 'true')::json`,
      `update charge set body = regexp_replace(replace(body::text, '"captured":true', '"captured":false'),
        '"accountId":"[^"]+"', '"accountId":"' || gen_random_uuid() || '"')::json`,
    ],
  },
  'every charge has exactly one SETTLE on its account, or one VOIDED where its event undoes another': {
    'a charge that nobody journalled': [`update balance_update set cause = 'RELEASE' where cause = 'SETTLE'`],
  },
  'an update that settles covers the hash of its charge': {
    'a charge hashed anew': [`update charge set hash = sha256('forged')`],
    'a charge that nobody made, nor any hash of one': [
      `update balance_update set cause_id = gen_random_uuid(), cause_hash = null where cause = 'SETTLE'`,
    ],
  },
  'what a charge drew from lots is what they spent for it': {
    'a lot that spent other than was charged': [
      `update balance_update set lines = replace(lines::text, '"spent"', '"expired"')::json
        where lines::text like '%"spent"%'`,
    ],
  },
  'what a charge drew from a window, or counted in a budget, is what it counted there': {
    'a window given back what was charged': [
      `update balance_update set lines = replace(lines::text, '"used"', '"remaining"')::json
        where cause = 'SETTLE' and lines::text like '%"used"%'`,
    ],
    'a window that has ended, untold': [
      `update balance_update set lines = replace(lines::text, '"from":"ended"', '"from":"held"')::json
        where cause = 'SETTLE' and lines::text like '%"from":"ended"%'`,
      `update balance_update set lines = replace(lines::text, '"to":"ended"', '"to":"remaining"')::json
        where cause = 'SETTLE' and lines::text like '%"to":"ended"%'`,
    ],
    'a budget counted another amount': [
      `update charge set body = regexp_replace(body::text, '("account":"budget:[^}]*},"amount":")', '\\11')::json
        where body::text like '%budget:%'`,
    ],
    'another window charged': [
      `update charge set body = replace(body::text, '"weekly"', '"daily"')::json where body::text like '%"weekly"%'`,
    ],
  },
  'overshoot is journalled as its charge says': {
    'forgiven what became debt': ['update charge set forgiven = forgiven + 1, debt = debt - 1 where debt > 0'],
  },
  'debt is what charges left less what was repaid, and forgiven as months turned': {
    'debt that no charge left': ['update account set debt = debt + 1'],
    'paid by a window, untold': [
      `update balance_update set lines = '[]' where cause = 'DEBT_REPAID' and lines::text like '%"window":"%'`,
    ],
    'forgiven, untold': [`update balance_update set lines = '[]' where cause = 'DEBT_FORGIVEN'`],
  },
  'what the tenant carried this month is what its charges say, and what it forgave as months turned': {
    'a month’s forgiving that is gone': [`delete from balance_update where cause = 'DEBT_FORGIVEN'`],
    'a month’s forgiveness forgotten': ['update account set forgiven = 0 where forgiven > 0'],
    'and the month, too': ['update account set forgiven = 0, forgiven_since = null where forgiven > 0'],
    'carried, though nothing was forgiven': ['update account set forgiven = 1 where forgiven = 0'],
  },
  'usage sums are the sums over events and charges': {
    'a sum that is off by one': [`update usage_bucket set amount = amount + 1 where measure = 'charged'`],
    'a sum that is gone': [`delete from usage_bucket where session = 's1'`],
    'a sum of nothing that happened': [
      `insert into usage_bucket select tenant_id, account_id, session, slot, 'codex', feature, measure, amount
        from usage_bucket`,
    ],
  },
  'what the allowance repays, every window without a scope counts and no other, and debt is forgiven only as a month turns':
    {
      'a window that does not count it': [
        `update balance_update set lines = (lines::jsonb - 0)::json
        where cause = 'DEBT_REPAID' and lines::text like '%"window":"%'`,
      ],
      'forgiven within the month': [
        `update balance_update set at = at + interval '1 day' where cause = 'DEBT_FORGIVEN'`,
      ],
    },
  'a purchase that was paid has exactly its lot, any other has none': {
    'a purchase that was paid without its lot': [`update purchase set lot_id = null where status = 'PAID'`],
    'a declined purchase with a lot': [`update purchase set status = 'DECLINED', lot_id = null where status = 'PAID'`],
    'a second lot': ['drop index lot_of_purchase', SAME_LOTS],
    'a lot of no purchase': ['update lot set purchase_id = gen_random_uuid() where purchase_id is not null'],
    'a lot on another account': [`update purchase set account_id = gen_random_uuid() where status = 'PAID'`],
    'a lot of another amount': [`update purchase set credits = credits + 1 where status = 'PAID'`],
  },
  'a purchase is refunded exactly where its lot was taken back, and at rest once all that came back is returned': {
    'a purchase paid though its lot was taken back': [`update purchase set status = 'PAID' where status = 'REFUNDED'`],
    'a refund that took nothing back': [`update lot set closed = null where closed = 'takenBack'`],
    'more refunded than was taken back': [
      `update lot set taken_back = taken_back - 1, spent = spent + 1 where closed = 'takenBack'`,
    ],
    'money that never went back': [`update purchase set returned = 0 where status = 'REFUNDED'`],
    'more to come, though it is called done': [`update lot set open = true where closed = 'takenBack'`],
    'a pending purchase that nobody asks about': [`update purchase set status = 'PENDING' where status = 'DECLINED'`],
  },
  'a top-up has at most one purchase in flight, and every automatic purchase in flight is the one it waits for': {
    'a purchase that no top-up waits for': [`update purchase set status = 'PENDING' where automatic`],
    'a top-up that waits for no purchase': [
      `update top_up set state = 'PENDING', purchase_id = gen_random_uuid() where state = 'READY'`,
    ],
  },
  'an account is watched for a top-up exactly as its top-up stands': {
    'an account that nobody watches': ['update account set top_up_below = null where top_up_below is not null'],
    'an attempt that nobody waits for': ['update account set top_up_at = null where top_up_at is not null'],
    'an attempt that is waited for in vain': ['update account set due_at = null where top_up_at is not null'],
  },
  'a top-up stands as the last consent set it': {
    'a higher target': [`update top_up set target = target + 1 where state = 'READY'`],
    'a top-up that nobody agreed to': ['delete from top_up_consent'],
  },
  'every automatic purchase was agreed to: at most the target and what was ever owed, within the month’s cap': {
    'by nobody': ['delete from top_up_consent'],
    'by somebody who agreed to less': ['update top_up_consent set threshold = 1, target = 2'],
    'beyond the cap': ['update top_up_consent set monthly_cap = 1'],
    'by somebody who agreed later': [`update top_up_consent set at = at + interval '1 year'`],
  },
  'a hold never buys: a top-up buys only where less than its threshold was left, available or held': {
    'bought while enough was left': ['update top_up_consent set threshold = 0'],
    'bought for what was only held': [
      `update balance_update u set after = jsonb_set(after::jsonb, '{balance,held}', '"50000000000"')::json
        from purchase p where p.automatic and p.account_id = u.account_id`,
    ],
  },
};
