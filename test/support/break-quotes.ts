/**
 * How to break each invariant of quotes and counters behind the books' back: by title, each way with its statements, over
 * the books of test/api/reconcile.test.ts.
 */
import type { Ways } from './break-ledger.js';

/** Sets a value in every document of a column that has this path. */
const set = (table: string, column: string, path: string, value: string) =>
  `update ${table} set ${column} = jsonb_set(${column}::jsonb, '${path}', '${value}')::${table === 'hold' ? 'jsonb' : 'json'}
    where ${column}::jsonb #> '${path}' is not null`;
const inEvent = (path: string, value: string) => set('usage_event', 'body', path, value);
const inCharge = (path: string, value: string) => set('charge', 'body', path, value);
const inHold = (path: string, value: string) => set('hold', 'reported', path, value);

export const BREAK_QUOTES: Record<string, Ways> = {
  'every unit of an event that quotes price has one card, and no other has any': {
    'a unit without a card': [inEvent('{shares,1,usage,0,quantity}', '"4"')],
    'a dimension that nobody used': [inEvent('{shares,0,usage,0,dimension}', '"extras"')],
  },
  'the cards of a charge add up to it, each with what its event says it prices': {
    'another amount of one card': [inCharge('{cards,1,amount}', '"1"')],
    'another card for the first': [inCharge('{cards,0,card}', '"meter-second"')],
    'a unit at the wrong card': [inCharge('{cards,0,usage,0,quantity}', '"9"')],
  },
  'of a quote no more is used than its decision granted, at its own card, on its own hold': {
    'more than was granted': [inEvent('{shares,0,usage,0,quantity}', '"1000"')],
    'a quote at the card of another': [inEvent('{shares,0,card}', '"meter-second"')],
    'a quote of nobody': [inEvent('{shares,0,quote}', '"019d0000-0000-7000-8000-000000000001"')],
  },
  'a hold knows how much of its quotes is used': {
    'a hold that has forgotten': ['update hold set reported = null where reported is not null'],
    'a hold that remembers less': [inHold('{of,0,quoted,0,quantity}', '"1"')],
  },
  'the counters of a hold are the largest that stand, and each event counts what exceeds those that stood then': {
    'a counter set back': [inHold('{of,0,counters,0,quantity}', '"1"')],
    'a counter that is counted whole each time': [
      `update usage_event set body = jsonb_set(body::jsonb, '{usage}', body::jsonb->'counters')::json
        where body->'counters' is not null`,
    ],
  },
  'a hold has one final report: it was not set aside or undone, and what ends it again says that it is late': {
    'a second one that does not say so': [
      `update usage_event set body = (body::jsonb - 'late')::json where body->'late' is not null`,
    ],
    'one of another hold': [inHold('{final}', '"019d0000-0000-7000-8000-000000000001"')],
    'one that is none': ['update usage_event set final = false where final and hold_id is not null'],
    'one that was set aside': [inCharge('{setAside}', 'true')],
  },
};
