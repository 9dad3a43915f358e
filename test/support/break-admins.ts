/**
 * How to break each invariant of the acts of admins behind the books' back: by title, each way with its statements, over
 * the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

export const BREAK_ADMINS: Record<string, Ways> = {
  'every act of an admin has the hash of what is stored': {
    'another actor': [`update admin_action set actor = 'mallory' where actor is not null`],
    'the very bytes of a body changed, though they mean the same': [
      `update admin_action set body = (body::text || ' ')::json`,
    ],
  },
  'an update that an admin caused covers the hash of that very act': {
    'an act that is gone': [`delete from admin_action where kind = 'PLAN_CHANGED'`],
    'the act on another account': [
      `update balance_update u set cause_hash = (
        select a.hash from admin_action a
        where a.tenant_id = u.tenant_id and a.kind = u.cause and a.account_id <> u.account_id limit 1)
      where u.tenant_id = 'acme' and u.cause = 'PLAN_CHANGED'`,
    ],
    'an act of another kind': [
      `update balance_update u set cause_hash = (
        select a.hash from admin_action a
        where a.tenant_id = u.tenant_id and a.kind = 'GRANT' and a.account_id = u.account_id limit 1)
      where u.cause = 'REFUND'`,
    ],
  },
  'once acts are written down, no admin changes an account without one': {
    'a refund without the hash of its act': [`update balance_update set cause_hash = null where cause = 'REFUND'`],
    'a later change of plan without an act': [
      `insert into balance_update
        select (jsonb_populate_record(u, jsonb_build_object('seq', 1000, 'cause_hash', null))).*
        from balance_update u where u.cause = 'PLAN_CHANGED' limit 1`,
    ],
  },
  'every act on an account, a lot, a purchase or a reset names one that is there': {
    'a grant of no lot': [`update admin_action set target_id = gen_random_uuid() where kind = 'GRANT'`],
    'a plan of no account': [`update admin_action set account_id = gen_random_uuid() where kind = 'PLAN_CHANGED'`],
    'a refund of a purchase on another account': [
      `update admin_action set account_id = gen_random_uuid() where kind = 'REFUND'`,
    ],
  },
  'what a tenant’s admins have given in a month is counted, all of it and nothing else': {
    'a count that is gone': ['delete from admin_allowance'],
    'a count of less than was given': ['update admin_allowance set used = used - 1 where used > 1'],
    'what the operator gave, counted': [`update admin_action set actor_kind = 'OPERATOR' where kind = 'GRANT'`],
  },
};
