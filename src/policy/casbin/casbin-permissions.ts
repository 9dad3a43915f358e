/**
 * Who may do what, by the `p` lines of one version, never reloaded. The cited line is found here, by reading the lines
 * in file order. Casbin is the cross-check: it is asked as well, and where the two disagree that is a bug and nothing
 * is permitted. Each answer is worked out once per standing and remembered, so the hot path is three look-ups.
 */
import assert from 'node:assert/strict';
import { newEnforcer, newModelFromString } from 'casbin';
import type { Enforcer } from 'casbin';
import type { Permission } from '../../core/words.js';
import { BoundedMap } from '../../bounded-map.js';
import { isReservedSubject } from '../../text.js';
import { around, covers } from '../policy-object.js';
import type { Permissions, Principal } from '../policy-version.js';
import type { PermitLine, PolicyLines } from './policy-line.js';
import { PerStanding, principalsOf, type Standing, type Standings } from './standings.js';

interface Rules {
  /** What citations name. */
  version: string;
  file: string;
  lines: Pick<PolicyLines, 'permits' | 'grants'>;
  standings: Standings;
}

const REMEMBERED_ANSWERS = 2_000;

/**
 * Builds an enforcer for the lines, aside from any that is serving.
 * @param rules the version, its lines, and `model`, the text of model.conf, checked
 */
export async function openCasbinPermissions({ model, ...rules }: Rules & { model: string }): Promise<Permissions> {
  const { permits, grants } = rules.lines;
  const casbinModel = newModelFromString(model);
  casbinModel.addPolicies(
    'p',
    'p',
    permits.map((line) => [line.subject, line.object, line.action, line.effect]),
  );
  casbinModel.addPolicies(
    'g',
    'g',
    grants.map((line) => [line.subject, line.role]),
  );
  const enforcer = await newEnforcer(casbinModel);
  await enforcer.buildRoleLinks();
  const roles = enforcer.getRoleManager();
  await enforcer.addFunction('holds', (principals: string[], written: string) =>
    principals.some((principal) => roles.syncedHasLink?.(principal, written) ?? false),
  );
  await enforcer.addFunction('covers', (principals: string[], asked: string, written: string, effect: string) =>
    covers(principals[0] ?? '', asked, written, effect),
  );
  return new CasbinPermissions(rules, enforcer);
}

class CasbinPermissions implements Permissions {
  private readonly answers = new PerStanding(() => new BoundedMap<Permission>(REMEMBERED_ANSWERS));
  private readonly permitLines: readonly PermitLine[];
  private readonly objects: ReadonlySet<string>;

  constructor(
    private readonly rules: Rules,
    private readonly enforcer: Enforcer,
  ) {
    this.permitLines = rules.lines.permits;
    this.objects = new Set(this.permitLines.map((line) => line.object));
  }

  rolesOf(who: Principal): readonly string[] {
    return this.rules.standings.of(who).roles;
  }

  permits(who: Principal, object: string, action: string): Permission {
    const standing = this.rules.standings.of(who);
    const answers = this.answers.of(standing);
    const asked = askedOf(who, object);
    // An action has no space, so the key cannot be read in two ways.
    const key = `${action} ${this.kindOf(asked, who)}`;
    let permission = answers.get(key);
    if (permission === undefined) {
      permission = this.decide(who, standing, asked, action);
      answers.set(key, permission);
    }
    return permission;
  }

  allowsAnybody(action: string): boolean {
    return this.permitLines.some((line) => line.effect === 'allow' && line.action === action);
  }

  permissionsOf(who: Principal): readonly { object: string; action: string }[] {
    const { held } = this.rules.standings.of(who);
    const lines = this.permitLines.filter((line) => held.has(line.subject));
    const denies = lines.filter((line) => line.effect === 'deny');
    const denied = new Set(denies.map(({ object, action }) => `${object} ${action}`));
    const isDenied = (asked: string, action: string) =>
      asked === 'account:*'
        ? denies.some((deny) => deny.action === action && covers(who.subject, asked, deny.object, 'deny'))
        : around(who.subject, asked).some((wider) => denied.has(`${wider} ${action}`));
    const found = new Map<string, { object: string; action: string }>();
    // Read off the lines: Casbin, asked about each of thousands, would take minutes.
    for (const { object, action, effect } of lines) {
      if (effect === 'deny' || found.has(`${object} ${action}`)) continue;
      if (!isDenied(askedOf(who, object), action)) found.set(`${object} ${action}`, { object, action });
    }
    return [...found.values()];
  }

  /** What no line names is all alike, but for the caller's own account; so a thousand names share one answer. */
  private kindOf(asked: string, who: Principal): string {
    if (asked.startsWith('product:') && !this.objects.has(asked)) {
      const product = asked.split('/', 1)[0]!;
      return this.objects.has(product) && product !== asked ? `${product}/` : 'product:';
    }
    if (!asked.startsWith('account:') || asked === 'account:*') return asked;
    const whose = asked === `account:subject:${who.subject}` ? 'own' : 'other';
    return this.objects.has(asked) ? `${whose} ${asked}` : whose;
  }

  private decide(who: Principal, standing: Standing, asked: string, action: string): Permission {
    const line = this.decidingLine(who.subject, standing, asked, action);
    // A reserved name is nobody: Casbin would take the subject `role:admin` for the role.
    const principals = isReservedSubject(who.subject) ? [] : principalsOf(who);
    const permitted = this.enforcer.enforceSync(principals, asked, action);
    assert.equal(permitted, line?.effect === 'allow', `Casbin and the citation disagree on ${asked}, ${action}`);
    const { version, file } = this.rules;
    const rule = line?.rule ?? 'no rule allows';
    return Object.freeze({ permitted, citation: Object.freeze({ version, file, line: line?.line ?? null, rule }) });
  }

  private decidingLine(subject: string, { held }: Standing, asked: string, action: string) {
    const matching = this.permitLines.filter(
      (line) => line.action === action && held.has(line.subject) && covers(subject, asked, line.object, line.effect),
    );
    return matching.find((line) => line.effect === 'deny') ?? matching[0] ?? null;
  }
}

function askedOf(who: Principal, object: string): string {
  return object === 'account:self' ? `account:subject:${who.subject}` : object;
}
