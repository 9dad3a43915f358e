/**
 * Which gates a request met on its way, told from the reason that it ended with: those behind the first that refused were
 * not asked. Judges nothing anew.
 */
import { REASONS, type Reason } from './gates.js';

/** One gate, and whether it let the request pass. */
export interface GateResult {
  reason: Reason;
  passed: boolean;
  /** What a gate that refused says, as one sentence. */
  detail: string | null;
}

const { BUDGET_EXCEEDED: _budgets, OUT_OF_CAPACITY: _layers, ALLOWED: _none, ...gates } = REASONS;
/** All gates, in order of precedence; what layers have and budgets let through is told of the layers. */
export const GATES = Object.keys(gates) as Reason[];

/**
 * The gates that a request met, in order: all of them, or those up to the one that refused.
 * @param detail what that one says
 */
export function gatesUpTo(reason: Reason, detail: string): GateResult[] {
  const refusing = GATES.indexOf(reason);
  const met = refusing === -1 ? GATES : GATES.slice(0, refusing + 1);
  return met.map((gate) =>
    gate === reason ? { reason, passed: false, detail } : { reason: gate, passed: true, detail: null },
  );
}
