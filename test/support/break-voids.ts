/**
 * How to break each invariant of usage that was undone behind the books' back: by title, each way with its statements, over
 * the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

/** Sets a value in the documents of charges that undo others, where they have this path. */
const inCharge = (path: string, value: string, which = 'true') =>
  `update charge set body = jsonb_set(body::jsonb, '${path}', '${value}')::json
    where body->'reverses' is not null and body::jsonb #> '${path}' is not null and ${which}`;
const inEvent = (path: string, value: string) =>
  `update usage_event set body = jsonb_set(body::jsonb, '${path}', '${value}')::json where body->'voids' is not null`;
/** Replaces in the lines of updates that undo. */
const inLines = (from: string, to: string) =>
  `update balance_update set lines = replace(lines::text, '${from}', '${to}')::json
    where cause = 'VOIDED' and lines::text like '%${from}%'`;

export const BREAK_VOIDS: Record<string, Ways> = {
  'an event is undone once, by a later one of its account, which claims no hold and is of the same usage': {
    'a column that names another': [`update usage_event set voids = gen_random_uuid() where voids is not null`],
    'a document that names another': [inEvent('{voids,uuid}', '"019d0000-0000-7000-8000-000000000001"')],
    'other usage than was undone': [inEvent('{usage,0,quantity}', '"1"')],
    'one that ends a hold': ['update usage_event set final = true where voids is not null'],
    twice: [
      'drop index usage_event_voids',
      `update usage_event v set voids = f.voids from (select distinct on (tenant_id) tenant_id, voids from usage_event
        where voids is not null order by tenant_id, voids) f where f.tenant_id = v.tenant_id and v.voids is not null`,
    ],
  },
  'an event that undoes another has the charge of that one, which counts once, and no other charge has it': {
    'less than was charged': [
      "update charge set amount = amount - 1, debt = debt - 1 where body->'reverses' is not null and debt > 0",
    ],
    'of another charge': [inCharge('{reverses,usageNo}', '"1000"')],
    'one that says it undoes nothing': [
      `update charge set body = (body::jsonb - 'reverses')::json where body->'reverses' is not null`,
    ],
  },
  'an act says of each event that is undone who did it': {
    'an act that is gone': [`delete from admin_action where kind = 'VOID'`],
    'an act of something else': [`update admin_action set target_id = gen_random_uuid() where kind = 'VOID'`],
  },
  'what is undone gives back to each lot what its charge had spent there, to where the rest of the lot went': {
    'to another lot': [
      `update balance_update u set lines = replace(u.lines::text, l.lot::text, o.id::text)::json
        from lines l cross join lateral (select id from lot where id <> l.lot limit 1) o
        where u.cause = 'VOIDED' and l.cause = 'VOIDED' and l."from" = 'spent'
          and (u.tenant_id, u.account_id, u.seq) = (l.tenant_id, l.account_id, l.seq)`.replaceAll(
        'from lines l',
        `from (select b.tenant_id, b.account_id, b.seq, b.cause, m.lot, m."from" from balance_update b
          cross join lateral json_to_recordset(b.lines) as m (lot uuid, "from" text)) l`,
      ),
    ],
    'to what is held': [inLines('"from":"spent","to":"remaining"', '"from":"spent","to":"held"')],
    'nothing at all': [`update balance_update set lines = '[]' where cause = 'VOIDED'`],
  },
  'what comes back to a lot can be spent only where the lot is open, and is told in the bucket that it closed into': {
    'to be spent, though it was revoked': [inLines('"to":"takenBack"', '"to":"remaining"')],
    'expired, though it was revoked': [inLines('"to":"takenBack"', '"to":"expired"')],
  },
  'what is undone gives back to each window instance what its charge counted there, or ran to its end': {
    'to another window': [inLines('"window":"weekly"', '"window":"daily"')],
    'twice as much': [
      `update balance_update set lines = (lines::jsonb || lines::jsonb)::json
        where cause = 'VOIDED' and lines::text like '%"used","to":"remaining"%'`,
    ],
  },
  'what comes back into a window comes into the very instance that had counted it, while that runs': {
    'into one that has ended': [inLines('"from":"ended","to":"ended"', '"from":"used","to":"remaining"')],
    'nowhere, though it runs': [inLines('"from":"used","to":"remaining"', '"from":"ended","to":"ended"')],
  },
  'what was owed is owed no longer, or goes back to who repaid it: no more than they had, and as they had': {
    'less owed than says the charge': [inCharge('{reverses,owed}', '"1"')],
    'more than was repaid': [
      inCharge('{reverses,repaid,0,amount}', '"9000000000000"'),
      'update debt_return set amount = 9000000000000',
    ],
    'to a lot that had repaid nothing': [inCharge('{reverses,repaid,0,lot}', '"019d0000-0000-7000-8000-000000000001"')],
    'a sum that is gone': ['delete from debt_return'],
  },
  'the lines of an update that undoes usage move of debt what its charge says': {
    'owed less, untold': [
      `update balance_update set lines = replace(lines::text, '"from":"debt","to":"issued"', '"from":"debt","to":"ended"')::json
        where cause = 'VOIDED' and lines::text like '%"to":"issued"%'`,
    ],
    'a repayment that no lot gets back': [inLines('"from":"debt","to":"remaining"', '"from":"spent","to":"remaining"')],
  },
  'what the tenant had forgiven counts again in its own month only': {
    'in another month': [
      `update charge set at = at - interval '40 days' where forgiven > 0 and body->'reverses' is null`,
    ],
    'more than was forgiven': [inCharge('{reverses,carried}', '"1"')],
  },
};
