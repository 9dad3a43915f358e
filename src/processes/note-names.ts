/**
 * Notes the names of groups and subjects that tokens show, and writes them down once a minute. To note one is a look into
 * memory, so that no call waits for it; what does not fit is noted another time. Nothing depends on it.
 */
import { trimShownNames, writeShownNames, type ShownName } from '../books/shown-names.js';
import { BoundedMap } from '../bounded-map.js';
import type { Database } from '../database/database.js';
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';
import type { Caller } from '../server/token.js';

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** How many names wait to be written, and how many that were written today are remembered. */
const MOST_WAITING = 5_000;
const REMEMBERED = 50_000;
/** Of what is written in one transaction. */
const NAMES_AT_ONCE = 1_000;
const TENANTS_AT_ONCE = 100;
/** After so many new names, or so long, a tenant's are trimmed. */
const FRESH_BEFORE_TRIM = 500;
const TRIM_AFTER_MS = 6 * 3_600_000;
const LONGEST = 200;

interface Options {
  database: Database;
  log: Log;
}

export class NoteNames {
  private readonly callers = new WeakMap<Caller, number>();
  private readonly noted = new BoundedMap<number>(REMEMBERED);
  private waiting = new Map<string, ShownName>();
  private readonly fresh = new Map<string, { count: number; since: number }>();
  private readonly writing: Repeated;

  constructor(private readonly options: Options) {
    const failure = 'the names that tokens have shown could not be written down now';
    this.writing = every({ ms: EVERY_MS, log: options.log, failure, first: 'later' }, () => this.write());
  }

  /** A token was shown. @returns the caller that it names */
  caller(caller: Caller): Caller {
    const day = today();
    if (caller.operator || this.callers.get(caller) === day) return caller;
    this.callers.set(caller, day);
    this.note(caller.tenant, caller.subject, caller.groups);
    return caller;
  }

  /** Somebody spoke for a subject with these groups, and may. */
  note(tenant: string, subject: string, groups: readonly string[]): void {
    const day = today();
    this.noteOne({ tenant, kind: 'subject', name: subject }, day);
    for (const name of groups) this.noteOne({ tenant, kind: 'group', name }, day);
  }

  /** Writes down what waits. */
  async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const step = stepOf([...this.waiting.values()]);
      const fresh = await writeShownNames(this.options.database, step);
      for (const each of step) this.waiting.delete(keyOf(each));
      await this.trim(fresh);
    }
  }

  async close(): Promise<void> {
    await this.writing.close();
    await this.write().catch((error: unknown) => {
      this.options.log.debug({ err: error }, 'the names of the last minute could not be written down');
    });
  }

  private noteOne(shown: ShownName, day: number): void {
    const key = keyOf(shown);
    if (this.noted.get(key) === day || this.waiting.size >= MOST_WAITING || shown.name.length > LONGEST) return;
    this.noted.set(key, day);
    this.waiting.set(key, shown);
  }

  private async trim(fresh: ReadonlyMap<string, number>): Promise<void> {
    const now = Date.now();
    const due: string[] = [];
    for (const [tenant, count] of fresh) {
      const before = this.fresh.get(tenant) ?? { count: 0, since: now };
      const known = { ...before, count: before.count + count };
      if (known.count < FRESH_BEFORE_TRIM && now - known.since < TRIM_AFTER_MS) this.fresh.set(tenant, known);
      else {
        this.fresh.delete(tenant);
        due.push(tenant);
      }
    }
    if (due.length > 0) await trimShownNames(this.options.database, due);
  }
}

const today = () => Math.floor(Date.now() / DAY_MS);

/** A tenant has no blank in its name, and a kind is one word. */
const keyOf = ({ tenant, kind, name }: ShownName) => `${tenant} ${kind} ${name}`;

/** The first names that wait, of few tenants. */
function stepOf(waiting: readonly ShownName[]): ShownName[] {
  const tenants = new Set<string>();
  const step: ShownName[] = [];
  for (const each of waiting) {
    if (step.length >= NAMES_AT_ONCE) break;
    if (!tenants.has(each.tenant) && tenants.size >= TENANTS_AT_ONCE) continue;
    tenants.add(each.tenant);
    step.push(each);
  }
  return step;
}
