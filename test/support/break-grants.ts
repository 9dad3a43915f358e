/**
 * How to break each invariant of grants that come again behind the books' back: by title, each way with its statements,
 * over the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

/** Sets one field of the period that lots are for; `where` says which lots. */
const say = (field: string, value: string, where: string) => `
  update lot set recurs = jsonb_set(recurs::jsonb, '{${field}}', ${value})::json where recurs is not null and ${where}`;
/** A text of the instant so long before what a field says. */
const before = (field: string, by: string) =>
  `to_jsonb(to_char((recurs->>'${field}')::timestamptz at time zone 'UTC' - interval '${by}', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
const ROLLED = `recurs->>'rolled' is not null`;
const LATER = `recurs->>'rolled' is null and recurs->>'start' > (select min(recurs->>'start') from lot)`;

export const BREAK_GRANTS: Record<string, Ways> = {
  'a period of a grant is issued once, and begins no sooner than the one before has ended': {
    'a period that is issued twice': [
      'drop index lot_of_period',
      `insert into lot select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).* from lot l
        where recurs is not null and recurs->>'rolled' is null limit 1`,
    ],
    'a roll-over that is issued twice': [
      'drop index lot_of_period',
      `insert into lot select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).* from lot l
        where ${ROLLED} limit 1`,
    ],
    'a period that begins within the one before': [say('start', before('start', '1 hour'), LATER)],
  },
  'a lot of a grant is issued in its period, and the period ends as the calendar has it': {
    'a month that ends on the day on which it began': [say('end', before('end', '1 day'), LATER)],
    'a lot from before its period': [`update lot set created_at = created_at - interval '1 hour' where ${LATER}`],
  },
  'a grant is issued as its period begins, or at once where something else has brought it': {
    'a lot that came an hour late': [
      `update lot set created_at = created_at + interval '1 hour', effective_at = effective_at + interval '1 hour'
        where ${LATER}`,
    ],
  },
  'a grant is issued by the terms of a catalog that served then': {
    'another amount': [`update lot set amount = amount + 1, remaining = remaining + 1 where ${LATER}`],
    'another kind': [`update lot set kind = 'REFUND' where ${LATER}`],
    'a life of its own': [`update lot set expires_at = expires_at + interval '1 day' where ${LATER}`],
    'a catalog that gives nothing': [`update catalog_activation set grants = null`],
  },
  'an account knows the last period that it was given of each grant': {
    'an account that has forgotten': [`update account set granted = '[]' where granted <> '[]'`],
    'an account that knows one that it was not given': [
      `update account set granted = jsonb_set(granted, '{0,grant}', '"other"') where granted <> '[]'`,
    ],
  },
  'what comes again has been given as far as the account has come': {
    'an account that was passed over': [`update account set granted = '[]' where granted <> '[]'`],
  },
  'what goes on of a period is what remained of it, at most what its terms say, and nothing that was held': {
    'more than remained': [`update lot set amount = amount + 1, remaining = remaining + 1 where ${ROLLED}`],
    nothing: [`delete from lot where ${ROLLED}`],
    'what no terms let go on': [say('rollOver', `'"1"'`, `recurs->>'rollOver' is not null`)],
  },
};
