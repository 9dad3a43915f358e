/**
 * Mistakes that people make in a policy.csv and that went live without a word: each is refused, or told, in these words. The
 * numbers are those of the list of mistakes that were tried. What was refused already is in casbin/policy-file.test.ts.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import type { PolicyState } from '../../src/policy/build-policies.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { copyPolicies, lineOf, type PolicyCopy } from '../support/policies.js';
import { memoryPublished } from './memory-published.js';

const ACME = 'acme/policy.csv';
let copy: PolicyCopy;
let store: PolicyStore;
let sound: string;
let logged: string[];

const log = {
  info: () => undefined,
  warn: (_: unknown, message?: string) => void logged.push(`warn ${message}`),
  error: (_: unknown, message?: string) => void logged.push(`error ${message}`),
} as unknown as OpenPolicies['log'];

beforeEach(async () => {
  copy = copyPolicies();
  // Without its teams and budgets, whose lines have mistakes of their own.
  sound = copy.edit(ACME, (text) => text.slice(0, text.indexOf('\n# Teams: g2') + 1));
  logged = [];
  const published = memoryPublished({ pools: ['engineering'] });
  store = await openPolicies({ dir: copy.dir, log, published, beatMs: 3_600_000 });
});
afterEach(async () => {
  await store.close();
  copy.remove();
});

/** Saves a text; how it stands then. */
async function save(text: string): Promise<PolicyState & { isLive: boolean }> {
  copy.edit(ACME, () => text);
  await store.reload();
  const state = store.state('acme')!;
  return { ...state, isLive: state.liveVersion === versionOf(text) };
}
const said = (all: readonly { line: number; message: string }[]) =>
  all.map(({ line, message }) => `${line}: ${message}`);

describe('is refused as an edit', () => {
  /** A line at the end of the file, and what is said of it. */
  const LINES: [string, string, string][] = [
    ['17 act_for for everybody', 'p, role:member, account:*, act_for, allow', 'everybody may act_for on account:*'],
    ['17 grant for everybody', 'p, role:member, account:*, grant, allow', 'everybody may grant on account:*'],
    [
      '17 manage for everybody',
      'p, role:member, account:pool:x, manage, allow',
      'everybody may manage on account:pool:x',
    ],
    ['17 policy, write for everybody', 'p, role:member, policy, write, allow', 'everybody may write on policy'],
  ];
  test.each(LINES)('%s', async (_, line, message) => {
    const { isLive, ok, problems } = await save(`${sound}${line}\n`);
    expect([isLive, ok]).toEqual([false, false]);
    const given = `line ${lineOf(sound, 'g, *, role:member')} gives everybody role:member, so that `;
    const instead = '; give that to a role of a group or of somebody';
    const id = /(\w+) on (\S+)$/.exec(message)!.slice(1).join('/');
    const how = `; if it is meant, add the line "# allow: everybody-may:${id} because …" to this version`;
    expect(said(problems)).toEqual([`${lineOf(`${sound}${line}`, line)}: ${given}${message}${instead}${how}`]);
  });

  test('18 everybody made an admin, with every right that this gives', async () => {
    const { isLive, problems } = await save(sound.replace('g, *, role:member', 'g, *, role:admin'));
    expect(isLive).toBe(false);
    expect(problems.map(({ message }) => /everybody may (\w+) on/.exec(message)?.[1])).toEqual([
      'act_for',
      'grant',
      'manage',
      'write',
      'correct',
    ]);
  });

  test('but not where a deny takes it from everybody again', async () => {
    const lines = 'p, role:member, account:self, grant, allow\np, role:member, account:*, grant, deny\n';
    expect((await save(`${sound}${lines}`)).isLive).toBe(true);
  });

  const NAMES: [string, string, string][] = [
    ['quotes of English', '“zoe”', 'no quotes are needed or allowed: “zoe” has “ (U+201C)'],
    ['quotes of French', '«zoe»', 'no quotes are needed or allowed: «zoe» has « (U+00AB)'],
    ['quotes of German', '„zoe“', 'no quotes are needed or allowed: „zoe“ has „ (U+201E)'],
    ['single quotes', '‘zoe’', 'no quotes are needed or allowed: ‘zoe’ has ‘ (U+2018)'],
    ['Japanese quotes', '「zoe」', 'no quotes are needed or allowed: 「zoe」 has 「 (U+300C)'],
    ['a backtick', '`zoe`', 'no quotes are needed or allowed: `zoe` has ` (U+0060)'],
    ['an acute accent', 'zoe´', 'no quotes are needed or allowed: zoe´ has ´ (U+00B4)'],
    [
      'a decomposed letter',
      'zoe\u0301',
      '"zoe\u0301" is not in Unicode\'s composed form (NFC), so no token has it; write "zoé"',
    ],
    ['full-width letters', 'ｚｏｅ', '"ｚｏｅ" has full-width characters (ｚ is U+FF5A); write "zoe"'],
    ['a Cyrillic letter', 'zоe', '"zоe" mixes letters that look alike: "о" is U+043E, Cyrillic, beside Latin ones'],
    ['a Greek letter', 'zοe', '"zοe" mixes letters that look alike: "ο" is U+03BF, Greek, beside Latin ones'],
  ];
  test.each(NAMES)('%s in a name', async (_, name, message) => {
    const line = `p, ${name}, product:codex, use, deny`;
    const { isLive, problems } = await save(`${sound}${line}\n`);
    expect(isLive).toBe(false);
    const how = message.includes('look alike')
      ? `; if it is meant, add the line "# allow: look-alike-letters:${name} because …" to this version`
      : '';
    expect(said(problems)).toEqual([`${lineOf(`${sound}${line}`, line)}: ${message}${how}`]);
  });

  test('43 a Cyrillic letter in a group', async () => {
    const { isLive, problems } = await save(sound.replace('g, group:interns', 'g, group:intеrns'));
    expect(isLive).toBe(false);
    const message = '"intеrns" mixes letters that look alike: "е" is U+0435, Cyrillic, beside Latin ones';
    const how = '; if it is meant, add the line "# allow: look-alike-letters:group:intеrns because …" to this version';
    expect(said(problems)).toEqual([`${lineOf(sound, 'g, group:interns')}: ${message}${how}`]);
  });

  test('but not where a line of the file allows it, by the finding or by its rule', async () => {
    const wrong = 'p, role:member, policy, write, allow\n';
    for (const id of ['everybody-may:write/policy', 'policy/everybody-may']) {
      const { isLive, warnings } = await save(`${sound}${wrong}# allow: ${id} because it is a sandbox\n`);
      expect([isLive, warnings.map(({ rule, severity }) => [rule, severity])]).toEqual([
        true,
        [['policy/everybody-may', 'WARNING']],
      ]);
    }
    for (const line of ['# allow: everybody-may:read/policy because x', '# allow: policy/everybody-may']) {
      expect((await save(`${sound}${wrong}${line}\n`)).isLive).toBe(false);
    }
    const quoted = 'p, “zoe”, product:codex, use, deny\n# allow: policy/odd-quotes because no token has it\n';
    expect((await save(`${sound}${quoted}`)).isLive).toBe(false);
  });

  test('a name that is written in another script as a whole goes live', async () => {
    const lines =
      'p, анна, product:codex, use, deny\np, 山田太郎, product:codex, use, deny\np, zoë, product:codex, use, deny\n';
    expect(await save(`${sound}${lines}`)).toMatchObject({ isLive: true, warnings: [] });
  });
});

