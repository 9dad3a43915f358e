/**
 * Casbin's own example files, from its package, and the same rules as a policy.csv of ours. Only the form changes: our
 * header, a prefix before roles, our names for the examples' objects and actions, an effect where their model has none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { newEnforcer, newModelFromString, StringAdapter, type Enforcer } from 'casbin';
import { covers } from '../../src/policy/policy-object.js';
import { model } from '../policy/policies.js';

const FOLDER = 'node_modules/casbin/examples';

export const exampleFiles = (ending: string): string[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();
export const exampleText = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

/** Casbin as its users have it: an example's model over an example's policy. */
export const plainCasbin = (modelFile: string, policyFile: string): Promise<Enforcer> =>
  newEnforcer(`${FOLDER}/${modelFile}`, `${FOLDER}/${policyFile}`);

/** One line of an example, taken apart: `p` or `g`, and its columns. */
export type Row = [kind: string, ...columns: string[]];

export const exampleRows = (file: string): Row[] =>
  exampleText(file)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((column) => column.trim()) as Row);

/** What the examples' names are with us. */
export interface Names {
  object: (name: string) => string;
  action: (name: string) => string;
}

/** `data1` is a pool's account; to read and to manage are what one may do there. */
export const POOLS: Names = {
  object: (object) => `account:pool:${object}`,
  action: (action) => (action === 'write' ? 'manage' : action),
};

/** A role is whatever a `g` line grants. */
const rolesIn = (rows: Row[]): Set<string> => new Set(rows.flatMap(([kind, , role]) => (kind === 'g' ? [role!] : [])));

/** A policy of ours with these rules, and with somebody who may write it, or it could not go live. */
export function translated(rows: Row[], { object, action }: Names = POOLS): string {
  const roles = rolesIn(rows);
  const name = (written: string) => (roles.has(written) ? `role:${written}` : written);
  const lines = rows.map(([kind, first = '', second = '', third = '', effect = 'allow']) =>
    kind === 'g'
      ? `g, ${name(first)}, ${name(second)}`
      : `p, ${name(first)}, ${object(second)}, ${action(third)}, ${effect}`,
  );
  return ['# spillway-policy: 1', 'p, keeper, policy, write, allow', ...lines, ''].join('\n');
}

const distinct = (values: string[]): string[] => [...new Set(values)];

/** Everybody and a stranger, for everything that the rules name and more, to do all that they name. */
export function everyQuestion(rows: Row[]): [subject: string, object: string, action: string][] {
  const roles = rolesIn(rows);
  const permits = rows.filter(([kind]) => kind === 'p');
  const names = distinct([...rows.map(([, subject]) => subject!), 'stranger']);
  const objects = distinct([...permits.map(([, , object]) => object!), 'elsewhere']);
  const actions = distinct(permits.map(([, , , action]) => action!));
  return names
    .filter((name) => !roles.has(name) && name !== '*')
    .flatMap((subject) => objects.flatMap((object) => actions.map((action) => [subject, object, action] as never)));
}

/** Casbin's enforcer over Casbin's own reading of a policy.csv of ours, with the operator's model.conf. */
export async function casbinWithOurModel(policyText: string): Promise<Enforcer> {
  const enforcer = await newEnforcer(newModelFromString(model), new StringAdapter(policyText));
  const grants = await enforcer.getGroupingPolicy();
  await enforcer.addFunction('holds', (principals: string[], written: string) =>
    principals.some((one) => one === written || grants.some(([who, role]) => who === one && role === written)),
  );
  await enforcer.addFunction('covers', ([subject = '']: string[], asked: string, written: string, effect: string) =>
    covers(subject, asked, written, effect),
  );
  return enforcer;
}
