/**
 * How to break each invariant of the journal and of what follows from it behind the books' back: by title, each way with
 * its statements, over the books of test/api/reconcile.test.ts.
 */

/** Ways to break one invariant, each with its statements. */
export type Ways = Record<string, string[]>;

const POOL = `(select id from account where tenant_id = 'acme' and address = 'pool:engineering')`;
const HELD_LOT = `(select id from lot where held > 0 limit 1)`;
const WITH_WINDOWS = 'jsonb_array_length(windows) > 0';

/** One notice about a lot that was bought, with this number, said to be due so many days before its expiry. */
const giveNotice = (no: number, days: number) => `
  insert into notice select tenant_id, account_id, ${no}, gen_random_uuid(), 'LOT_EXPIRES', id, 7,
    expires_at - interval '1 hour', expires_at - interval '${days * 24} hours', 1, expires_at
  from lot where purchase_id is not null limit 1`;

/** Says of updates that withdrew a window that they left what the update before them left. */
const likeTheOneBefore = (after: string) => `
  update balance_update u set after = ${after} from balance_update before
  where (before.tenant_id, before.account_id, before.seq) = (u.tenant_id, u.account_id, u.seq - 1)
    and u.cause = 'RELEASE' and u.lines::text like '%"from":"used","to":"ended"%'`;

/** One count of a denial, with these in place of what it would have. */
const countDenial = (subject: string, hour: string, groups = `'{}'`, reason = `'NOT_PERMITTED'`) => `
  insert into denial_count
  select 'acme', ${subject}, ${hour}, '', '', ${reason}, sha256(n::text::bytea), ${groups}, 1, ${hour}, '{}'`;
const THIS_HOUR = `date_trunc('hour', now())`;

