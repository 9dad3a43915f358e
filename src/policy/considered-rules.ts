/**
 * What each rule of a policy had to do with one request: the shape that formats tell it in, and its words. For people who
 * want to know why; nothing is decided by it.
 */

/** What a rule speaks of. */
export const RULE_KINDS = {
  PERMISSION: { description: 'Who may do what.' },
  ROLE: { description: 'Who has a role.' },
  LAYER: { description: 'Where capacity comes from.' },
  TEAM: { description: 'Who is in a team.' },
  BUDGET: { description: 'How much may be spent.' },
} as const;
export type RuleKind = keyof typeof RULE_KINDS;

/** What became of a rule: the first two applied, the others say which condition failed first. */
export const RULE_OUTCOMES = {
  DECIDED: { description: 'It decided whether the request is permitted.' },
  APPLIED: {
    description:
      'It took effect: a role or team was given, a layer was taken or ruled out, a budget counts the request.',
  },
  WHO: { description: 'It speaks of somebody else.' },
  OBJECT: { description: 'It speaks of something else.' },
  ACTION: { description: 'It speaks of another action.' },
  SESSION: { description: 'It is about sessions, and the request names none.' },
  OUTWEIGHED: { description: 'It allows the request, and a deny outweighs it.' },
  LATER: { description: 'It says the same as the rule that decided, and stands behind it.' },
  LESS_SPECIFIC: { description: 'Rules of a more specific object speak in its place.' },
  RULED_OUT: { description: 'Another rule says never of its layer.' },
  OTHER_RANK: { description: 'Another rule gives its layer, at a lower rank or earlier in the file.' },
} as const;
export type RuleOutcome = keyof typeof RULE_OUTCOMES;

/** One rule beside one request. */
export interface ConsideredRule {
  kind: RuleKind;
  line: number;
  /** As citations show it. */
  rule: string;
  outcome: RuleOutcome;
  /** The line of the rule that counted in its place, where there is one. */
  otherLine: number | null;
}

/** What is asked: who would do what to which object; and where that is to use something, with which session. */
export interface AskedOfRules {
  who: { subject: string; groups: readonly string[] };
  object: string;
  action: string;
  use: { product: string; feature: string | null; session: string | null } | null;
}

/** All rules that had to do with it, in the order of the files; those of layers and budgets where something is to be used. */
export type ConsiderRules = (asked: AskedOfRules) => ConsideredRule[];

export function isApplied({ outcome }: Pick<ConsideredRule, 'outcome'>): boolean {
  return outcome === 'DECIDED' || outcome === 'APPLIED';
}
