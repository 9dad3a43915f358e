/**
 * A preview from the command line, of a policy or of a catalog: it reads the database as `reconcile` does, needs no server, and
 * stores nothing.
 */
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatCredits } from '../core/amounts.js';
import { candidateOf, liveCatalog, policyBuilder, type Draft } from '../preview/draft.js';
import { PreviewRefused } from '../preview/preview-refused.js';
import { toldChange, type Sums, type ToldAnswer, type ToldChange } from '../preview/preview-documents.js';
import { runPreview } from '../preview/preview.js';
import type { Moved } from '../preview/tally.js';
import { withPublished } from './open-published.js';
import { ProgressLine } from './progress-line.js';
import { instantOption } from './reconcile-options.js';
import { UsageError } from './run-verb.js';
import { alignDecimals, columns, style } from './terminal.js';

interface PreviewOrder {
  file: string;
  tenant: string;
  from: number;
  to: number;
  changes: number;
  json: boolean;
}

function orderOf(args: string[]): PreviewOrder {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      tenant: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      changes: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Give one file.');
  const { tenant, json } = values;
  if (!tenant || tenant.includes(',')) throw new UsageError('Give one tenant with --tenant.');
  const from = read('from', values.from);
  if (from === null) throw new UsageError('Give the beginning of the period with --from.');
  const to = Math.min(read('to', values.to) ?? Infinity, Date.now());
  if (from >= to) throw new UsageError('--from must be before --to, and in the past.');
  if (!/^\d{1,5}$/.test(values.changes)) throw new UsageError('--changes is a whole number.');
  return { file, tenant, from, to, changes: Number(values.changes), json };
}

function read(name: string, text: string | undefined): number | null {
  try {
    return instantOption(name, text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Previews the text of a file. @returns whether nothing would be newly denied */
export async function previewFile(what: Draft['what'], args: string[], stopped: AbortSignal): Promise<boolean> {
  const order = orderOf(args);
  const text = await readFile(order.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${order.file} cannot be read (${error.code ?? 'unknown'}).`);
  });
  return withPublished(async ({ database }) => {
    const { tenant, from, to } = order;
    const live = await database.transaction([tenant], liveCatalog, { readOnly: true });
    const candidate = await candidateOf(tenant, { what, text }, live).catch((error: unknown) => {
      // Told of the file that was given, not of the one that it would be.
      throw error instanceof PreviewRefused ? new Error(error.message.replace(/^[^:]+/, order.file)) : error;
    });
    const sofar = { done: 0, total: 0 };
    const told = () => ({ ...sofar, text: `${sofar.done.toLocaleString('en-US')} decisions` });
    const line = order.json ? null : new ProgressLine(told);
    const progress = (done: number, total: number) => {
      stopped.throwIfAborted();
      Object.assign(sofar, { done, total });
    };
    const asked = { database, tenant, period: { from, to }, candidate, live, build: policyBuilder(tenant), progress };
    const { replay, sums } = await runPreview(asked).finally(() => line?.end());
    const changes = replay.tally.changes.map((change) => toldChange(change, replay));
    if (order.json) sayJson(sums, changes);
    else tell(sums, changes.slice(0, order.changes));
    return sums.newlyDenied === 0;
  });
}

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));

/** Amounts as credits, instants as ISO 8601. */
function sayJson(sums: Sums, changes: readonly ToldChange[]): void {
  const plain = (name: string, value: unknown): unknown => {
    if (name === 'quantity') return String(value);
    if (typeof value === 'bigint') return formatCredits(value);
    return (name === 'at' || name === 'hour') && typeof value === 'number' ? new Date(value).toISOString() : value;
  };
  say(JSON.stringify({ sums, changes }, plain, 2));
}

function tell(sums: Sums, changes: readonly ToldChange[]): void {
  const { decisions, same, newlyDenied, newlyAllowed, moved, otherReason, denials } = sums;
  const count = (n: number) => n.toLocaleString('en-US');
  const denied = newlyDenied > 0 ? style('red', `${count(newlyDenied)} newly denied`) : '0 newly denied';
  say(
    '',
    `${count(decisions)} decisions: ${count(same)} the same, ${denied}, ${count(newlyAllowed)} newly allowed, ` +
      `${count(moved)} from elsewhere or of another amount, ${count(otherReason)} denied for another reason.`,
  );
  const named = ({ name, newlyDenied: less, newlyAllowed: more }: Sums['roles'][number]) => [
    name,
    `-${less}`,
    `+${more}`,
  ];
  table('Charged, by layer', sums.sources, ({ layer, source }) => [
    layer === source.toUpperCase() || layer === null ? source : `${layer} ${source}`,
  ]);
  table('Charged, by budget', sums.budgets, ({ budget }) => [
    [budget.who, budget.object, budget.source, budget.period, budget.subject ?? ''].join(' ').trim(),
  ]);
  table('Charged, by role (denied, allowed)', sums.roles, named);
  table('Charged, by subject (denied, allowed)', sums.subjects, named);
  if (changes.length > 0) say('', style('bold', 'The first changes'), ...columns(changes.map(rowOf)));
  const unknown = denials.reduce((sum, { count: n }) => sum + n, 0);
  const permitted = denials.reduce((sum, row) => sum + (row.permitted ? row.count : 0), 0);
  if (unknown > 0) {
    say(
      '',
      `${count(unknown)} more denials were only counted: calls of unknown amount, ${count(permitted)} of which it would permit.`,
    );
  }
}

const MOST_ROWS = 10;

/** Those that change, and how much. */
function table<Row extends Moved>(title: string, rows: readonly Row[], name: (row: Row) => string[]): void {
  const changed = rows.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return;
  const shown = changed.slice(0, MOST_ROWS);
  const before = alignDecimals(shown.map((row) => formatCredits(row.before)));
  const after = alignDecimals(shown.map((row) => formatCredits(row.after)));
  const lines = columns(shown.map((row, i) => ['  ', ...name(row), before[i]!, '→', after[i]!]));
  const more = changed.length > shown.length ? [`    … and ${changed.length - shown.length} more`] : [];
  say('', style('bold', title), ...lines, ...more);
}

function rowOf({ at, subject, product, feature, kind, before, after }: ToldChange): string[] {
  const words = { NEWLY_DENIED: 'denied', NEWLY_ALLOWED: 'allowed', MOVED: 'moved', OTHER_REASON: 'other reason' };
  return [
    '  ',
    new Date(at).toISOString(),
    subject,
    `${product}/${feature}`,
    words[kind],
    inWords(before),
    '→',
    inWords(after),
  ];
}

function inWords({ outcome, reason, draws }: ToldAnswer): string {
  if (outcome === 'DENIED') return reason;
  return draws.map(({ source, amount }) => `${formatCredits(amount)} ${source}`).join(' + ') || 'nothing to pay';
}
