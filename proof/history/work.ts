/** Work in the history: a check before it, a report after it, in sessions as people have them. */
import type { Random } from '../storm/random.js';
import { CHECK, RELEASE, REPORT, type Checked } from './documents.js';
import type { PastTown, Tenant } from './past-town.js';
import type { Schedule } from './schedule.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Quantities = Record<string, number>;

export interface Piece {
  tenant: Tenant;
  subject: string;
  product: string;
  feature: string;
  quantities: Quantities;
  session?: string;
  labels?: Record<string, string>;
  mode?: 'UP_TO';
  holdSeconds?: number;
  /** What comes of it: used, as a rule; `never`: nobody reports it, and its hold expires. */
  end?: 'FAILED' | 'CANCELLED' | 'released' | 'never';
  /** How much of what was asked for is used in the end. */
  used?: number;
}

/** Everybody at work. */
export class Work {
  private pieces = 0;

  constructor(
    private readonly town: PastTown,
    private readonly schedule: Schedule,
    readonly random: Random,
  ) {}

  /** A piece of work at an instant; its report comes when it is done. */
  at(at: number, piece: Piece): void {
    const key = `history-${(this.pieces += 1)}`;
    const lasts = this.random.between(8, 150) * SECOND;
    const used = piece.used ?? this.random.between(55, 95) / 100;
    this.schedule.add(at, async () => {
      const { tenant, subject, product, feature, session, labels = {}, mode, holdSeconds } = piece;
      const input = {
        ...{ subject, product, feature, session, mode, holdSeconds, idempotencyKey: key },
        ...(subject === 'alice' && tenant === 'acme' && { groups: ['engineering'] }),
        labels: Object.entries(labels).map(([name, value]) => ({ key: name, value })),
        usage: quantitiesOf(piece.quantities, 1),
      };
      const { checkAccess } = await this.town.ask<Checked>(tenant, 'gateway', CHECK, { input });
      if (checkAccess.outcome === 'DENIED' || piece.end === 'never') return;
      const share = used * (checkAccess.outcome === 'PARTIAL' ? 0.4 : 1);
      this.schedule.add(at + lasts, () => this.end(piece, key, checkAccess.id, share));
    });
  }

  private async end({ tenant, quantities, end }: Piece, key: string, decisionId: string, share: number) {
    if (end === 'released') return this.town.ask(tenant, 'gateway', RELEASE, { id: decisionId });
    const status = end === 'FAILED' || end === 'CANCELLED' ? end : 'COMPLETED';
    const input = { decisionId, status, idempotencyKey: key, usage: quantitiesOf(quantities, share) };
    return this.town.ask(tenant, 'gateway', REPORT, { input });
  }
}

function quantitiesOf(quantities: Quantities, share: number) {
  return Object.entries(quantities).map(([dimension, quantity]) => ({
    dimension,
    quantity: String(Math.max(1, Math.round(quantity * share))),
  }));
}
