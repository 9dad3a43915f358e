/**
 * Fifty mistakes that an admin made in a policy.csv on one day, and what is said of each now: by which rule, and where. Of a
 * few the list tells the kind alone, and one of that kind stands here.
 */
import { shipped } from './policies.js';

/**
 * A finding: its rule, and a text that begins at its column, or has it at `|`; with `line` alone it has none, and `^` and `$`
 * are the first and the last line.
 */
export type Said = readonly [rule: string, at: string | { line: string }];

export interface Mistake {
  id: string;
  /** What the admin did. */
  what: string;
  /** The text that they saved. */
  change: (text: string) => string;
  /** `refused`: the version before it serves on. `told`: it goes live with warnings. `fine`: it goes live without. */
  becomes: 'refused' | 'told' | 'fine';
  /** All that is said, in the order of the file. */
  said: readonly Said[];
}

/** Acme's policy without its teams and budgets, which came later. */
export const SOUND = shipped('acme/policy.csv').replace(/\n# Teams: g2[\s\S]*$/, '\n');

const swap = (from: string, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`"${from}" is not there`);
  return changed;
};
const add = (line: string) => (text: string) => `${text}${line}\n`;
const before = (part: string) => (text: string) => text.slice(0, text.indexOf(part));

const DENY = 'p, role:intern, product:codex/gpt-5.5, use, deny';
const MEMBER = 'p, role:member, product:codex, use, allow';

