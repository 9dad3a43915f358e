/**
 * A set-aside event, reported anew: the same usage, linked to it, with a key of its own. It is priced by the catalog that
 * serves now, at the instant and for the plan that the usage had; its hold is claimed again where it is still open.
 */
import type { Catalog } from '../catalog/catalog.js';
import { cardInForce } from '../core/price.js';
import { hashFields } from '../ledger/journal-hash.js';
import { quantitiesOf, type UsageEvent } from '../ledger/usage-event.js';
import type { Report } from './record-usage.js';

/** @param address of the event's account, `subject:<id>` */
export function redriveOf(event: UsageEvent, address: string, key: string, catalog: Catalog): Report {
  const { tenantId: tenant, uuid, product, feature, session, final, status, decisionId, holdId, body } = event;
  const subject = address.slice('subject:'.length);
  const plan = body.plan;
  const card = cardInForce(catalog.rateCards, product, plan, event.occurredAt.getTime())?.id ?? null;
  return {
    call: {
      tenant,
      decision: decisionId,
      subject,
      groups: body.groups,
      product,
      feature,
      usage: quantitiesOf(body),
      final,
      status,
      key,
      occurredAt: event.occurredAt.getTime(),
      session,
      labels: body.labels,
      fingerprint: hashFields(['redrive', uuid]),
    },
    subject,
    product,
    feature,
    session,
    groups: body.groups,
    layers: body.layers,
    catalog,
    holdId,
    quoted: body.card === null ? { plan, catalog: catalog.version, card } : body,
    redrives: uuid,
  };
}
