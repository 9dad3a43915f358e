/**
 * How to break each invariant of requests for more of budgets behind the books' back: by title, each way with its
 * statements, over the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

const APPROVED = `(select lot_id from budget_request where state = 'APPROVED' order by id limit 1)`;

export const BREAK_REQUESTS: Record<string, Ways> = {
  'every request for more of a budget has the hash of what was asked': {
    'more asked for afterwards': ['update budget_request set credits = credits + 1'],
    'asked by another': [`update budget_request set asked_by = 'mallory'`],
    'of another kind of budget': [`update budget_request set who = 'tenant' where state = 'PENDING'`],
  },
  'an approved request has one increase of just what was approved, and there is none without a request': {
    'one that is gone': [`delete from lot where id = ${APPROVED}`],
    'one that nobody asked for': [`delete from budget_request where lot_id = ${APPROVED}`],
    'more than was approved': [`update lot set amount = amount + 1, remaining = remaining + 1 where id = ${APPROVED}`],
    'one that ends later': [`update lot set expires_at = expires_at + interval '1 day' where id = ${APPROVED}`],
    'one on another account': [
      `update lot set account_id = (select id from account where address = 'subject:bo') where id = ${APPROVED}`,
    ],
    'one that was raised twice': [
      `insert into balance_update
        select (jsonb_populate_record(u, jsonb_build_object('seq', 1000))).*
        from balance_update u where u.cause = 'BUDGET_RAISED' limit 1`,
    ],
  },
  'each answer to a request is one act, of who decided it, that covers what was asked and what was issued': {
    'no act of a rejection': [`delete from admin_action where kind = 'BUDGET_REFUSED'`],
    'an act of somebody else': [`update admin_action set actor = 'mallory' where kind = 'BUDGET_RAISED'`],
    'an answer by who asked': [
      `alter table budget_request drop constraint budget_request_answer`,
      `update budget_request set asked_by = decided_by where state = 'APPROVED'`,
    ],
    'an act that answers another request': [
      `update admin_action set body = replace(body::text, '"request":"', '"request":"00')::json
        where kind = 'BUDGET_RAISED'`,
    ],
    'an act that issued something else': [
      `update admin_action set body = replace(body::text, '"lot":"', '"lot":"00')::json where kind = 'BUDGET_RAISED'`,
    ],
    'an act without a request': [`update admin_action set target_id = gen_random_uuid() where kind = 'BUDGET_REFUSED'`],
  },
  'a stage of a budget is told once a period, and what became of a request once, on budgets and whose they are': {
    twice: [
      'drop index notice_of_budget',
      `insert into notice
        select (jsonb_populate_record(n, jsonb_build_object('no', 1000, 'id', gen_random_uuid()))).*
        from notice n where kind = 'BUDGET' limit 1`,
    ],
    'again in the same period': [
      `insert into notice
        select (jsonb_populate_record(n, jsonb_build_object('no', 1000, 'id', gen_random_uuid(),
          'period_started_at', n.at))).*
        from notice n where kind = 'BUDGET' limit 1`,
    ],
    'to another': [
      `update notice set account_id = (select id from account where address = 'subject:deb'), no = 1000 + no
        where kind = 'BUDGET' and account_id <> budget_id`,
    ],
    'of more than was asked': [`update notice set amount = 1000000000000 where kind = 'BUDGET_REQUEST'`],
  },
};