export const MISTAKES: readonly Mistake[] = [
  {
    id: '01',
    what: 'a role mistyped in a deny',
    change: swap(DENY, DENY.replace('intern', 'itern')),
    becomes: 'told',
    said: [['policy/unknown-role', 'role:itern']],
  },
  {
    id: '02',
    what: 'a group mistyped in a `g` line',
    change: swap('g, group:interns', 'g, group:intern'),
    becomes: 'told',
    said: [['policy/name-changed', 'group:intern']],
  },
  {
    id: '03',
    what: 'a product mistyped',
    change: swap(MEMBER, MEMBER.replace('codex', 'codx')),
    becomes: 'refused',
    said: [['policy/unknown-product', 'product:codx']],
  },
  {
    id: '04',
    what: 'a feature mistyped',
    change: swap(DENY, DENY.replace('gpt-5.5', 'gpt-5,5').replace(',5', '.6')),
    becomes: 'refused',
    said: [['policy/unknown-feature', 'product:codex/gpt-5.6']],
  },
  {
    id: '05',
    what: 'an action that there is not',
    change: swap(MEMBER, MEMBER.replace('use', 'usee')),
    becomes: 'refused',
    said: [['policy/unknown-permission', 'usee']],
  },
  {
    id: '06',
    what: '`Deny` with a capital',
    change: swap(DENY, DENY.replace('deny', 'Deny')),
    becomes: 'refused',
    said: [['policy/unknown-effect', 'Deny']],
  },
  {
    id: '07',
    what: 'a column too few',
    change: swap(MEMBER, 'p, role:member, product:codex, allow'),
    becomes: 'refused',
    said: [['policy/columns', { line: 'p, role:member, product:codex, allow' }]],
  },
  {
    id: '08',
    what: 'a column too many',
    change: swap(MEMBER, `${MEMBER}, always`),
    becomes: 'refused',
    said: [['policy/columns', { line: 'always' }]],
  },
  {
    id: '09',
    what: 'a comment behind a rule',
    change: swap(MEMBER, `${MEMBER} # everybody`),
    becomes: 'refused',
    said: [['policy/comment-behind-rule', 'allow # everybody']],
  },
  {
    id: '10',
    what: 'a name in quotes',
    change: swap('g, carol, ', 'g, "carol", '),
    becomes: 'refused',
    said: [['policy/quotes', '"carol"']],
  },
  {
    id: '11',
    what: 'semicolons in place of commas',
    change: swap(MEMBER, MEMBER.replaceAll(',', ';')),
    becomes: 'refused',
    said: [['policy/unknown-kind', 'p; role:member; product:codex']],
  },
  {
    id: '12',
    what: 'the same line twice',
    change: add(MEMBER),
    becomes: 'refused',
    said: [['policy/duplicate-rule', { line: '$' }]],
  },
  {
    id: '13',
    what: 'the same line twice, with other blanks',
    change: add(MEMBER.replaceAll(', ', ',')),
    becomes: 'refused',
    said: [['policy/duplicate-rule', { line: MEMBER.replaceAll(', ', ',') }]],
  },
  {
    id: '14',
    what: 'an allow and a deny of the same for everybody',
    change: add(MEMBER.replace('allow', 'deny')),
    becomes: 'told',
    said: [['policy/allow-void', 'product:codex, use, |allow']],
  },
  {
    id: '15',
    what: 'the lines in another order',
    change: (text) => {
      const [head = '', ...lines] = text.trimEnd().split('\n');
      return `${[head, ...lines.reverse()].join('\n')}\n`;
    },
    becomes: 'fine',
    said: [],
  },
  {
    id: '16',
    what: "an allow by name beside a deny of the subject's role",
    change: (text) => `${text}g, ivy, role:intern\np, ivy, product:codex/gpt-5.5, use, allow\n`,
    becomes: 'told',
    said: [['policy/allow-void', 'allow\n']],
  },
  {
    id: '17',
    what: 'everybody may act for others, grant, and write the policy',
    change: (text) =>
      `${text}${['account:*, act_for', 'account:*, grant', 'policy, write'].map((each) => `p, role:member, ${each}, allow\n`).join('')}`,
    becomes: 'refused',
    said: [
      ['policy/everybody-may', 'act_for, allow\np, role:member'],
      ['policy/everybody-may', 'grant, allow\np, role:member'],
      ['policy/everybody-may', 'write, allow\n$'],
    ],
  },
  {
    id: '18',
    what: '`g, *, role:admin`',
    change: swap('g, *, role:member', 'g, *, role:admin'),
    becomes: 'refused',
    said: ['act_for', 'grant', 'manage', 'policy, write', 'correct'].map((each): Said => {
      return ['policy/everybody-may', each === 'policy, write' ? 'write, allow\n#' : `${each}, allow`];
    }),
  },
  {
    id: '19',
    what: '`g, *, role:member` forgotten',
    change: swap('g, *, role:member\n', ''),
    becomes: 'told',
    said: [
      ['policy/role-without-members', 'role:member, product:codex, use'],
      ['policy/rights-lost', { line: 'p, role:admin, account:*, correct' }],
    ],
  },
  {
    id: '20',
    what: 'a pattern as a feature',
    change: swap(DENY, DENY.replace('gpt-5.5', 'gpt-*')),
    becomes: 'refused',
    said: [['policy/unknown-object', 'product:codex/gpt-*']],
  },
  {
    id: '21',
    what: 'a pattern as a subject',
    change: swap('g, carol, ', 'g, car*, '),
    becomes: 'refused',
    said: [['policy/pattern', 'car*']],
  },
  {
    id: '22',
    what: 'a role given to a role',
    change: add('g, role:intern, role:member'),
    becomes: 'refused',
    said: [['policy/reserved-subject', 'role:intern, role:member']],
  },
  {
    id: '23',
    what: 'one `p2` line for one feature',
    change: add('p2, role:member, product:sora/sora-2, credits, 10'),
    becomes: 'told',
    said: [['policy/layers-dropped', 'product:sora/sora-2, credits']],
  },
  {
    id: '24',
    what: 'a rank that another layer has',
    change: swap('p2, role:member, product:*, credits, 30', 'p2, role:member, product:*, credits, 20'),
    becomes: 'told',
    said: [['policy/duplicate-rank', '20\np2, role:member, product:codex, allowance']],
  },
  {
    id: '25',
    what: 'ranks 0, 1000, 1.5 and -1',
    change: (text) =>
      ['0', '1000', '1.5', '-1'].reduce(
        (all, rank) => add(`p2, role:m${rank.length}, product:*, credits, ${rank}`)(all),
        text,
      ),
    becomes: 'refused',
    said: ['0', '1000', '1.5', '-1'].map((rank): Said => ['policy/rank', `, |${rank}\n`]),
  },
  {
    id: '26',
    what: 'a pool mistyped',
    change: swap('pool:engineering, 40', 'pool:enginering, 40'),
    becomes: 'told',
    said: [['policy/pool-without-account', 'pool:enginering, 40']],
  },
  {
    id: '27',
    what: '`engineering` without `pool:`',
    change: swap('pool:engineering, 40', 'engineering, 40'),
    becomes: 'refused',
    said: [['policy/unknown-layer', 'engineering, 40']],
  },
  { id: '28', what: 'an empty file', change: () => '', becomes: 'refused', said: [['file/empty', { line: '^' }]] },
  {
    id: '29',
    what: 'the header and nothing else',
    change: () => '# spillway-policy: 1\n',
    becomes: 'refused',
    said: [['policy/no-writer', { line: '^' }]],
  },
  {
    id: '30',
    what: 'the header lost',
    change: swap('# spillway-policy: 1\n', ''),
    becomes: 'refused',
    said: [['policy/header', { line: '^' }]],
  },
  {
    id: '31',
    what: 'the file cut in the middle of a line',
    change: before('ering, 40'),
    becomes: 'refused',
    said: [['policy/columns', { line: '$' }]],
  },
  {
    id: '32',
    what: 'the file cut before its `p2` lines',
    change: before('# Where capacity'),
    becomes: 'told',
    said: [
      ['policy/role-without-rules', 'role:engineer\n'],
      ['policy/rights-lost', { line: 'g, *, role:member' }],
    ],
  },
  {
    id: '32b',
    what: 'the file cut behind `g, admin`',
    change: before('g, gateway'),
    becomes: 'told',
    said: [
      ['policy/role-without-members', 'role:member, product:codex, use'],
      ['policy/role-without-members', 'role:intern, product:codex/'],
      ['policy/role-without-members', 'role:billing_admin, account:*, read'],
      ['policy/role-without-members', 'role:gateway, account:*, read'],
      ['policy/rights-lost', { line: '$' }],
    ],
  },
  {
    id: '35',
    what: 'the file saved as UTF-16',
    change: (text) => Buffer.from(text, 'utf16le').toString('utf8'),
    becomes: 'refused',
    said: [['file/encoding', { line: '^' }]],
  },
  {
    id: '36',
    what: 'a byte order mark',
    change: (text) => `\uFEFF${text}`,
    becomes: 'refused',
    said: [['file/bad-character', '\uFEFF']],
  },
  {
    id: '37',
    what: 'line ends of Windows',
    change: (text) => text.replaceAll('\n', '\r\n'),
    becomes: 'fine',
    said: [],
  },
  {
    id: '38',
    what: 'the last `policy, write` deleted',
    change: swap('p, role:admin, policy, write, allow\n', ''),
    becomes: 'refused',
    said: [['policy/no-writer', { line: '$' }]],
  },
  {
    id: '39',
    what: 'the last admin deleted',
    change: swap('g, admin, role:admin\n', ''),
    becomes: 'refused',
    said: [['policy/no-writer', { line: '$' }]],
  },
  {
    id: '40',
    what: 'the last writer denied',
    change: add('p, role:admin, policy, write, deny'),
    becomes: 'refused',
    said: [['policy/no-writer', { line: 'write, deny' }]],
  },
  {
    id: '41',
    what: '`Role:` in place of `role:`',
    change: swap(MEMBER, MEMBER.replace('role:', 'Role:')),
    becomes: 'refused',
    said: [['policy/role-name', 'Role:member']],
  },
  {
    id: '42',
    what: 'a Cyrillic letter in a role',
    change: swap(DENY, DENY.replace('role:intern', 'role:intеrn')),
    becomes: 'refused',
    said: [['policy/role-name', 'role:intеrn']],
  },
  {
    id: '43',
    what: 'a Cyrillic letter in a group',
    change: swap('g, group:interns', 'g, group:intеrns'),
    becomes: 'refused',
    said: [['policy/look-alike-letters', 'group:intеrns']],
  },
  {
    id: '44',
    what: 'a role with a capital in a rule',
    change: swap(DENY, DENY.replace('role:intern', 'role:Intern')),
    becomes: 'told',
    said: [['policy/unknown-role', 'role:Intern']],
  },
  {
    id: '45',
    what: 'a product with a capital',
    change: swap(MEMBER, MEMBER.replace('product:codex', 'product:Codex')),
    becomes: 'refused',
    said: [['policy/unknown-product', 'product:Codex']],
  },
  {
    id: '46',
    what: 'a group with a capital',
    change: swap('g, group:interns', 'g, group:Interns'),
    becomes: 'told',
    said: [['policy/name-changed', 'group:Interns']],
  },
  {
    id: '47',
    what: '`P` in place of `p`',
    change: swap(MEMBER, MEMBER.replace('p,', 'P,')),
    becomes: 'refused',
    said: [['policy/unknown-kind', 'P, role:member']],
  },
  {
    id: '50',
    what: 'a rule for a group, without a role',
    change: add('p, group:interns, product:sora, use, deny'),
    becomes: 'refused',
    said: [['policy/group-is-no-role', 'group:interns, product:sora']],
  },
];

/** What is about files and folders rather than about a text; test/policy/fifty-mistakes.test.ts does each. */
export const OF_FILES: readonly Omit<Mistake, 'change'>[] = [
  { id: '33', what: 'the file deleted', becomes: 'refused', said: [['file/unreadable', { line: '^' }]] },
  { id: '34', what: 'the folder renamed', becomes: 'refused', said: [['file/unreadable', { line: '^' }]] },
  { id: '48', what: 'copies beside it: `policy.csv.bak`, `.policy.csv.swp`', becomes: 'fine', said: [] },
  {
    id: '49',
    what: 'a folder of a tenant that the catalog does not have',
    becomes: 'refused',
    said: [['file/no-tenant', { line: '^' }]],
  },
];
