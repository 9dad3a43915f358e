/**
 * Rules that change nothing, or less than they seem to: denies that outweigh an allow for all whom it is for, and wider rules
 * that say the same. It looks at a rule, those of the same role or subject, and those of all that it certainly is.
 */
import { around } from '../policy-object.js';
import type { CertainNames } from './certain-names.js';
import type { Finding } from './finding.js';
import type { PermitLine } from './policy-line.js';

/** Rules at one place: what they speak of, and which way. */
type Places = ReadonlyMap<string, readonly PermitLine[]>;

const placeOf = (object: string, action: string) => `${action} ${object}`;

function placesOf(permits: readonly PermitLine[], effect: PermitLine['effect']): Places {
  const own = permits.filter((permit) => permit.effect === effect);
  return Map.groupBy(own, ({ object, action }) => placeOf(object, action));
}

/** Of so many rules at one place a rule is compared with; a file may have thousands that speak of the same. */
const MOST_COMPARED = 50;

/** The rules at a place and at all that contain it, the first of each. */
function at(places: Places, { object, action }: PermitLine): PermitLine[] {
  return around('', object).flatMap((wider) => (places.get(placeOf(wider, action)) ?? []).slice(0, MOST_COMPARED));
}

/** Allows of a role that a deny outweighs for all who have the role, by another role or by name. */
export function voidForAll(permits: readonly PermitLine[], names: CertainNames): Finding[] {
  const denies = placesOf(permits, 'deny');
  return permits.flatMap((permit): Finding[] => {
    const { subject, effect, line } = permit;
    if (effect === 'deny' || !subject.startsWith('role:')) return [];
    const against = at(denies, permit);
    // What the role denies itself is told by `idlePermits`.
    if (against.some((deny) => deny.subject === subject)) return [];
    const deny = against.find((each) => names.holders(subject).length > 0 && names.isAlways(subject, each.subject));
    if (deny === undefined) return [];
    const whose = names.ofEverybody.has(deny.subject) ? 'everybody has' : `whoever has ${subject} is`;
    const message = `never takes effect: ${whose} ${deny.subject}, and the deny in line ${deny.line} outweighs it`;
    return [{ rule: 'policy/allow-void', line, place: 4, message }];
  });
}

/** Rules that a wider one of the same role or subject makes needless. */
export function shadowed(permits: readonly PermitLine[]): Finding[] {
  const byHolder = Map.groupBy(permits, ({ subject, effect }) => `${effect} ${subject}`);
  return [...byHolder.values()].flatMap((own) => {
    const lines = new Map(own.map((permit) => [placeOf(permit.object, permit.action), permit]));
    return own.flatMap((permit): Finding[] => {
      const { object, action, effect, line, subject } = permit;
      const wider = around('', object)
        .slice(1)
        .flatMap((each) => lines.get(placeOf(each, action)) ?? [])[0];
      if (wider === undefined) return [];
      const what = effect === 'allow' ? 'allows' : 'denies';
      const message = `changes nothing: line ${wider.line} ${what} ${subject} ${action} on ${wider.object}, and so on ${object}`;
      return [{ rule: 'policy/shadowed', line, message }];
    });
  });
}

/** Rules that another role, which all whom they are for have, makes needless. */
export function givenAlready(permits: readonly PermitLine[], names: CertainNames): Finding[] {
  const places = { allow: placesOf(permits, 'allow'), deny: placesOf(permits, 'deny') };
  return permits.flatMap((permit): Finding[] => {
    const { subject, effect, line } = permit;
    const others = at(places[effect], permit);
    if (others.some((each) => each.subject === subject && each.line !== line)) return [];
    const other = others.find((each) => isOfRole(each, permit) && names.isAlways(subject, each.subject));
    if (other === undefined) return [];
    const given = names.ofEverybody.get(other.subject);
    const whose =
      given === undefined ? `${subject} has ${other.subject}` : `everybody has ${other.subject} (line ${given})`;
    const message = `changes nothing: ${whose}, and line ${other.line} says the same`;
    return [{ rule: 'policy/given-already', line, message }];
  });
}

/** Of another role: what a subject has by name is no reason for its role to lack it. Of two that say the same, the first stands. */
function isOfRole(other: PermitLine, { subject, object, line }: PermitLine): boolean {
  return (
    other.subject.startsWith('role:') && other.subject !== subject && (other.object !== object || other.line < line)
  );
}
