/**
 * How to break each invariant of resets in store behind the books' back: by title, each way with its statements, over the
 * books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

/** Says of updates that they left another number in store. */
const leave = (count: number, where: string) => `
  update balance_update set after = jsonb_set(after::jsonb, '{resets}', '[{"until": null, "count": ${count}}]')::json
  where ${where}`;

export const BREAK_RESETS: Record<string, Ways> = {
  'an account has the resets in store that its last update shows': {
    'one more': [`update account set resets = jsonb_set(resets, '{0,count}', '77') where resets <> '[]'`],
    none: [`update account set resets = '[]' where resets <> '[]'`],
  },
  'resets in store come and go as acts and the time say, one at a use': {
    'more than the act has said': [leave(77, `cause = 'RESETS_GRANTED'`)],
    'a use that took none': [leave(77, `cause = 'RESET_REDEEMED'`)],
    'two in one period of the plan': [leave(78, `cause = 'RESET_BANKED'`)],
    'ends of which none went': [leave(79, `cause = 'RESETS_EXPIRED'`)],
    'some that nobody gave': [leave(5, `cause = 'PLAN_CHANGED'`)],
  },
  'no reset is in store at or after its end': {
    'an end that has passed': [
      `update balance_update set after = jsonb_set(after::jsonb, '{resets,0,until}', to_jsonb(at - interval '1 second'))::json
        where json_array_length(after->'resets') > 0`,
    ],
  },
  'a reset that is used ends the window that its act names, of which something was used': {
    'another window': [
      `update admin_action set body = jsonb_set(body::jsonb, '{after}', '"weekly"')::json where kind = 'RESET_REDEEMED'`,
    ],
    'one of which nothing was used': [`update balance_update set lines = '[]' where cause = 'RESET_REDEEMED'`],
  },
  'each act on resets in store has its call, and each call its act': {
    'an act without a call': [`delete from reset_call where operation = 'REDEEM'`],
    'a call without an act': [`update reset_call set action_id = gen_random_uuid() where operation = 'GRANT'`],
    'a use that is said to have given some': [`update reset_call set operation = 'GRANT' where operation = 'REDEEM'`],
  },
};
