/** `spillway policy can`: whether a policy lets somebody do something, by its files alone, and by which line. */
import { parseArgs } from 'node:util';
import { suggest } from '../../catalog/nearest-name.js';
import { mayByPolicy } from '../../policy/own-account.js';
import { ACTIONS, parseObject } from '../../policy/policy-object.js';
import { readDoorlessConfig } from '../../processes/config.js';
import { UsageError } from '../run-verb.js';
import { style } from '../terminal.js';
import { onlyTenant, readPolicies, whoFrom } from './folder-policies.js';

export async function can(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { tenant: { type: 'string' }, dir: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const { dir = readDoorlessConfig().policyDir } = values;
  const { who, action, object } = askedFrom(positionals);
  const folder = await readPolicies(dir, values.tenant ?? null);
  const tenant = onlyTenant(folder);
  const { permissions } = await folder.build(tenant);
  const { permitted, citation } = mayByPolicy(permissions, who, object, action);
  const roles = permissions.rolesOf(who);
  if (values.json) {
    const told = { tenant, ...who, roles, action, object, permitted, policy: citation };
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  } else {
    const { line, file, rule } = citation;
    const where = line === null ? rule : `${file}:${line}: ${rule}`;
    process.stdout.write(`${permitted ? style('green', 'yes') : style('red', 'no')}: ${where}\n`);
  }
  return permitted;
}

/** @throws UsageError */
export function askedFrom(positionals: readonly string[]) {
  const [name, action, object, ...more] = positionals;
  if (name === undefined || action === undefined || object === undefined || more.length > 0) {
    throw new UsageError('Name who, what and on what: alice use product:codex/gpt-5.5.');
  }
  const parsed = parseObject(object);
  if (!parsed)
    throw new UsageError(`"${object}" is no object of a policy, like product:codex/gpt-5.5 or account:self.`);
  const actions: readonly string[] = ACTIONS[parsed.kind];
  if (!actions.includes(action)) {
    throw new UsageError(
      `${object} has no action "${action}": it has ${actions.join(', ')}${suggest(action, actions)}`,
    );
  }
  return { who: whoFrom(name), action, object };
}
