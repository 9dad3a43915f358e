/**
 * Tells the other processes on this database which accounts moved, and whether something was decided on them, at most once per tick and never inside a decision's
 * transaction: NOTIFY takes an instance-wide lock at commit. Messages may be lost; nothing depends on them but speed.
 */
import { randomBytes } from 'node:crypto';
import { keyOf } from '../books/books.js';
import type { Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';

/** What a message says: these accounts moved, or look at all of them. */
export type WakeUp = Moved[] | 'everything';

/** On which processes tell each other whose balance moved. */
export const BALANCE_CHANNEL = 'spillway_balance';

const TICK_MS = 20;
/** PostgreSQL takes payloads below 8,000 bytes. */
const MAX_BYTES = 7_900;
const MAX_ACCOUNTS = 200;

type Message = [origin: string, moved: MovedText[] | '*'];
/** The first three are all that older processes send and read. */
type MovedText = [tenant: string, accountId: string | null, seq: string, decidedFrom?: number | null, restated?: 1];

export class WakeUps {
  private readonly origin = randomBytes(6).toString('base64url');
  private gathered = new Map<string, Moved>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Pick<Database, 'listen' | 'notify'>,
    private readonly log: Log,
    private readonly channel: string,
  ) {}

  /** Hears the other processes; after a pause in which messages were lost it hears `everything`. */
  listen(heard: (wakeUp: WakeUp) => void): Promise<void> {
    return this.database.listen(this.channel, {
      message: (payload) => {
        const wakeUp = this.read(payload);
        if (wakeUp !== null) heard(wakeUp);
      },
      reconnected: () => heard('everything'),
    });
  }

  /** Sends with the next tick. */
  tell(moved: Moved[]): void {
    for (const each of moved) {
      const key = keyOf(each.tenant, each.accountId ?? '');
      const earlier = this.gathered.get(key);
      this.gathered.set(key, earlier ? both(earlier, each) : each);
    }
    this.timer ??= setTimeout(() => void this.send(), TICK_MS);
  }

  /** Sends what waits. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    if (this.gathered.size > 0) await this.send();
  }

  private async send(): Promise<void> {
    const moved = [...this.gathered.values()];
    this.gathered.clear();
    try {
      await this.database.notify(this.channel, this.write(moved));
    } catch (error) {
      this.log.debug({ err: error }, 'other processes could not be woken: they look for themselves within a second');
    } finally {
      this.timer = undefined;
      if (this.gathered.size > 0) this.tell([]);
    }
  }

  private write(moved: Moved[]): string {
    if (moved.length <= MAX_ACCOUNTS) {
      const message: Message = [this.origin, moved.map(textOf)];
      const payload = JSON.stringify(message);
      if (Buffer.byteLength(payload) <= MAX_BYTES) return payload;
    }
    return JSON.stringify([this.origin, '*'] satisfies Message);
  }

  /** Null for one's own. What cannot be read may mean anything. */
  private read(payload: string): WakeUp | null {
    try {
      const [origin, moved] = JSON.parse(payload) as Message;
      if (origin === this.origin) return null;
      if (moved === '*') return 'everything';
      return moved.map(movedOf);
    } catch {
      return 'everything';
    }
  }
}

/** One hint that says what two of the same account said. */
function both(a: Moved, b: Moved): Moved {
  const decided = [a.decidedFrom, b.decidedFrom].filter((at) => at !== undefined);
  return {
    tenant: a.tenant,
    accountId: a.accountId,
    seq: a.seq > b.seq ? a.seq : b.seq,
    ...(decided.length > 0 && { decidedFrom: Math.min(...decided) }),
    ...((a.restated ?? b.restated) && { restated: true }),
  };
}

function textOf({ tenant, accountId, seq, decidedFrom, restated }: Moved): MovedText {
  const text: MovedText = [tenant, accountId, String(seq)];
  if (decidedFrom !== undefined || restated) text.push(decidedFrom ?? null);
  if (restated) text.push(1);
  return text;
}

function movedOf([tenant, accountId, seq, decidedFrom, restated]: MovedText): Moved {
  return {
    tenant,
    accountId,
    seq: BigInt(seq),
    ...(decidedFrom != null && { decidedFrom }),
    ...(restated && { restated: true }),
  };
}
