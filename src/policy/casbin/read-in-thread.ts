/** Reads one policy in a thread of its own. */
import { FileRefused } from '../../catalog/problem.js';
import { answer } from '../../in-thread.js';
import { readLines, type PolicyToRead, type ToldLines } from './read-policy.js';

await answer<PolicyToRead, ToldLines>(async (read) => {
  try {
    return { lines: await readLines(read) };
  } catch (error) {
    if (error instanceof FileRefused) return { problems: error.problems };
    throw error;
  }
});
