/**
 * `spillway policy explain`: what each rule of a policy has to do with one request, by its files alone: the one that decides,
 * and of every other the first condition that fails.
 */
import { parseArgs } from 'node:util';
import { isApplied, type ConsideredRule, type RuleKind, type RuleOutcome } from '../../policy/considered-rules.js';
import { mayByPolicy } from '../../policy/own-account.js';
import { parseObject } from '../../policy/policy-object.js';
import { readDoorlessConfig } from '../../processes/config.js';
import { columns, style } from '../terminal.js';
import { askedFrom } from './can.js';
import { onlyTenant, readPolicies } from './folder-policies.js';

export async function explain(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      tenant: { type: 'string' },
      dir: { type: 'string' },
      session: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { dir = readDoorlessConfig().policyDir, session = null } = values;
  const { who, action, object } = askedFrom(positionals);
  const folder = await readPolicies(dir, values.tenant ?? null);
  const tenant = onlyTenant(folder);
  const policy = await folder.build(tenant);
  const parsed = parseObject(object);
  const use =
    parsed?.kind === 'product' && parsed.product !== '*'
      ? { product: parsed.product, feature: parsed.feature, session }
      : null;
  const { permitted, citation } = mayByPolicy(policy.permissions, who, object, action);
  const rules = policy.consider?.({ who, object, action, use }) ?? [];
  const [roles, teams] = [policy.permissions.rolesOf(who), policy.budgets.teamsOf(who)];
  if (values.json) {
    const told = { tenant, ...who, roles, teams, action, object, permitted, policy: citation, rules };
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return permitted;
  }
  const shown = values.all ? rules : rules.filter((rule) => isApplied(rule) || rule.otherLine !== null);
  const left = rules.length - shown.length;
  const lines = [
    `${style('bold', who.subject)}  groups: ${listed(who.groups)}  roles: ${listed(roles)}  teams: ${listed(teams)}`,
    permitted ? style('green', `${action} ${object}: yes`) : style('red', `${action} ${object}: no`),
    citation.line === null ? citation.rule : `${citation.file}:${citation.line}: ${citation.rule}`,
    '',
    ...rowsOf(shown),
    ...(left > 0 ? ['', `${left} more rules speak of others or of something else: --all shows them.`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return permitted;
}

/** What a rule that took effect did. */
const DID: Readonly<Record<RuleKind, string>> = {
  PERMISSION: 'decides',
  ROLE: 'gives the role',
  LAYER: 'gives the layer',
  TEAM: 'puts into the team',
  BUDGET: 'counts it',
};
const WORDS: Readonly<Record<Exclude<RuleOutcome, 'DECIDED' | 'APPLIED'>, string>> = {
  WHO: 'speaks of somebody else',
  OBJECT: 'speaks of something else',
  ACTION: 'speaks of another action',
  SESSION: 'is about sessions, and none is named',
  OUTWEIGHED: 'is outweighed by a deny',
  LATER: 'says the same, later',
  LESS_SPECIFIC: 'gives way to a more specific object',
  RULED_OUT: 'is ruled out',
  OTHER_RANK: 'stands at another rank, too',
};

function wordsOf(kind: RuleKind, rule: string, outcome: RuleOutcome): string {
  if (outcome === 'DECIDED' || outcome === 'APPLIED')
    return rule.endsWith(', never') ? 'rules the layer out' : DID[kind];
  return WORDS[outcome];
}

const listed = (names: readonly string[]): string => names.join(', ') || 'none';

function rowsOf(rules: readonly ConsideredRule[]): string[] {
  const rows = columns(
    rules.map(({ kind, line, rule, outcome, otherLine }) => {
      const where = otherLine === null ? '' : ` (line ${otherLine})`;
      return [String(line).padStart(4), rule, `${wordsOf(kind, rule, outcome)}${where}`];
    }),
  );
  return rows.map((row, i) => (isApplied(rules[i]!) ? style('bold', row) : row));
}
