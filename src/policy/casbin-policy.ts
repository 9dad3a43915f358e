/**
 * The policy engine that Casbin answers for: one enforcer per version of one tenant's file, never reloaded. Each answer
 * is worked out once per set of roles and remembered, so the hot path is two lookups. The cited line is found by
 * reading the lines in file order; should Casbin and the citation disagree, that is a bug and nothing is permitted.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { newEnforcer, newModelFromString } from 'casbin';
import type { Enforcer } from 'casbin';
import type { Layer, Permission } from '../core/words.js';
import { BoundedMap } from '../bounded-map.js';
import { isReservedSubject } from '../text.js';
import { mergeLayers } from './merge-layers.js';
import type { PolicyEngine, Principal } from './policy-engine.js';
import type { PolicyFile } from './policy-file.js';
import type { LayerLine } from './policy-line.js';
import { around, covers } from './policy-object.js';

/** What the lines can tell apart about a caller: everybody with the same roles has the same standing. */
interface Standing {
  roles: readonly string[];
  /** Roles, and the subject itself where a line names it. */
  held: ReadonlySet<string>;
  layerLines: readonly LayerLine[];
  permissions: BoundedMap<Permission>;
  layers: BoundedMap<readonly Layer[]>;
}

const REMEMBERED_CALLERS = 50_000;
const REMEMBERED_STANDINGS = 2_000;
const REMEMBERED_ANSWERS = 2_000;
const LONGEST_KEY = 500;

/**
 * Builds the enforcer for a parsed file, aside from any that is serving.
 * @param model the text of model.conf, checked
 */
export async function buildCasbinPolicy(file: PolicyFile, model: string): Promise<PolicyEngine> {
  const casbinModel = newModelFromString(model);
  casbinModel.addPolicies(
    'p',
    'p',
    file.permits.map((line) => [line.subject, line.object, line.action, line.effect]),
  );
  casbinModel.addPolicies(
    'p',
    'p2',
    file.layers.map((line) => line.rule.split(', ').slice(1)),
  );
  casbinModel.addPolicies(
    'g',
    'g',
    file.grants.map((line) => [line.subject, line.role]),
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
  return new CasbinPolicy(file, enforcer);
}

class CasbinPolicy implements PolicyEngine {
  readonly version: string;
  readonly file: string;
  readonly text: string;
  private readonly callers = new BoundedMap<Standing>(REMEMBERED_CALLERS);
  private readonly standings = new BoundedMap<Standing>(REMEMBERED_STANDINGS);
  private readonly grantsOf: ReadonlyMap<string, readonly number[]>;
  private readonly named: ReadonlySet<string>;
  private readonly objects: ReadonlySet<string>;

  constructor(
    private readonly rules: PolicyFile,
    private readonly enforcer: Enforcer,
  ) {
    this.version = rules.version;
    this.file = rules.file;
    this.text = rules.text;
    this.grantsOf = groupBySubject(rules);
    this.named = new Set([...rules.permits, ...rules.layers].map((line) => line.subject));
    this.objects = new Set(rules.permits.map((line) => line.object));
  }

  rolesOf(who: Principal): readonly string[] {
    return this.standingOf(who).roles;
  }

  permits(who: Principal, object: string, action: string): Permission {
    const standing = this.standingOf(who);
    const asked = askedOf(who, object);
    // An action has no space, so the key cannot be read in two ways.
    const key = `${action} ${this.kindOf(asked, who)}`;
    let permission = standing.permissions.get(key);
    if (permission === undefined) {
      permission = this.decide(who, standing, asked, action);
      standing.permissions.set(key, permission);
    }
    return permission;
  }

  layersFor(who: Principal, product: string, feature: string | null): readonly Layer[] {
    const standing = this.standingOf(who);
    const key = `${product.length} ${product}${feature === null ? '' : `/${feature}`}`;
    let layers = standing.layers.get(key);
    if (layers === undefined) {
      layers = mergeLayers(standing.layerLines, product, feature);
      standing.layers.set(key, layers);
    }
    return layers;
  }

  permissionsOf(who: Principal): readonly { object: string; action: string }[] {
    const { held } = this.standingOf(who);
    const lines = this.rules.permits.filter((line) => held.has(line.subject));
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
    const { version, file } = this;
    const rule = line?.rule ?? 'no rule allows';
    return Object.freeze({ permitted, citation: Object.freeze({ version, file, line: line?.line ?? null, rule }) });
  }

  private decidingLine(subject: string, { held }: Standing, asked: string, action: string) {
    const matching = this.rules.permits.filter(
      (line) => line.action === action && held.has(line.subject) && covers(subject, asked, line.object, line.effect),
    );
    return matching.find((line) => line.effect === 'deny') ?? matching[0] ?? null;
  }

  private standingOf(who: Principal): Standing {
    const key = keyOf(who);
    let standing = this.callers.get(key);
    if (standing === undefined) {
      standing = this.findStanding(who);
      this.callers.set(key, standing);
    }
    return standing;
  }

  private findStanding(who: Principal): Standing {
    const isNobody = isReservedSubject(who.subject);
    const grants = isNobody ? [] : principalsOf(who).flatMap((principal) => this.grantsOf.get(principal) ?? []);
    const lines = [...new Set(grants)].sort((a, b) => a - b);
    const roles = [...new Set(lines.map((index) => this.rules.grants[index]!.role))];
    const held = !isNobody && this.named.has(who.subject) ? [...roles, who.subject] : roles;
    const key = held.join(',');
    let standing = this.standings.get(key);
    if (standing === undefined) {
      const heldSet = new Set(held);
      standing = {
        roles,
        held: heldSet,
        layerLines: this.rules.layers.filter((line) => heldSet.has(line.subject)),
        permissions: new BoundedMap(REMEMBERED_ANSWERS),
        layers: new BoundedMap(REMEMBERED_ANSWERS),
      };
      this.standings.set(key, standing);
    }
    return standing;
  }
}

/** Tells callers apart, and is short: many are remembered. */
function keyOf({ subject, groups }: Principal): string {
  // Lengths keep names that contain separators apart.
  let key = `${subject.length} ${subject}`;
  for (const group of groups) key += ` ${group.length} ${group}`;
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('base64');
}

function principalsOf(who: Principal): string[] {
  return [who.subject, ...who.groups.map((group) => `group:${group}`), '*'];
}

function askedOf(who: Principal, object: string): string {
  return object === 'account:self' ? `account:subject:${who.subject}` : object;
}

/** Positions in `grants` per subject, group or `*`, so that roles come out in file order. */
function groupBySubject({ grants }: PolicyFile): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, { subject }] of grants.entries()) {
    const list = positions.get(subject);
    if (list) list.push(index);
    else positions.set(subject, [index]);
  }
  return positions;
}
