/**
 * Every decision of a storm, derived again from the journal by other means than the engine's: what each layer had and
 * gave, what refused, by which policy (promises I5, I6 and I12). Only which kinds of lots a layer draws on is taken from
 * the engine's own table. It holds where every lot is for every product, no request needs more than 100 lots of a source,
 * pools come last and give all that they have, and the catalog stays the same, as in a storm.
 */
import { LAYER_KINDS, layerKinds, LOT_KINDS, lotKindsOf } from '../../src/core/kinds.js';
import type { Invariant } from '../../src/audit/invariant.js';
import type { StormClock } from './storm-clock.js';
import { PRODUCT } from './storm-world.js';

/** Of acme, in nano-credits; globex has none. */
const MOST_DEBT = `case d.tenant_id when 'acme' then 5000000000 else 0 end`;
/** Requests per minute, by plan. */
const GUARDS = `'{ "free": 20, "plus": 60, "guarded": 2 }'::json`;
/** With so many open holds of a subject on it a pool gives nothing new. */
const MOST_HOLDS_ON_POOL = 1_000;
/** So long a process may go on with the policy that served before: it looks every few seconds. */
const KNOWN_WITHIN = '30 seconds';
/** What the policy editor writes to have promotions drawn first. */
export const PROMOTION_FIRST = 'product:storm, promotion, 5';

/** What each layer of the subject's own has by an after-image: the kinds of lots it draws on, or its tightest window. */
const OWN_LAYERS = layerKinds
  .filter((layer) => LAYER_KINDS[layer].whose === 'subject')
  .map((layer) => {
    const fields = lotKindsOf(layer).map((kind) => `coalesce((balance->>'${LOT_KINDS[kind].field}')::numeric, 0)`);
    const windows = `(select greatest(0, min(w.capacity - w.used - w.held))
          from json_to_recordset(after->'windows') as w (capacity numeric, used numeric, held numeric))`;
    return `'${layer}', ${fields.length ? fields.join(' + ') : windows}`;
  })
  .join(', ');

/** What each layer of each decision had, by the after-images that the decision names, and what it gave. */
const LAYERS = `
  layers as (
    select d.tenant_id, d.id, d.outcome, d.body->>'mode' as mode,
      coalesce((d.body->'usage'->0->>'minimum')::numeric, 0) as minimum, l.no, l.layer, l.source,
      (d.body->>'requested')::numeric as requested, (d.body->>'granted')::numeric as granted,
      coalesce(case when l.source in (select b.source from json_to_recordset(d.body->'blockers') as b (kind text, source text)
          where b.kind = 'HOLDS') then 0
        when l.source like '%:%' then (images.others->>l.source)::numeric
        else (images.own->>l.layer)::numeric end, 0) as had,
      coalesce((select sum(g.amount) from json_to_recordset(d.body->'draws') as g (source text, amount numeric)
        where g.source = l.source), 0) as gave
    from decision d
    cross join lateral (
      select count(*) filter (where own) as found,
        (json_agg(json_build_object(${OWN_LAYERS})) filter (where own))->0 as own,
        json_object_agg(address, case when after->>'state' = 'SUSPENDED' then 0 else (balance->>'available')::numeric end)
          as others
      from (
        select a.address, a.address like 'subject:%' as own, u.after, u.after->'balance' as balance
        from json_to_recordset(d.body->'accounts') as a (address text, id uuid, seq bigint)
        join balance_update u on u.tenant_id = d.tenant_id and u.account_id = a.id and u.seq = a.seq
      ) named
    ) images
    cross join lateral rows from (json_to_recordset(d.body->'layers') as (layer text, source text)) with ordinality
      as l (layer, source, no)
    where d.body->>'reason' in ('ALLOWED', 'OUT_OF_CAPACITY') and images.found > 0
      -- Those that budgets counted are made again whole (made-again.ts).
      and d.body->'budgets' is null
  )`;

