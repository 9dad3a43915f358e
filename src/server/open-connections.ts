/**
 * How many connections stay open, sockets and event streams together: of all callers, of one tenant, and of streams of
 * one subject. It counts; each transport says when its connections come and go.
 */
import { SpillwayError } from '../errors.js';
import type { Limits } from './limits.js';
import type { Caller } from './token.js';

type Leave = () => void;

export class OpenConnections {
  private all = 0;
  private streams = 0;
  private readonly perTenant = new Map<string, number>();
  private readonly streamsPerSubject = new Map<string, number>();

  constructor(private readonly limits: Pick<Limits, 'sockets' | 'socketsPerTenant' | 'streamsPerSubject'>) {}

  get isFull(): boolean {
    return this.all >= this.limits.sockets;
  }

  /** How many are open of each kind. */
  get counts(): { sockets: number; streams: number } {
    return { sockets: this.all - this.streams, streams: this.streams };
  }

  /** Counts one more, whoever's it is. @returns to be called once, when it is gone; so do the others */
  add(): Leave {
    this.all += 1;
    return () => void (this.all -= 1);
  }

  /**
   * Counts one of a tenant, known by its token.
   * @throws SpillwayError RATE_LIMITED
   */
  addFor({ tenant }: Caller): Leave {
    if ((this.perTenant.get(tenant) ?? 0) >= this.limits.socketsPerTenant) {
      throw new SpillwayError(
        'RATE_LIMITED',
        'Too many sockets and event streams are open for this tenant: close some.',
      );
    }
    return added(this.perTenant, tenant);
  }

  /**
   * Counts a stream, of all, of its tenant and of its subject.
   * @throws SpillwayError OVERLOADED, RATE_LIMITED
   */
  addStream(caller: Caller): Leave {
    if (this.isFull)
      throw new SpillwayError('OVERLOADED', 'This server takes no more event streams now: come back later.');
    // Neither can hold a line break.
    const subject = `${caller.tenant}\n${caller.subject}`;
    const most = this.limits.streamsPerSubject;
    if ((this.streamsPerSubject.get(subject) ?? 0) >= most) {
      throw new SpillwayError(
        'RATE_LIMITED',
        `At most ${most} event streams of one subject are open at once: close some.`,
      );
    }
    const leave = [this.addFor(caller), added(this.streamsPerSubject, subject), this.add()];
    this.streams += 1;
    return () => {
      this.streams -= 1;
      leave.forEach((each) => each());
    };
  }
}

function added(counts: Map<string, number>, name: string): Leave {
  change(counts, name, 1);
  return () => change(counts, name, -1);
}

/** Counts one more, or one less, of a name; a name that has none is forgotten. */
export function change(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
