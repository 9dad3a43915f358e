/** The rules of the lint as lists for people, from the one table of them. */
import { ruleIds, sentenceOf, weightOf, type RuleId, type Weight } from '../catalog/lint-rules.js';

const BLOCK = /(<!-- rules: [^>]*-->\n)[^]*?(<!-- rules end -->)/;

const GROUPS: readonly [prefix: string, title: string][] = [
  ['policy', 'Policies'],
  ['catalog', 'The catalog'],
  ['file', 'Files as such'],
  ['model', '`model.conf`'],
];

const MEANS: Readonly<Record<Weight, string>> = {
  refuse: 'ERROR',
  edit: 'ERROR in an edit',
  guard: 'ERROR in an edit, unless allowed',
  warn: 'WARNING',
  note: 'INFO',
};

/** The page with its lists of rules as the code has them. @throws Error where it has no place for them */
export function withRules(page: string): string {
  if (!BLOCK.test(page)) throw new Error('The page has no place for the lists of rules.');
  const lists = GROUPS.flatMap(([prefix, title]) => {
    const own = ruleIds.filter((rule) => rule.startsWith(`${prefix}/`)).map(rowOf);
    return ['', `## ${title}`, '', '| rule | weighs | finds |', '|---|---|---|', ...own];
  });
  return page.replace(BLOCK, (_, before: string, after: string) => `${before}${lists.join('\n')}\n\n${after}`);
}

function rowOf(rule: RuleId): string {
  return `| \`${rule}\` | ${MEANS[weightOf(rule)]} | ${sentenceOf(rule)} |`;
}
