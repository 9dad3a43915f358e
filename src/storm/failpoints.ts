/**
 * Loaded into a process of a storm before the product, at the seam of the database driver: it names the statements that
 * the process sends, and, when it is told to, kills the process before one is sent or after it was answered. The product
 * knows nothing of it.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';

/** Where a process is to be killed. */
export interface Failpoint {
  statement: string;
  when: 'before' | 'after';
}

type Query = (this: object, ...args: unknown[]) => unknown;

let armed: Failpoint | null = null;
let hasStarted = false;
const seen = new Set<string>();
/** What each connection sent last: a COMMIT is named by what it commits. */
const last = new WeakMap<object, string>();

process.on('message', (message) => {
  armed = (message as { failpoint: Failpoint | null }).failpoint;
  // Told for the first time, it has started: what was sent only to start is not named again.
  if (!hasStarted) seen.clear();
  hasStarted = true;
});
process.channel?.unref();

const die = (): boolean => process.kill(process.pid, 'SIGKILL');

/** The beginning of a statement, and enough of its hash to tell it from its like. */
function nameOf(text: string): string {
  // The ORM writes values into its statements, and one case for each row.
  const values = text.replace(/'(?:[^']|'')*'|\$\d+|(?<![\w$])\d+(?!\w)/g, '?').replace(/\s+/g, ' ');
  const cases = values.replace(/(when \((?:[^()]|\([^()]*\))*\) then \S+ )+/g, 'when ');
  // Lists, and groups of them, grow with what is asked for.
  const lists = cases.replace(/\?(, ?\?)*/g, '?');
  const whole = lists.replace(/\(\?\)(, ?\(\?\))*/g, '(?)').trim();
  return `${whole.slice(0, 50)} #${createHash('sha1').update(whole).digest('hex').slice(0, 4)}`;
}

const prototype = pg.Client.prototype as unknown as { query: Query };
const send = prototype.query;
prototype.query = function query(...args) {
  const [first] = args;
  const text = typeof first === 'string' ? first : (first as { text?: unknown } | undefined)?.text;
  if (typeof text !== 'string') return send.apply(this, args);
  const own = nameOf(text);
  const statement = text === 'commit' ? `commit after ${last.get(this) ?? 'nothing'}` : own;
  last.set(this, own);
  if (!seen.has(statement)) {
    seen.add(statement);
    process.send?.({ statement });
  }
  const mine = armed?.statement === statement ? armed.when : null;
  if (mine === 'before') die();
  const answer = send.apply(this, args);
  if (mine === 'after' && answer instanceof Promise) answer.then(die, () => undefined);
  return answer;
};
