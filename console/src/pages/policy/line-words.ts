/** What one line of policy.csv says, in words. It guesses nothing: what is wrong with a line the server tells. */

const LAYERS: Record<string, string> = {
  allowance: 'what the plan includes',
  promotion: 'promotional credits',
  credits: 'their own credits',
  paid: 'credits and pools together',
  any: 'all layers together',
};

const ACTIONS: Record<string, string> = {
  use: 'use',
  read: 'read',
  check: 'check what may be used on',
  report: 'report usage on',
  release: 'release holds of',
  act_for: 'check on behalf of',
  purchase: 'buy credits for',
  grant: 'grant credits to',
  manage: 'manage',
  correct: 'undo usage of',
  write: 'change',
  approve: 'approve more of',
};

/** "role:member" as "whoever has the role member", "alice" as "alice". */
function who(name: string): string {
  const each = name.startsWith('each ');
  const [kind, ...rest] = (each ? name.slice('each '.length) : name).split(':');
  const own = rest.join(':');
  if (name === '*') return 'everybody';
  if (name === 'tenant') return 'everybody together';
  if (own === '') return each ? `each of ${kind}` : name;
  if (kind === 'role') return each ? `each who has the role ${own}` : `whoever has the role ${own}`;
  if (kind === 'group') return each ? `each of the group ${own}` : `whoever is in the group ${own}`;
  if (kind === 'team') return each ? `each of the team ${own}` : `the team ${own}`;
  return name;
}

const shared = (name: string): string => {
  const [kind, ...rest] = name.split(':');
  return ['role', 'group'].includes(kind ?? '') ? `all of the ${kind} ${rest.join(':')} together` : who(name);
};

function object(name: string): string {
  const [kind, ...rest] = name.split(':');
  const own = rest.join(':');
  if (name === 'policy') return 'the policy';
  if (name === 'ops') return 'how the service runs';
  if (kind === 'product') {
    const [product, feature] = own.split('/');
    if (product === '*') return 'every product';
    return feature === undefined ? `all of ${product}` : `${feature} of ${product}`;
  }
  if (kind === 'budget') return own === '*' ? 'every budget' : `the budgets of ${who(own)}`;
  if (own === '*') return 'every account';
  if (own === 'self') return 'their own account';
  if (own.startsWith('team:')) return `what the team ${own.slice('team:'.length)} spends`;
  return `the account ${own}`;
}

function source(name: string): string {
  if (name.startsWith('pool:')) return `the pool ${name.slice('pool:'.length)}`;
  return LAYERS[name] ?? name;
}

type Say = (columns: readonly string[]) => string | null;

const KINDS: Record<string, Say> = {
  p: ([subject, what, action, effect]) =>
    subject && what && action && effect
      ? effect === 'deny'
        ? `${sentence(who(subject))} may never ${ACTIONS[action] ?? action} ${object(what)}: it outweighs every allow.`
        : `${sentence(who(subject))} may ${ACTIONS[action] ?? action} ${object(what)}.`
      : null,
  g: ([subject, role]) =>
    subject && role
      ? `${sentence(subject === '*' ? 'everybody' : who(subject))} has the role ${role.replace(/^role:/, '')}.`
      : null,
  g2: ([subject, team]) =>
    subject && team ? `${sentence(who(subject))} is in the team ${team.replace(/^team:/, '')}.` : null,
  p2: ([role, what, layer, rank]) => {
    if (!role || !what || !layer || !rank) return null;
    if (rank === 'never') return `For ${object(what)}, ${who(role)} never draws on ${source(layer)}.`;
    return `For ${object(what)}, ${who(role)} draws on ${source(layer)}, at rank ${rank}: lower ranks give first.`;
  },
  p3: ([subject, what, from, amount, period, kind]) => {
    if (!subject || !what || !from || !amount || !period || !kind) return null;
    const every = period === 'once' ? 'in all' : `in each ${period}`;
    const many = `${amount} credits ${every} for ${object(what)}, counting ${source(from)}`;
    const whose = subject.startsWith('each ') ? who(subject) : shared(subject);
    if (kind === 'alert') return `A notice is given once ${whose} has spent ${many}. It stops nothing.`;
    return `${sentence(whose)} may spend at most ${many}.`;
  },
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const NAMES: Record<string, string> = {
  p: 'Who may do what',
  g: 'Who has a role',
  g2: 'Who is in a team',
  p2: 'Where capacity comes from',
  p3: 'How much may be spent',
};

/** The columns of a line, the kind among them; null of a comment or an empty line. */
export function columnsOf(line: string): string[] | null {
  const text = line.trim();
  return text === '' || text.startsWith('#') ? null : text.split(',').map((column) => column.trim());
}

export interface LineWords {
  /** What lines of its kind are about. */
  about: string;
  /** What it says; null while it is not whole. */
  says: string | null;
}

export function wordsOf(line: string): LineWords {
  const columns = columnsOf(line);
  const text = line.trim();
  if (columns === null) {
    if (text.startsWith('# allow:')) return { about: 'Allows a finding of the check', says: null };
    return { about: text === '' ? 'An empty line' : 'A comment', says: null };
  }
  const [kind = '', ...rest] = columns;
  const say = KINDS[kind];
  return { about: NAMES[kind] ?? 'No kind of line', says: say?.(rest) ?? null };
}
