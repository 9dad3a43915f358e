/**
 * Puts questions made of a policy's own lines to Casbin, and asks the index the same, before the policy goes live: where they do
 * not agree, it must not. Casbin reads every line for each question, so a long policy is asked in a thread of its own.
 */
import { problemOf, type Problem } from '../../catalog/problem.js';
import { inThread } from '../../in-thread.js';
import { givesWay } from '../../gives-way.js';
import type { Permissions, Principal } from '../policy-version.js';
import { openEnforcer } from './casbin-enforcer.js';
import { permissionsFrom } from './casbin-permissions.js';
import { parsePolicy } from './policy-file.js';
import type { GrantLine, PermitLine } from './policy-line.js';
import type { PolicyToRead } from './read-policy.js';
import { principalsOf, Standings } from './standings.js';

/** Questions at most; each costs Casbin a look at every `p` line. */
const MOST_QUESTIONS = 100;
/** Looks at lines at most, all questions together: some two seconds. */
const MOST_LOOKS = 300_000;
const SHORT = 20_000;
const IN_THREAD = { timeoutMs: 60_000, memoryMb: 512 } as const;

/** Somebody, and what they might do. */
interface Question {
  who: Principal;
  object: string;
  action: string;
}

/** @returns why the policy must not go live; nothing where both answer alike */
export function provePolicy(read: PolicyToRead): Promise<readonly Problem[]> {
  if (read.text.length <= SHORT) return proveLines(read);
  return inThread({ module: 'policy/casbin/prove-in-thread', input: read, ...IN_THREAD });
}

/** The same in this very thread. */
export async function proveLines({ text, file, catalog, model }: PolicyToRead): Promise<readonly Problem[]> {
  const lines = parsePolicy(text, file, catalog);
  const standings = new Standings(lines);
  return compareAnswers(lines, permissionsFrom({ version: '', file, lines, standings }), model, file);
}

/** @param permissions what the index says of these lines */
export async function compareAnswers(
  lines: ReturnType<typeof parsePolicy>,
  permissions: Pick<Permissions, 'permits'>,
  model: string,
  file: string,
): Promise<readonly Problem[]> {
  const casbin = await openEnforcer(model, lines);
  const turn = givesWay();
  for (const { who, object, action } of questionsOn(lines)) {
    await turn();
    const target = object === 'account:self' ? `account:subject:${who.subject}` : object;
    const [allows] = await casbin.enforceEx(principalsOf(who), target, action);
    const { permitted, citation } = permissions.permits(who, object, action);
    if (permitted === allows) continue;
    const says = (yes: boolean) => (yes ? 'allows' : 'does not allow');
    const asked = `${[who.subject, ...who.groups.map((group) => `group:${group}`)].join('+')} ${action} ${object}`;
    const message = `Casbin ${says(allows)} "${asked}" and the index ${says(permitted)} it: this is a fault of Spillway's, report it`;
    return [problemOf('policy/engines-disagree', { file, line: citation.line ?? 1 }, message)];
  }
  return [];
}

/** Questions that lines answer, spread over the whole file: one who holds the line, and one who holds the line after it. */
export function questionsOn({
  permits,
  grants,
}: {
  permits: readonly PermitLine[];
  grants: readonly GrantLine[];
}): Question[] {
  const most = Math.max(2, Math.min(MOST_QUESTIONS, Math.floor(MOST_LOOKS / Math.max(1, permits.length))));
  const step = Math.max(1, permits.length / (most / 2));
  const holdersOf = Map.groupBy(grants, ({ role }) => role);
  const questions: Question[] = [];
  for (let at = 0; at < permits.length && questions.length < most; at += step) {
    const line = permits[Math.floor(at)]!;
    const next = permits[(Math.floor(at) + 1) % permits.length]!;
    for (const { subject } of [line, next]) {
      const holders = holdersOf.get(subject);
      const holder = subject.startsWith('role:') ? holders?.[Math.floor(at) % holders.length]?.subject : subject;
      questions.push({ who: principalOf(holder ?? NOBODY), object: line.object, action: line.action });
    }
  }
  return questions.slice(0, most);
}

const NOBODY = 'nobody';

function principalOf(holder: string): Principal {
  if (holder === '*') return { subject: NOBODY, groups: [] };
  if (holder.startsWith('group:')) return { subject: NOBODY, groups: [holder.slice('group:'.length)] };
  return { subject: holder, groups: [] };
}
