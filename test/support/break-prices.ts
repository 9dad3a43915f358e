/**
 * How to break each invariant of prices by size, and of what requests let the layers give, behind the books' back: by title,
 * each way with its statements, over the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

const set = (table: string, path: string, value: string) =>
  `update ${table} set body = jsonb_set(body::jsonb, '${path}', '${value}')::json where body::jsonb #> '${path}' is not null`;
const without = (table: string, key: string) =>
  `update ${table} set body = (body::jsonb - '${key}')::json where body->'${key}' is not null`;

export const BREAK_PRICES: Record<string, Ways> = {
  'a charge by size knows what the charged events of its hold came to with it': {
    'less than they did': [set('charge', '{soFar,charged}', '"1"')],
    'nothing told': [without('charge', 'soFar')],
  },
  'a hold has used by size what its charged events used, each unit at its own card': {
    'more than they did': [set('charge', '{soFar,used,0,usage,0,quantity}', '"99"')],
    'at another card': [set('charge', '{soFar,used,0,card}', '"meter-second"')],
    'an event that failed after all': [`update usage_event set status = 'FAILED' where body->'sized' is not null`],
  },
  'only usage that is priced by size tells a size, and each card that asks for one counts all of the hold': {
    'an event that is not': [without('usage_event', 'sized')],
    'a size beyond its limit that is told as within': [set('charge', '{sizes,0,above}', 'false')],
  },
  'a reference names one grant or purchase, since that is asked for': {
    'two purchases of one name': [`update purchase set reference = 'PO-1' where status <> 'DECLINED'`],
    'a purchase of a grant’s name': [
      `update admin_action set reference = 'PO-1'
        where id = (select id from admin_action where kind = 'GRANT' order by id desc limit 1)`,
      `update purchase set reference = 'PO-1' where id = (select id from purchase where status = 'PAID' limit 1)`,
    ],
  },
  'a decision draws on no layer that its request does not name, and on paid ones no more than it lets': {
    'a layer that it did not name': [set('decision', '{only,layers}', '["POOL"]')],
    'more paid than it let': [set('decision', '{only,maxPaid}', '"1"')],
  },
};
