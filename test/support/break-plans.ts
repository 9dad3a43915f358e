/**
 * How to break each invariant of changes of plan that are to come behind the books' back: by title, each way with its
 * statements, over the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

const COMES = `cause_hash in (select hash from admin_action where kind = 'PLAN_SCHEDULED')`;

export const BREAK_PLANS: Record<string, Ways> = {
  'a plan that was to come comes at its instant, as the act has said': {
    'an hour early': [`update balance_update set at = at - interval '1 hour' where ${COMES}`],
    'another plan': [
      `update balance_update set after = replace(after::text, '"plan":"slow"', '"plan":"pro"')::json where ${COMES}`,
    ],
    twice: [
      `insert into balance_update select (jsonb_populate_record(u, '{"seq": 1000}')).* from balance_update u where ${COMES}`,
    ],
  },
  'a plan that is to come is what an act has said, and has not come yet': {
    'another plan': [`update account set next_plan = 'pro' where next_plan is not null`],
    'another instant': [
      `update account set next_plan_at = next_plan_at + interval '1 day' where next_plan is not null`,
    ],
    'one that no act has said': [`update account set next_plan_hash = sha256('forged') where next_plan is not null`],
    'one that has come already': [
      `update account a set next_plan = u.after->>'plan', next_plan_at = u.at, next_plan_hash = u.cause_hash
        from balance_update u where u.account_id = a.id and ${COMES}`,
    ],
  },
  'a plan that an act has said to come is to come, has come, or was lifted': {
    'one that is forgotten': [
      `update account set next_plan = null, next_plan_at = null, next_plan_hash = null where next_plan is not null`,
    ],
    'one that has not come': [`delete from balance_update where ${COMES}`],
  },
};
