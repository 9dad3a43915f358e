/**
 * A set-aside event, reported anew: the same usage, linked to it, with a key of its own. Each card that it was quoted
 * prices its share where it can; the rest is priced by the card in force at the instant and for the plan of the usage,
 * among those that the catalog has now (docs/rules.md, 28). Its hold is claimed again where it is still open.
 */
import { subjectOf } from '../core/address.js';
import type { Catalog } from '../catalog/catalog.js';
import { hashFields } from '../books/journal-hash.js';
import { REDRIVE_MARK, type UsageEvent } from '../books/usage-event.js';
import type { Report } from './report.js';

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
      cumulative: false,
      late: body.late,
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
    budgets: body.budgets,
    ownOnly: body.ownOnly,
    catalog,
    holdId,
    decided: null,
    redrives: { uuid, body },
    repeatsOnly: false,
  };
}
