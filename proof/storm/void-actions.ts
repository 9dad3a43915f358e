/**
 * Usage that is undone in a storm: once, whoever asks for it and however often, and never while its hold is open or it is
 * still to be settled.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { VOID } from './documents.js';
import { insist, type Made } from './money-actions.js';
import type { Action, Reported, StormClient } from './storm-client.js';

/** Usage was undone; another call with a key of its own came too late; what is not over yet was not. */
export const UNDONE = 'usage undone';
export const UNDONE_BEFORE = 'usage undone before';

interface Undone extends Made {
  voids: { id: string };
}

/** Has an event undone. @returns whether it was, by this call or an earlier one with its key */
export async function undo(client: StormClient, { tenant, event }: Reported): Promise<boolean> {
  const input = { usageEventId: event, reason: 'a storm', idempotencyKey: client.key() };
  const { value, error } = await insist<Undone>(client, tenant, VOID, input);
  if (error && error.extensions.code !== 'CONFLICT') client.unexpected('voidUsage', error, input);
  if (!value) return false;
  const { evidence, shared } = client;
  evidence.count(UNDONE);
  evidence.demand(value.voids.id === event, 'I3', () => `undone in place of ${event}: ${JSON.stringify(value)}`);
  const same = shared.claims.told('undoing', value.id, tenant, input.idempotencyKey);
  evidence.demand(same, 'I3', () => `event ${value.id} was told for two keys`);
  return true;
}

const undoSome: Action = async (client) => {
  const reported = client.takeEvent();
  if (!reported) return pause(5);
  if (!(await undo(client, reported)) || !client.random.chance(0.2)) return;
  const again = await undo(client, reported);
  client.evidence.demand(!again, 'I3', () => `event ${reported.event} was undone twice`);
  if (!again) client.evidence.count(UNDONE_BEFORE);
};

/** What is put right, by weight. */
export const VOID_ACTIONS: readonly [number, Action][] = [[4, undoSome]];