describe('goes live with a warning', () => {
  const intern = (text: string) => lineOf(text, 'product:codex/gpt-5.5, use, deny');
  const CASES: [string, (text: string) => string, (text: string) => string][] = [
    [
      '01 a role that nobody has',
      (text) => text.replace('p, role:intern, product:codex/', 'p, role:itern, product:codex/'),
      (text) => `${lineOf(text, 'role:itern')}: no g line grants role:itern to anybody; did you mean "role:intern"?`,
    ],
    [
      '02 a group that is mistyped',
      (text) => text.replace('g, group:interns', 'g, group:intern'),
      (text) =>
        `${lineOf(text, 'g, group:intern')}: group:intern is new here and group:interns is gone: is it mistyped?`,
    ],
    [
      '02 a group that is mistyped beside the right one',
      (text) => `${text}g, group:intern, role:billing_admin\n`,
      (text) =>
        `${lineOf(text, 'g, group:intern, ')}: group:intern is one letter away from group:interns in line ` +
        `${lineOf(text, 'g, group:interns')}: is one of them mistyped?`,
    ],
    [
      '16 an allow that a deny of a group’s role outweighs',
      (text) => `${text}p, ivy, product:codex/gpt-5.5, use, allow\n`,
      (text) =>
        `${lineOf(text, 'p, ivy')}: takes no effect while ivy is in a group with role:intern: the deny in line ` +
        `${intern(text)} outweighs it`,
    ],
    [
      '16 an allow that a deny of the own role outweighs',
      (text) => `${text}g, ivy, role:intern\np, ivy, product:codex/gpt-5.5, use, allow\n`,
      (text) =>
        `${lineOf(text, 'p, ivy')}: never takes effect: ivy has role:intern, and the deny in line ${intern(text)} outweighs it`,
    ],
    [
      '23 a line for one feature that leaves the other layers out',
      (text) => `${text}p2, role:member, product:sora/sora-2, credits, 10\n`,
      (text) =>
        `${lineOf(text, 'product:sora/sora-2, credits')}: at product:sora/sora-2 only its own lines count for role:member: ` +
        'allowance, promotion of product:* gives nothing there; repeat what shall',
    ],
    [
      '26 a pool that does not exist',
      (text) => text.replace('pool:engineering, 40', 'pool:enginering, 40'),
      (text) =>
        `${lineOf(text, 'pool:enginering, 40')}: pool:enginering has no account, so it gives nothing; ` +
        'did you mean "engineering"?',
    ],
    [
      'a hyphen that is none',
      (text) => `${text}p, zoe‑x, product:codex, use, deny\n`,
      (text) => `${lineOf(text, 'zoe‑x')}: "zoe‑x" has ‑ (U+2011), which is not the "-" of the keyboard`,
    ],
  ];
  test.each(CASES)('%s', async (_, change, warning) => {
    const text = change(sound);
    const { isLive, warnings } = await save(text);
    expect(isLive).toBe(true);
    expect(said(warnings)).toContain(warning(text));
  });

  test('names that are near each other, but count or stand alone, are no matter', async () => {
    const names = ['alice1', 'alice2', 'team-a', 'team-b', 'anna', 'anni', 'production', 'procurement'];
    const { warnings } = await save(`${sound}${names.map((name) => `g, ${name}, role:engineer\n`).join('')}`);
    expect(warnings).toEqual([]);
  });
});