const CHECKS: readonly Invariant[] = [
  {
    invariant: 'I5',
    title:
      'no layer gives more than it has, nor while an earlier one has something left; nobody is refused what is there',
    sql: `
    with ${LAYERS}, ordered as (
      select *, coalesce(sum(gave) over (decided order by no rows between 1 following and unbounded following), 0) as later,
        sum(had) over (decided) as capacity
      from layers window decided as (partition by tenant_id, id)
    )
    select * from ordered
    where gave > had or (later > 0 and gave < had)
      or (outcome = 'ALLOWED' and requested > capacity)
      or (outcome = 'DENIED' and (requested <= capacity or (mode = 'UP_TO' and capacity >= 1000000000 * greatest(1, minimum))))
      or (outcome = 'PARTIAL' and (requested <= capacity or capacity - granted >= 1000000000))`,
  },
  {
    invariant: 'I5',
    title: 'a pool that gave nothing because of too many holds had so many of the subject',
    sql: `
    with held as (
      select d.tenant_id, d.subject, g.source, d.hold_id, min(d.id::text)::uuid as first from decision d
      cross join lateral json_to_recordset(d.body->'draws') as g (source text)
      where d.hold_id is not null group by 1, 2, 3, 4
    ), last as (
      select * from (
        select *, row_number() over (partition by tenant_id, subject, source order by first) as no from held
      ) numbered where no = ${MOST_HOLDS_ON_POOL}
    )
    select d.id, b.source from decision d
    cross join lateral json_to_recordset(d.body->'blockers') as b (kind text, source text)
    left join last l on l.tenant_id = d.tenant_id and l.subject = d.subject and l.source = b.source and l.first < d.id
    where b.kind = 'HOLDS' and d.body->>'reason' = 'OUT_OF_CAPACITY' and l.first is null`,
  },
  {
    invariant: 'I5',
    title: 'a decision knew the newest facts, and what it took came next',
    // Expired holds that were left over count as held, and are written later at their own instant (docs/rules.md, 33); who
    // is refused for want of them waits until they are.
    sql: `
    select d.id, facts.*, held.seq as held from decision d
    cross join lateral (
      select id, seq from json_to_recordset(d.body->'accounts') as a (id uuid, seq bigint)
      union all
      select id, seq from json_to_recordset(d.body->'budgets') as b (id uuid, seq bigint) where b.id is not null
    ) facts
    left join balance_update known on (known.tenant_id, known.account_id, known.seq) = (d.tenant_id, facts.id, facts.seq)
    left join balance_update later
      on (later.tenant_id, later.account_id, later.seq) = (d.tenant_id, facts.id, facts.seq + 1)
    left join (select tenant_id, account_id, cause_id, seq from balance_update where cause = 'HOLD') held
      on (held.tenant_id, held.account_id, held.cause_id) = (d.tenant_id, facts.id, d.id)
    where (facts.seq > 0 and known.seq is null) or held.seq <> facts.seq + 1 or (later.at < d.at
      and not (later.cause = 'HOLD_EXPIRED' and d.body->>'reason' not in ('OUT_OF_CAPACITY', 'BUDGET_EXCEEDED', 'HOLD_LIMIT')))`,
  },
  {
    invariant: 'I6',
    title: 'what refused a request was so, and nothing of it was when one passed',
    sql: `
    select d.id, d.body->>'reason', found.* from decision d
    cross join lateral (
      select coalesce(max(u.after->>'state') = 'SUSPENDED', false) as suspended,
        coalesce(max((u.after->'balance'->>'debt')::numeric) > ${MOST_DEBT}, false) as indebted,
        json_array_length(d.body->'layers') = 0 as layerless,
        coalesce((d.body->'guard'->>'count')::numeric >= (${GUARDS}->>(d.body->>'plan'))::numeric
          and extract(epoch from d.at) * 1000 < (d.body->'guard'->>'startedAt')::numeric + 60000, false) as guarded
      from json_to_recordset(d.body->'accounts') as facts (address text, id uuid, seq bigint)
      join balance_update u on (u.tenant_id, u.account_id, u.seq) = (d.tenant_id, facts.id, facts.seq)
      where facts.address like 'subject:%'
    ) found
    where case d.body->>'reason'
      when 'ACCOUNT_SUSPENDED' then not suspended
      when 'DEBT_LIMIT' then not indebted or suspended
      when 'RATE_LIMITED' then not guarded or suspended or indebted
      when 'NO_LAYER' then not layerless or suspended or indebted or guarded
      when 'ALLOWED' then suspended or indebted or guarded or layerless
      when 'BUDGET_EXCEEDED' then suspended or indebted or guarded or layerless
      when 'OUT_OF_CAPACITY' then suspended or indebted or guarded or layerless
      else false end`,
  },
  {
    invariant: 'I5',
    title: 'a guard counts every request once',
    sql: `
    select account_id, body->'guard'->>'startedAt' as started_at, body->'guard'->>'count' as counted, count(*) as times
    from decision
    where outcome <> 'DENIED' and ${GUARDS}->>(body->>'plan') is not null
      and extract(epoch from at) * 1000 < (body->'guard'->>'startedAt')::numeric + 60000
    group by tenant_id, 1, 2, 3 having count(*) > 1`,
  },
  {
    invariant: 'I3',
    title: 'of an account at most 60 denials are stored for one caller in a minute, and none twice',
    sql: `
    select id, at, sixtieth, same from (
      select id, at, lag(at, 60) over whose as sixtieth, lag(at) over (
        partition by tenant_id, subject, account_id, body->>'caller', key, fingerprint, body->>'reason',
          body->>'shortfall', body->>'blockers' order by id
      ) as same
      from decision where outcome = 'DENIED'
      window whose as (partition by tenant_id, subject, account_id, body->>'caller' order by id)
    ) denial
    where least(at - sixtieth, at - same) < interval '60 seconds'`,
  },
];

/** @param clock by which the decisions were made */
const followsPolicy = (clock: StormClock): Invariant => ({
  invariant: 'I12',
  title: 'a decision follows one whole policy that was live, its order of layers too',
  sql: `
    with lives as (
      select *, lead(activated_at) over (partition by tenant_id order by no) as ended_at from policy_version
    )
    select d.id, d.at, d.body->'policy'->>'version', d.body->'layers' from decision d
    where not exists (
      select from lives p
      where p.tenant_id = d.tenant_id and p.version = d.body->'policy'->>'version' and p.activated_at <= d.at
        and (p.ended_at is null
          or ${clock.machineSql('p.ended_at')} > ${clock.machineSql('d.at')} - interval '${KNOWN_WITHIN}')
        and (d.tenant_id <> 'acme' or d.product <> '${PRODUCT}' or json_array_length(d.body->'layers') = 0
          or (d.body->'layers'->0->>'layer' = 'PROMOTION') = (p.text like '%${PROMOTION_FIRST}%')))`,
});

/** @param clock by which the decisions were made */
export const decisionChecks = (clock: StormClock): readonly Invariant[] => [...CHECKS, followsPolicy(clock)];
