/**
 * What is wrong with a value in the catalog, in the words of whoever wrote it: what it must be, and what stands there.
 */
import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  object: 'a group of keys, each on a line of its own',
  record: 'a group of keys, each on a line of its own',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
};

/** How the message of what is not there begins. */
export const MISSING = 'this is missing';

/** A message for zod; undefined where the shape has words of its own, or zod's will do. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  if (issue.code === 'invalid_type') return `${found(input)}; it must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small')
    return `${found(input)}; it must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  if (issue.code === 'too_big')
    return `${found(input)}; it must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `${found(input)}; it must be ${issue.values.map(String).join(' or ')}`;
  return undefined;
}

function found(input: unknown): string {
  if (input === undefined) return MISSING;
  if (input === null) return 'nothing stands here';
  if (Array.isArray(input)) return 'a list stands here';
  if (typeof input === 'object') return 'a group of keys stands here';
  return `${JSON.stringify(input)} stands here`;
}