describe('a file that was cut off', () => {
  const cutBefore = (text: string, part: string) => text.slice(0, text.indexOf(part));
  const CUTS: [string, (text: string) => string, string][] = [
    ['32 before the p2 lines', (text) => cutBefore(text, '# Where capacity'), 'have nothing any more: role:engineer'],
    [
      '32b behind the first g line',
      (text) => cutBefore(text, 'g, gateway'),
      'have nothing any more: gateway, carol, group:engineering, group:interns, *, …',
    ],
  ];
  test.each(CUTS)('%s goes live in format 1, with an error in the log', async (_, cut, named) => {
    const text = cut(sound);
    const { isLive, warnings } = await save(text);
    expect(isLive).toBe(true);
    const [told] = warnings.filter(({ message }) => message.startsWith('this is the version before without its last'));
    expect(told!.message).toContain(named);
    expect(told!.message).toContain('is the file complete?');
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining(named)]);
  });

  test.each(CUTS)('%s is refused in format 2', async (_, cut) => {
    const whole = `${sound.replace('# spillway-policy: 1', '# spillway-policy: 2')}# end\n`;
    expect((await save(whole)).isLive).toBe(true);
    const { isLive, problems, liveVersion } = await save(cut(whole));
    expect([isLive, liveVersion]).toEqual([false, versionOf(whole)]);
    expect(problems[0]!.message).toBe(
      'a file of format 2 ends with the line "# end", with nothing behind it; is the file complete?',
    );
  });

  test('lines that are taken back one by one are no matter', async () => {
    await save(`${sound}# more\np, zoe, product:codex, use, deny\n`);
    const { isLive, warnings } = await save(sound);
    expect([isLive, warnings]).toEqual([true, []]);
  });

  test('many who lose what they had are told of, cut off or not', async () => {
    const { isLive, warnings } = await save(sound.replace(/^g, (?!admin).*\n/gm, ''));
    expect(isLive).toBe(true);
    expect(warnings.some(({ message }) => message.includes('have nothing any more') && message.includes('*'))).toBe(
      true,
    );
  });
});

describe('format 2', () => {
  const two = () => `${sound.replace('# spillway-policy: 1', '# spillway-policy: 2')}# end\n`;

  test('may have blanks behind its last line, and nothing else', async () => {
    expect((await save(`${two()} \n\n`)).isLive).toBe(true);
    expect((await save(`${two()}p, zoe, product:codex, use, deny\n`)).isLive).toBe(false);
    expect((await save(`${two()}# a comment\n`)).isLive).toBe(false);
  });

  test('does not go back to format 1 once it serves', async () => {
    expect((await save(two())).isLive).toBe(true);
    const { isLive, problems } = await save(sound);
    expect(isLive).toBe(false);
    expect(said(problems)).toEqual([
      '1: format 2 serves, and does not go back to 1: its last line tells a whole file from half of one; if it is meant, ' +
        'add the line "# allow: policy/format-down because …" to this version',
    ]);
    const meant = `${sound}# allow: policy/format-down because a tool of ours reads format 1 alone\n`;
    expect((await save(meant)).isLive).toBe(true);
  });
});

test('what no new text may have serves on where it was published before', async () => {
  await store.close();
  copy.edit(ACME, (text) => `${text}p, “zoe”, product:codex, use, deny\n`);
  const text = copy.read(ACME);
  const published = memoryPublished({ lastServed: async (tenant) => (tenant === 'acme' ? text : null) });
  store = await openPolicies({ dir: copy.dir, log, published, beatMs: 3_600_000 });
  expect(store.state('acme')).toMatchObject({ ok: true, liveVersion: versionOf(text), problems: [] });
  expect(said(store.state('acme')!.warnings)[0]).toContain('no quotes are needed or allowed');
});
