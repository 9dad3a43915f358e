/**
 * Whose a hold is, read by any of its decisions. Who opened a hold never changes, so this needs no lock.
 */
import type { Decision } from '../books/decision.js';
import type { Context } from './context.js';
import type { HoldOwner } from './permissions.js';

/** The owner of a decision's hold; of the decision itself where it opened none. */
export async function holdOwner({ loaders }: Context, { subject, holdId, body }: Decision): Promise<HoldOwner> {
  const [part] = holdId === null ? [] : await loaders.hold.load(holdId);
  return { subject, caller: part ? part.caller : body.caller };
}