export const BREAK_LEDGER: Record<string, Ways> = {
  'seq runs from 1 without gaps up to the account': {
    'a balance update that is gone': [`delete from balance_update where cause = 'RELEASE'`],
  },
  'time never falls along seq': {
    'an update set back': [`update balance_update set at = at - interval '1 year' where seq = 2`],
  },
  'the hash chain is whole': {
    'an update hashed anew': [`update balance_update set hash = sha256('forged') where seq = 2`],
    'another end of the chain': [`update account set last_hash = sha256('forged') where seq > 0`],
  },
  'every balance update has the hash of what is stored': {
    'an update changed in place': [`update balance_update set cause = 'GRANT' where cause = 'RELEASE'`],
    'the very bytes of an after-image changed, though they mean the same': [
      `update balance_update set after = (after::text || ' ')::json where seq = 2`,
    ],
  },
  'every decision has the hash of what is stored': {
    'a decision changed in place': [`update decision set session = 'other' where outcome = 'ALLOWED'`],
    'a decision’s body changed': [
      `update decision set body = replace(body::text, '"plan":"twin"', '"plan":"pro"')::json`,
    ],
  },
  'every lot has the hash of its terms': {
    'terms of a lot changed': ['update lot set priority = 1'],
  },
  'an update covers the hash of the decision or of the lot that caused it': {
    'a decision hashed anew': [`update decision set hash = sha256('forged') where outcome = 'ALLOWED'`],
    'a hold without its decision, nor any hash of one': [
      `delete from decision where outcome = 'ALLOWED'`,
      `update balance_update set cause_hash = null where cause = 'HOLD'`,
    ],
    'a grant of a lot that was bought': [`update balance_update set cause = 'GRANT' where cause = 'PURCHASE'`],
  },
  'an account keeps the instant of its first update with a plan, in every image that tells it': {
    'an image that tells another': [
      `update balance_update set after = regexp_replace(after::text, '"subscribedAt":"20', '"subscribedAt":"19')::json
        where seq = 2`,
    ],
    'an account that says another': [`update account set subscribed_at = subscribed_at + interval '1 day'`],
    'an account that has forgotten it': [`update account set subscribed_at = null`],
    'one on a pool': [`update account set subscribed_at = last_at where plan is null and seq > 0`],
  },
  'every policy and catalog text is the one that its version names': {
    'a policy’s text changed': [`update policy_version set text = text || ' '`],
    'a catalog’s text changed': [`update catalog_version set text = text || ' '`],
  },
  'a lot is the sum of its buckets': {
    'credits that come from nowhere': [
      'alter table lot drop constraint lot_check',
      `update lot set remaining = remaining + 1 where id = ${HELD_LOT}`,
    ],
  },
  'each lot follows from the lines of the journal': {
    'an amount moved between buckets of a lot': [
      `update lot set held = held - 1, remaining = remaining + 1 where id = ${HELD_LOT}`,
    ],
  },
  'debt follows from the lines of the journal': {
    'debt that nobody incurred': ['update account set debt = debt + 1'],
  },
  'the last after-image is the sum of the open lots': {
    'a lot that is spendable before its time': ['update lot set effective = true where not effective'],
    'a lot out of the balance': [`update lot set closed = 'expired' where closed is null and remaining > 0`],
  },
  'delta and heldDelta lead from one after-image to the next': {
    'another delta': ['update balance_update set delta = delta + 1 where seq = 2'],
    'another heldDelta': ['update balance_update set held_delta = held_delta - 1 where seq = 2'],
  },
  'delta and heldDelta are what the lines move': {
    'another delta': ['update balance_update set delta = delta + 1 where seq = 2'],
    'a release without its lines': [`update balance_update set lines = '[]' where cause = 'RELEASE'`],
  },
  'every after-image shows the balance that the lines so far led to': {
    'debt shown in between': [
      `update balance_update set after = replace(after::text, '"debt":"0"', '"debt":"1"')::json where seq = 2`,
    ],
    'credits shown as of another kind': [
      `update balance_update set after = regexp_replace(after::text, '"promotional":"[0-9]+"', '"promotional":"0"')::json
        where after::text ~ '"promotional":"[1-9]'`,
    ],
    'what is missing all along, with the same deltas': [
      `update balance_update set after = regexp_replace(after::text, '"available":"[0-9]+"',
        '"available":"' || ((after->'balance'->>'available')::bigint + 1) || '"')::json`,
    ],
  },
  'each window instance follows from the lines of the journal': {
    'a window set back': [
      `update account set windows = jsonb_set(windows, '{0,held}', '"0"') where windows->0->>'held' <> '0'`,
    ],
    'a window that is gone': [`update account set windows = '[]' where ${WITH_WINDOWS}`],
  },
  'the last after-image shows the running windows': {
    'a window that counts more than was told': [
      `update account set windows = jsonb_set(windows, '{0,used}', '"77"') where ${WITH_WINDOWS}`,
    ],
  },
  'every after-image shows the windows that the lines so far led to': {
    'less used in between': [
      `update balance_update set after = regexp_replace(after::text, '"used":"[1-9][0-9]*"', '"used":"7"')::json
        where cause = 'SETTLE'`,
    ],
    'more held in between': [
      `update balance_update set after = replace(after::text, '"used":"0","held":"0"', '"used":"0","held":"7"')::json
        where seq = 2`,
    ],
    'a window that began before its first use': [
      `update balance_update set after = regexp_replace(after::text, '"startedAt":"....', '"startedAt":"2020')::json
        where cause = 'HOLD'`,
    ],
  },
  'no draw lifts a window above its capacity, unless it yields': {
    'by a hold': [
      `update balance_update set after = regexp_replace(after::text, '"capacity":"[0-9]+"', '"capacity":"1"', 'g')::json
        where cause = 'HOLD'`,
    ],
    'by usage without one': [
      `update balance_update set after = regexp_replace(after::text, '"capacity":"[0-9]+"', '"capacity":"1"', 'g')::json
        where cause = 'SETTLE'`,
    ],
  },
  'a window that yields does so to another, in which all counts that counts in it, and which ends no later': {
    'all windows, each to the others': [
      `update balance_update set after = replace(after::text, '"window":', '"yields":true,"window":')::json`,
    ],
    'to one that ends later': [
      `update balance_update set after = regexp_replace(after::text, '"window":"five_hour"', '"yields":true,\\&')::json`,
    ],
  },
  'no window is shown that its own update has ended': {
    'a window that was withdrawn, shown as it was': [likeTheOneBefore('before.after')],
  },
  'a window that gave all back is withdrawn, as soon as one was withdrawn on its account': {
    'one that holds nothing any more': [
      likeTheOneBefore(`regexp_replace(before.after::text, '"held":"[0-9]+"', '"held":"0"', 'g')::json`),
    ],
  },
  'what open holds hold of a lot is what the lot holds': {
    'a held amount that no hold has': [`update lot set held = held - 1, spent = spent + 1 where id = ${HELD_LOT}`],
    'a hold that is gone': [`delete from hold where state = 'HELD'`],
  },
  'what open holds hold of a window is what the window holds': {
    'a window set back': [
      `update account set windows = jsonb_set(windows, '{0,held}', '"0"') where windows->0->>'held' <> '0'`,
    ],
    'a hold that is gone': [`delete from hold where state = 'HELD'`],
  },
  'of a held draw at most what was held is captured and given back': {
    'more captured than held': [
      `update hold set draws = jsonb_set(draws, '{0,settled}', '"9000000000000"') where state = 'SETTLED'`,
    ],
    'more given back than held': [
      `update hold set draws = jsonb_set(draws, '{0,released}', '"9000000000000"') where state = 'HELD'`,
    ],
    'less than nothing given back': [
      `update hold set draws = jsonb_set(draws, '{0,released}', '"-1"') where state = 'HELD'`,
    ],
    'less than nothing captured': [
      `update hold set draws = jsonb_set(draws, '{0,settled}', '"-1"') where state = 'HELD'`,
    ],
    'nobody knows how much was given back': [`update hold set draws = draws #- '{0,released}' where state = 'HELD'`],
  },
  'a hold that has ended holds nothing, and ended once, as its state says': {
    'a hold closed by hand': [`update hold set state = 'RELEASED' where state = 'HELD'`],
    'a hold that expired called released': [`update hold set state = 'RELEASED' where state = 'EXPIRED'`],
    'a release called an expiry': [`update balance_update set cause = 'HOLD_EXPIRED' where cause = 'RELEASE'`],
    'a hold settled by less than it held': [
      `update hold set draws = jsonb_set(draws, '{0,settled}', '"0"') where state = 'SETTLED'`,
    ],
    'nobody knows how much was captured': [`update hold set draws = draws #- '{0,settled}' where state = 'SETTLED'`],
  },
  'the parts of a hold last equally long and end alike': {
    'one part settled, the other expired': [
      `update hold set state = 'EXPIRED' where state = 'SETTLED' and account_id = ${POOL}`,
    ],
    'one part settled, the other still held': [
      `update hold set state = 'HELD' where state = 'SETTLED' and account_id = ${POOL}`,
    ],
    'one part that lasts longer': [
      `update hold set expires_at = expires_at + interval '1 ms' where state = 'HELD' and account_id = ${POOL}`,
    ],
  },
  'a hold belongs to the caller of its first decision': {
    'a hold that went to another': [`update hold set caller = 'stranger' where state = 'HELD'`],
    'a hold whose caller is forgotten': [`update hold set caller = null where state = 'HELD'`],
  },
  'a hold was opened by its first decision, and while it is open it lasts a day from then at most': {
    'another beginning': [`update hold set opened_at = opened_at - interval '1 ms' where state = 'HELD'`],
    'a life of more than a day': [
      `update hold set expires_at = opened_at + interval '86400001 ms' where state = 'HELD'`,
    ],
  },
  'what an extension gave back lay on a closed lot or an ended window, and it took more at that instant': {
    'a lot that was still open': [
      `update balance_update set lines = replace(lines::text, '"takenBack"', '"remaining"')::json
        where cause = 'HOLD_TRIMMED'`,
    ],
    'a window that was still running': [
      `update balance_update set lines = replace(lines::text, '"from":"ended"', '"from":"held"')::json
        where cause = 'HOLD_TRIMMED'`,
    ],
    'nothing at all': [`update balance_update set lines = '[]' where cause = 'HOLD_TRIMMED'`],
    'at another instant': [`update balance_update set at = at - interval '1 ms' where cause = 'HOLD_TRIMMED'`],
    'by no extension': [`update balance_update set cause_id = gen_random_uuid() where cause = 'HOLD_TRIMMED'`],
  },
  'each part of an open hold names the account of the subject that its first decision was made for': {
    'a hold of nobody': [`update hold set subject_id = null where state = 'HELD' and account_id = ${POOL}`],
    'a hold that went to another': [`update hold set subject_id = gen_random_uuid() where state = 'HELD'`],
  },
  'a subject has as many open holds as its account says, and a pool has none': {
    'a hold that is not counted': ['update account set open_holds = open_holds - 1 where open_holds > 0'],
    'a hold that is still counted': [`update hold set state = 'RELEASED' where state = 'HELD'`],
    'a hold counted on a pool': [`update account set open_holds = 1 where id = ${POOL}`],
  },
  'what a subject holds of a pool is what its open holds hold there, and so many they are': {
    'less than it holds': ['update pool_share set amount = amount - 1 where amount > 0'],
    'one hold more than there are': ['update pool_share set holds = holds + 1'],
    'nothing known of it': ['delete from pool_share'],
    'what an ended hold held': [`update hold set state = 'EXPIRED' where state = 'HELD' and account_id = ${POOL}`],
    'what another holds': ['update pool_share set subject_id = gen_random_uuid()'],
  },
  'an open hold is claimed by the events that are still to be settled, and by no others': {
    'a claim that no event made': [`update hold set claims = 1 where state = 'HELD'`],
  },
  'a hold that is settled had its final event, and a final event that claimed its hold settled it': {
    'a hold that was settled without its final event': [`update hold set state = 'SETTLED' where state = 'HELD'`],
    'a hold that stays open after its final event': [`update hold set state = 'HELD' where state = 'SETTLED'`],
  },
  'nothing falls due on an account before it says so': {
    'an account that nobody looks at any more': ['update account set due_at = null where due_at is not null'],
    'an account that is looked at too late': [
      `update account set due_at = due_at + interval '2 years' where due_at is not null`,
    ],
  },
  'what falls due on a lot or a window is written before anything later': {
    'a lot that is left after its expiry': [
      'update lot set expires_at = created_at where open and expires_at is not null',
    ],
    'a lot that still waits after its instant': ['update lot set effective_at = created_at where not effective'],
    'a window that does not reset': [
      `update account set windows = jsonb_set(windows, '{0,resetsAt}', '1') where ${WITH_WINDOWS}`,
    ],
  },
  'nothing is drawn from a lot at or after its expiry, nor before it is effective': {
    'a lot drawn from after its expiry': ['update lot set expires_at = effective_at where spent > 0'],
    'a lot drawn from before its instant': [
      `update lot set effective_at = effective_at + interval '1 year' where spent > 0`,
    ],
  },
  'a lot expires once, at its instant': {
    'a millisecond early': [`update lot set expires_at = expires_at + interval '1 ms' where closed = 'expired'`],
    'without being told': [`update balance_update set cause = 'GRANT' where cause = 'LOT_EXPIRED'`],
    'though it never does': [`update lot set expires_at = null where closed = 'expired'`],
    'and is open again': [`update lot set closed = null where closed = 'expired'`],
  },
  'notices are numbered without gaps, and each says of its lot what the terms say': {
    'a notice that is gone': [giveNotice(2, 7)],
    'a notice for another day': [giveNotice(1, 6)],
    'a notice about no lot': [giveNotice(1, 7), 'update notice set lot_id = gen_random_uuid()'],
  },
  'a key has at most one taking decision': {
    'a second one': [
      'drop index decision_key_in_space',
      `insert into decision select tenant_id, gen_random_uuid(), subject, key, retry, fingerprint, outcome, product,
        session, at, account_id, hold_id, body, hash from decision where outcome = 'ALLOWED' limit 1`,
    ],
  },
  'the key of a decision or usage event stands in the space of its caller': {
    'a key of a gateway said to be the subject’s own': [`update decision set space = 'OWN' where space = 'OTHERS'`],
    'a key that stands in both': ['update usage_event set space = null where redrives is null'],
  },
  'a decision is what its draws say, and a denial took nothing': {
    'a denial that took something': [`update decision set outcome = 'DENIED' where outcome = 'ALLOWED'`],
    'more granted than drawn': [
      `update decision set body = regexp_replace(body::text, '"granted":"[0-9]+"', '"granted":"7"')::json
        where outcome = 'ALLOWED'`,
    ],
  },
  'what a decision drew from a lot or a window, or counted in a budget, is what is held there for it': {
    'one window counted for another': [
      `update balance_update set lines = replace(lines::text, '"window":"weekly"', '"window":"daily"')::json
        where cause = 'HOLD'`,
    ],
    'one lot told for another': [
      `update decision set body = regexp_replace(body::text, '"lot":"[^"]+"', '"lot":"' || gen_random_uuid() || '"')::json
        where outcome = 'ALLOWED' and body::text ~ '"lot":"'`,
    ],
    'a budget counted less than the draw': [
      `update balance_update u set lines = replace(lines::text, '"amount":"', '"amount":"1')::json from account a
        where a.tenant_id = u.tenant_id and a.id = u.account_id and a.address like 'budget:%' and u.cause = 'HOLD'`,
    ],
    'a draw held on another account': [
      `update balance_update set account_id = gen_random_uuid() where cause = 'HOLD' and account_id = ${POOL}`,
    ],
  },
  'what a decision took is written at its instant; on a pool also later, where that had come further': {
    'later on the subject': [`update decision set at = at - interval '1 second' where outcome = 'ALLOWED'`],
    'earlier on a pool': [
      `update balance_update set at = at - interval '1 second' where cause = 'HOLD' and account_id = ${POOL}`,
    ],
  },
  'a kind of denial is counted in one row an hour, under the hash of its groups': {
    'groups under the hash of others': [`${countDenial(`'bob'`, THIS_HOUR, `'{interns}'`)} from (values (1)) v (n)`],
    'an hour that is none': [
      `${countDenial(`'bob'`, 'now()')} from (values (1)) v (n)`,
      `update denial_count set groups_hash = ''`,
    ],
  },
  'the denials of a subject are counted in at most 1,000 rows an hour, and one for the rest': {
    'a thousand and one': [`${countDenial(`'bob'`, THIS_HOUR)} from generate_series(1, 1001) n`],
    'a rest that has groups': [`${countDenial(`'bob'`, THIS_HOUR, `'{interns}'`, `''`)} from (values (1)) v (n)`],
  },
};
