/**
 * Writes what a unit of work recorded and settled: usage events, charges, and the sums that usage series are read from.
 * Each kind is one statement of bound arrays, whatever the number of rows.
 */
import type { Tx } from '../database/database.js';
import type { Books } from './books.js';
import { usageSums } from './usage-sums.js';

const RECORD = `
  insert into usage_event (tenant_id, account_id, usage_no, id, key, fingerprint, decision_id, hold_id, claimed, final,
    status, product, feature, session, redrives, recorded_at, occurred_at, body)
  select n.tenant_id, n.account_id, n.usage_no, n.id, n.key, n.fingerprint, n.decision_id, n.hold_id, n.claimed, n.final,
    n.status, n.product, n.feature, n.session, n.redrives, n.recorded_at, n.occurred_at, n.body::json
  from unnest($1::text[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[],
    $9::boolean[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::timestamptz[],
    $17::timestamptz[], $18::text[])
    as n (tenant_id, account_id, usage_no, id, key, fingerprint, decision_id, hold_id, claimed, final, status, product,
      feature, session, redrives, recorded_at, occurred_at, body)`;

const CHARGE = `
  insert into charge (tenant_id, account_id, usage_no, id, at, amount, forgiven, debt, body, event_hash, hash)
  select n.tenant_id, n.account_id, n.usage_no, n.id, n.at, n.amount, n.forgiven, n.debt, n.body::json, n.event_hash,
    n.hash
  from unnest($1::text[], $2::uuid[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::bytea[], $11::bytea[])
    as n (tenant_id, account_id, usage_no, id, at, amount, forgiven, debt, body, event_hash, hash)`;

const GIVE_UP = `
  insert into set_aside (tenant_id, account_id, usage_no, tries, reason, failed_at, given_up)
  select n.tenant_id, n.account_id, n.usage_no, 1, n.reason, clock_timestamp(), true
  from unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[]) as n (tenant_id, account_id, usage_no, reason)
  on conflict (tenant_id, account_id, usage_no) do update
    set reason = excluded.reason, failed_at = excluded.failed_at, given_up = true`;

const ADD_UP = `
  insert into usage_bucket (tenant_id, account_id, session, slot, product, feature, measure, amount)
  select n.tenant_id, n.account_id, n.session, n.slot, n.product, n.feature, n.measure, n.amount
  from unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::numeric[])
    as n (tenant_id, account_id, session, slot, product, feature, measure, amount)
  on conflict (tenant_id, account_id, session, slot, product, feature, measure) do update
    set amount = usage_bucket.amount + excluded.amount`;

/** Writes the events, charges and sums that the books hold. */
export async function writeUsage(tx: Tx, { events, charges, asides }: Books): Promise<void> {
  if (events.length) {
    await tx.query(RECORD, [
      events.map((e) => e.tenantId),
      events.map((e) => e.accountId),
      events.map((e) => e.usageNo),
      events.map((e) => e.uuid),
      events.map((e) => e.key),
      events.map((e) => e.fingerprint),
      events.map((e) => e.decisionId),
      events.map((e) => e.holdId),
      events.map((e) => e.claimed),
      events.map((e) => e.final),
      events.map((e) => e.status),
      events.map((e) => e.product),
      events.map((e) => e.feature),
      events.map((e) => e.session),
      events.map((e) => e.redrives),
      events.map((e) => e.recordedAt.toISOString()),
      events.map((e) => e.occurredAt.toISOString()),
      events.map((e) => e.bodyText),
    ]);
  }
  if (!charges.length) return;
  await tx.query(CHARGE, [
    charges.map(({ charge }) => charge.tenantId),
    charges.map(({ charge }) => charge.accountId),
    charges.map(({ charge }) => charge.usageNo),
    charges.map(({ charge }) => charge.uuid),
    charges.map(({ charge }) => charge.at.toISOString()),
    charges.map(({ charge }) => charge.amount),
    charges.map(({ charge }) => charge.forgiven),
    charges.map(({ charge }) => charge.debt),
    charges.map(({ charge }) => charge.bodyText),
    charges.map(({ charge }) => charge.eventHash),
    charges.map(({ charge }) => charge.hash),
  ]);
  if (asides.length) {
    await tx.query(GIVE_UP, [
      asides.map(({ event }) => event.tenantId),
      asides.map(({ event }) => event.accountId),
      asides.map(({ event }) => event.usageNo),
      asides.map(({ reason }) => reason),
    ]);
  }
  const sums = usageSums(charges);
  await tx.query(ADD_UP, [
    sums.map((s) => s.tenant),
    sums.map((s) => s.accountId),
    sums.map((s) => s.session),
    sums.map((s) => new Date(s.slot).toISOString()),
    sums.map((s) => s.product),
    sums.map((s) => s.feature),
    sums.map((s) => s.measure),
    sums.map((s) => s.amount),
  ]);
}
