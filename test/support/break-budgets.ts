/**
 * How to break each invariant of budgets behind the books' back: by title, each way with its statements, over the books of
 * test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

const BUDGET = `(select id from account where address like 'budget:%' order by id limit 1)`;

export const BREAK_BUDGETS: Record<string, Ways> = {
  'each draw counted whole in the budgets over its layer, and in no others': {
    'one budget left out': [
      `update decision set body = replace(body::text, ',paid,', ',pool:none,')::json where body::text like '%"budgets"%'`,
    ],
    'a draw counted nowhere': [
      `update decision set body = replace(body::text, '"counts"', '"counted"')::json where body::text like '%"budgets"%'`,
    ],
    'counted twice in one budget': [
      `update decision set body = regexp_replace(body::text, '"counts":\\[(\\[[^]]*\\])', '"counts":[\\1,\\1')::json
        where body::text like '%"budgets"%'`,
    ],
  },
  'a budget that judged a decision is the one that its account counts, for whom it counts there': {
    'another budget said to have judged': [
      `update decision set body = replace(body::text, '"name":"', '"name":"team:none')::json where body::text like '%"budgets"%'`,
    ],
    'somebody else’s': [`update budget set subject = 'somebody' where account_id = ${BUDGET}`],
  },
  'no decision lifts what a budget counts above the limit that it was judged by and what was approved beyond': {
    'a lower limit said to have judged': [
      `update decision set body = regexp_replace(body::text, '"cap":{"limit":"[0-9]+"', '"cap":{"limit":"1"')::json
        where outcome = 'ALLOWED' and body::text like '%"cap"%'`,
    ],
  },
  'each account of a budget says what it counts, and only those do': {
    'the row gone': [`delete from budget where account_id = ${BUDGET}`],
    'the account another’s': [`update account set address = 'pool:taken' where id = ${BUDGET}`],
  },
  'what a budget counts of a hold is what is held, captured and given back of the draws that count in it': {
    'a count without a draw': [
      `update hold set draws = (
          select jsonb_agg(d - 'budgets') from jsonb_array_elements(draws) d
        ) where state = 'HELD' and draws::text like '%"budgets"%'`,
    ],
    'more given back than of the draw': [
      `update hold set counts = replace(counts::text, '"released": "0"', '"released": "1"')::jsonb
        where state = 'HELD' and counts is not null`,
    ],
    'less captured': [
      `update hold set counts = regexp_replace(counts::text, '"settled": "[0-9]+"', '"settled": "1"')::jsonb
        where state = 'HELD' and counts is not null`,
    ],
  },
};
