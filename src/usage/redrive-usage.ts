/**
 * A set-aside event, reported anew: the same usage, linked to it, with a key of its own. It is priced by the card that it
 * was quoted, or else by the one for the instant and plan of the usage, as the catalog has them now; its hold is claimed
 * again where it is still open.
 */
import { subjectOf } from '../core/address.js';
import type { Catalog } from '../catalog/catalog.js';
import { cardInForce } from '../core/price.js';
import { hashFields } from '../books/journal-hash.js';
import { REDRIVE_MARK, type UsageEvent } from '../books/usage-event.js';
import type { Report } from './record-usage.js';

/** What names a redrive: the address of the event's account, `subject:<id>`, and the caller with its key. */
interface Redrive {
  address: string;
  caller: string;
  key: string;
}

/** The report that records a set-aside event anew, priced by `catalog`. */
export function redriveOf(event: UsageEvent, { address, caller, key }: Redrive, catalog: Catalog): Report {
  const { tenantId: tenant, uuid, product, feature, session, final, status, decisionId, holdId, body } = event;
  const subject = subjectOf(address) ?? address;
  const { plan } = body;
  // The card that was quoted, as the catalog has it now: where its price was missing, it has been added since.
  const quoted = catalog.rateCards.find(({ id }) => id === body.card);
  const card = quoted ?? cardInForce(catalog.rateCards, product, plan, event.occurredAt.getTime());
  return {
    call: {
      tenant,
      decision: decisionId,
      subject,
      groups: body.groups,
      product,
      feature,
      usage: body.usage,
      final,
      status,
      key: `${REDRIVE_MARK}${key}`,
      occurredAt: event.occurredAt.getTime(),
      session,
      labels: body.labels,
      fingerprint: hashFields(['redrive', uuid]),
    },
    caller,
    subject,
    product,
    feature,
    session,
    groups: body.groups,
    layers: body.layers,
    ownOnly: body.ownOnly,
    catalog,
    holdId,
    quoted: { plan, catalog: catalog.version, card: card?.id ?? null },
    redrives: uuid,
    repeatsOnly: false,
  };
}
