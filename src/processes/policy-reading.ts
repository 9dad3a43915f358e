/**
 * What metrics tell of the policies of a process: how many problems and warnings there are, never whose.
 */
import type { PolicyStore } from '../policy/policy-store.js';
import type { PolicyReading } from '../telemetry/readings.js';
import type { Peers } from './peers.js';

/** Reads it, from memory. */
export function policyReading(policies: PolicyStore, peers: Pick<Peers, 'knownToDiffer'>): PolicyReading {
  const tenants = policies.tenants();
  const reading = { problems: 0, warnings: 0, refused: 0 };
  for (const tenant of tenants) {
    const state = policies.state(tenant);
    if (!state) continue;
    reading.problems += state.problems.length;
    reading.warnings += state.warnings.length;
    reading.refused += state.problems.length > 0 ? 1 : 0;
  }
  const catalogProblems = policies.baseProblems().length;
  const { knownToDiffer: peersDiffer } = peers;
  return { ...reading, catalogProblems, reloadedAt: policies.reloadedAt(), tenants: tenants.length, peersDiffer };
}
