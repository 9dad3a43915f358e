/**
 * Loaded into a process of a storm before the product, at the seam of the database driver: it names the statements of
 * every transaction that may write, and, when it is told to, kills the process before one is sent or after it was
 * answered. The product knows nothing of it.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';

/** What a process says: which failpoints there are, and at which it dies. */
export type Said = { found: string[] } | { hit: string };
/** What it is told: where to die, at whichever it reaches first. */
export interface Told {
  failpoints: string[];
}

type Query = (this: object, ...args: unknown[]) => unknown;

let armed = new Set<string>();
let hasStarted = false;
const seen = new Set<string>();
/** What each connection in a transaction that may write sent last: a COMMIT is named by what it commits. */
const last = new WeakMap<object, string>();

process.on('message', (message) => {
  armed = new Set((message as Told).failpoints);
  // Told for the first time, it has started.
  hasStarted = true;
});
process.channel?.unref();

const say = (said: Said, then = (): void => undefined): void => void process.send?.(said, then);

let isDying = false;

/** Says where, and dies. Whoever waits for the statement hears no more of it. */
function dieAt(failpoint: string): Promise<never> {
  if (!isDying) say({ hit: failpoint }, () => process.kill(process.pid, 'SIGKILL'));
  isDying = true;
  return new Promise(() => undefined);
}

/** What the ORM writes, which quotes its names: as many columns and rows as have changed. */
const WRITTEN_BY_ORM = /^(insert into|update) "\w+"/;

/** The beginning of a statement, and enough of its hash to tell it from its like. */
function nameOf(text: string): string {
  const [written] = WRITTEN_BY_ORM.exec(text) ?? [];
  if (written) return written;
  const values = text.replace(/'(?:[^']|'')*'|\$\d+|(?<![\w$])\d+(?!\w)/g, '?').replace(/\s+/g, ' ');
  // Lists, and groups of them, grow with what is asked for.
  const lists = values.replace(/\?(, ?\?)*/g, '?');
  const whole = lists.replace(/\(\?\)(, ?\(\?\))*/g, '(?)').trim();
  return `${whole.slice(0, 50)} #${createHash('sha1').update(whole).digest('hex').slice(0, 4)}`;
}

const BEGINS = /^(begin|start transaction)\b(?!.* read only)/;

const prototype = pg.Client.prototype as unknown as { query: Query };
const send = prototype.query;
prototype.query = function query(...args) {
  // Whoever is about to die says nothing more, though it did not wait for the last answer.
  if (isDying) return new Promise(() => undefined);
  const [first] = args;
  const text = typeof first === 'string' ? first : (first as { text?: unknown } | undefined)?.text;
  if (typeof text !== 'string') return send.apply(this, args);
  if (!last.has(this) && !BEGINS.test(text)) return send.apply(this, args);
  if (text === 'rollback') {
    // Whoever dies here does what it was about to do.
    last.delete(this);
    return send.apply(this, args);
  }
  const own = nameOf(text);
  const statement = text === 'commit' ? `commit after ${last.get(this)}` : own;
  const [before, after] = [`before ${statement}`, `after ${statement}`];
  if (text === 'commit') last.delete(this);
  else last.set(this, own);
  // What is sent only to start comes before anything can be told.
  if (hasStarted && !seen.has(statement)) {
    seen.add(statement);
    say({ found: [before, after] });
  }
  if (armed.has(before)) return dieAt(before);
  const answer = send.apply(this, args);
  if (!armed.has(after) || !(answer instanceof Promise)) return answer;
  return answer.then(() => dieAt(after));
};
