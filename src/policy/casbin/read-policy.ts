/**
 * A policy.csv, read and loaded by Casbin, without keeping anybody waiting: one of many lines in a thread of its own. It is the
 * same either way.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { FileRefused, type Problem } from '../../catalog/problem.js';
import { inThread } from '../../in-thread.js';
import type { Warning } from '../policy-version.js';
import { openEnforcer } from './casbin-enforcer.js';
import { parsePolicy } from './policy-file.js';
import type { PolicyLines } from './policy-line.js';

/** A text, and what it is read by. */
export interface PolicyToRead {
  text: string;
  file: string;
  catalog: Catalog;
  /** The text of model.conf, checked. */
  model: string;
}

/** All that is in a policy.csv. */
export type ReadLines = PolicyLines & { warnings: readonly Warning[] };

/** What a thread gives back of a text: its lines, or its mistakes. */
export type ToldLines = { lines: ReadLines } | { problems: readonly Problem[] };

/** Some two thousand lines: they take some fifty milliseconds, which others may wait. */
const SHORT = 100_000;
const IN_THREAD = { timeoutMs: 60_000, memoryMb: 512 } as const;

/**
 * @throws FileRefused with every mistake; AssertionError where Casbin has not loaded the lines as they are; ThreadSpent where
 *   a long one takes longer, or more memory, than it may
 */
export async function readPolicy(read: PolicyToRead): Promise<ReadLines> {
  if (read.text.length <= SHORT) return readLines(read);
  const told = await inThread<ToldLines>({ module: 'policy/casbin/read-in-thread', input: read, ...IN_THREAD });
  if ('problems' in told) throw new FileRefused(told.problems);
  return told.lines;
}

/** The same in this very thread. */
export async function readLines({ text, file, catalog, model }: PolicyToRead): Promise<ReadLines> {
  const read = parsePolicy(text, file, catalog);
  const { warnings: _, ...lines } = read;
  await openEnforcer(model, lines);
  return read;
}
