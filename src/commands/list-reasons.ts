/**
 * The reasons of decisions as a list for people, from the one table that decides by them.
 */
import { REASONS } from '../core/gates.js';

const BLOCK = /(<!-- reasons: [^>]*-->\n)[^]*?(<!-- reasons end -->)/;

/** The page with its list of reasons as the code has them. @throws Error where it has no place for one */
export function withReasons(page: string): string {
  if (!BLOCK.test(page)) throw new Error('The page has no place for the list of reasons.');
  const rows = Object.entries(REASONS).map(([reason, { description }]) => `| \`${reason}\` | ${description} |`);
  const list = ['', '| reason | meaning |', '|---|---|', ...rows, '', ''].join('\n');
  return page.replace(BLOCK, (_, before: string, after: string) => `${before}${list}${after}`);
}
