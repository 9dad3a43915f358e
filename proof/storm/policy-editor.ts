/**
 * An admin who edits a policy file while decisions are made by it: sound versions go live whole, broken ones never do
 * (promise I12).
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { versionOf } from '../../src/catalog/text-version.js';
import { PROMOTION_FIRST } from './decision-checks.js';
import { BUILDERS, TENANTS } from './storm-world.js';
import type { StormClient } from './storm-client.js';

const POLICY = '{ policy { ok version fileVersion problems { line message } } }';
const SEEN_WITHIN_MS = 20_000;

interface PolicyState {
  ok: boolean;
  version: string;
  fileVersion: string;
}

/** The versions that a town starts with. */
export function firstVersions(policyDir: string): string[] {
  return TENANTS.map((tenant) => versionOf(readFileSync(join(policyDir, tenant, 'policy.csv'), 'utf8')));
}

const BROKEN: ((sound: string) => string)[] = [
  (sound) => `${sound}p, role:member, product:storm, use, permit\n`,
  (sound) => `${sound}p2, role:member, product:storm, alowance, 10\n`,
  (sound) => sound.slice(0, sound.indexOf('layerless, credits') + 14),
  (sound) => sound.replace(/^p, role:admin, policy, write, allow$/m, ''),
  () => '',
];

/** Writes one sound and one broken version after the other until it is told to stop. */
export async function editPolicies(client: StormClient, done: () => boolean): Promise<void> {
  const { town, policyVersions, evidence } = client.shared;
  const path = join(town.policyDir, 'acme', 'policy.csv');
  const original = readFileSync(path, 'utf8');
  let sound = original;
  for (let edition = 0; !done(); edition++) {
    const promotionFirst = edition % 2 === 0;
    const order = promotionFirst ? PROMOTION_FIRST : 'product:storm, promotion, 20';
    // It grows, so that a long storm never stands still, and falls now and then.
    const most = `${BUILDERS}, ${400 + 300 * edition - 250 * (edition % 3)}`;
    const ordered = original.replace('product:storm, promotion, 20', order).replace(`${BUILDERS}, 400`, most);
    sound = `${ordered}# edition ${edition}\n`;
    policyVersions.add(versionOf(sound));
    write(path, sound);
    await seen(client, versionOf(sound), true);
    await pause(client.random.between(200, 800));
    if (done()) break;
    const broken = client.random.pick(BROKEN)(sound);
    write(path, broken);
    await seen(client, versionOf(broken), false);
    evidence.count('policy refused');
    await pause(client.random.between(100, 400));
  }
  policyVersions.add(versionOf(original));
  write(path, original);
}

/** As editors save: whole, and in one step. */
function write(path: string, text: string): void {
  writeFileSync(`${path}.edited`, text);
  renameSync(`${path}.edited`, path);
}

/**
 * Resolves when some process has made of the file what must be made of it. One that was just killed reads it when it
 * starts, one that cannot store a sound version now tries again.
 */
async function seen(client: StormClient, version: string, sound: boolean): Promise<void> {
  for (const until = Date.now() + SEEN_WITHIN_MS; ; await pause(100)) {
    const { value } = await client.asAdmin<PolicyState>('acme', POLICY, {});
    const live = value?.version === version;
    if (live && !sound) return client.evidence.violated('I12', `a broken file went live: ${JSON.stringify(value)}`);
    if (value?.fileVersion === version && live === sound && value.ok === sound) return;
    if (Date.now() < until) continue;
    return client.evidence.violated('I12', `${version}, ${sound ? 'sound' : 'broken'}: ${JSON.stringify(value)}`);
  }
}
