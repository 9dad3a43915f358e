/**
 * The last acts: another tenant sees nothing, an admin edits the policy while it serves, and the receipt.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CallFailed } from '../support/api-client.js';
import { style } from '../../src/commands/terminal.js';
import { ACCOUNT, POLICY, RECEIPT, RELEASE, type Decision, type PolicyState } from './tour-documents.js';
import { clock, type Stage, type Work } from './tour-stage.js';

const TINY: Work = { input_tokens: 1_000, output_tokens: 100 };
const MISTYPED = 'p, role:intern, product:sora, use, Deny';
const RIGHT = 'g, bob, role:intern';
const SEEN_WITHIN_MS = 10_000;

/** Act: what exists for acme does not exist for globex. */
export async function lookFromOutside(stage: Stage, decision: Decision): Promise<void> {
  stage.act('globex’s admin, who may do everything there, looks for what is acme’s');
  const { globexAdmin } = stage.cast;
  const { account } = await stage.cast.acmeAdmin.ask<{ account: { id: string } }>(ACCOUNT, { subject: 'bob' });
  const questions: [what: string, id: string, ask: (id: string) => Promise<unknown>][] = [
    ['decision', decision.id, (id) => globexAdmin.ask(RECEIPT, { id })],
    ['releaseHold', decision.id, (id) => globexAdmin.ask(RELEASE, { id })],
    ['account', account.id, (id) => globexAdmin.ask(ACCOUNT, { account: id })],
  ];
  for (const [what, id, ask] of questions) {
    const answers = [await answer(ask(id)), await answer(ask(id.replace(/.{12}$/, '0'.repeat(12))))];
    stage.say(`   ${what.padEnd(11)}  ${answers[0]}`);
    const hidden = answers[0] === answers[1] && /:null|NOT_FOUND/.test(answers[0] ?? '');
    stage.claim(hidden, 'another tenant’s object looks like a missing one', answers);
  }
}

/** Act: a mistake in the policy file goes nowhere, a sound edit decides the next check. */
export async function editPolicy(stage: Stage): Promise<void> {
  const { acmeAdmin, bob } = stage.cast;
  const path = join(stage.server.policyDir, 'acme', 'policy.csv');
  const text = readFileSync(path, 'utf8');
  const before = await policyOf(stage);
  stage.act('acme’s admin edits the policy file while it serves');
  stage.say(`   version ${before.version} serves. A mistyped line is added:`, `     ${MISTYPED}`);
  appendFileSync(path, `${MISTYPED}\n`);
  const broken = await policyWhen(stage, ({ ok }) => !ok);
  for (const { file, line, message } of broken.problems) {
    stage.say(`   ${style('red', 'refused')}  ${fileName(file)}:${line} ${message}`);
  }
  const [problem] = broken.problems;
  const lineNo = text.split('\n').length;
  stage.claim(broken.version === before.version && problem?.line === lineNo, 'the old policy serves on', broken);
  const still = await stage.check(bob, 'bob', 'gpt-5.5', TINY, 'tour-while-broken');
  stage.tellAnswer(still);
  tellCitation(stage, still);
  stage.claim(still.outcome === 'ALLOWED' && still.policy.version === before.version, 'the old version decides', still);

  stage.say('   The line is put right; it makes bob an intern:', `     ${RIGHT}`);
  writeFileSync(path, `${text}${RIGHT}\n`);
  const after = await policyWhen(stage, ({ ok, version }) => ok && version !== before.version);
  const denied = await stage.check(bob, 'bob', 'gpt-5.5', TINY, 'tour-after-edit');
  stage.tellAnswer(denied);
  tellCitation(stage, denied);
  const { policy, reason } = denied;
  stage.claim(reason === 'NOT_PERMITTED' && policy.version === after.version, 'the new version decides', denied);
  const cited = text.split('\n')[(policy.line ?? 0) - 1];
  stage.claim(cited?.trim() === policy.rule.trim(), 'the cited line says so', policy);
  await stage.tellLive('bob');

  async function policyWhen(of: Stage, seen: (state: PolicyState) => boolean): Promise<PolicyState> {
    for (const end = Date.now() + SEEN_WITHIN_MS; Date.now() < end; await pause(25)) {
      const state = await policyOf(of);
      if (seen(state)) return state;
    }
    throw new Error('The edited policy file has not been noticed in time.');
  }

  async function policyOf(_: Stage): Promise<PolicyState> {
    return (await acmeAdmin.ask<{ policy: PolicyState }>(POLICY)).policy;
  }
}

/** Act: the decision as it is stored for good. */
export async function showReceipt(stage: Stage, { id }: Decision): Promise<void> {
  stage.act('The receipt of the large request, as it can be asked for at any time');
  const { decision } = await stage.cast.gateway.ask<{ decision: Decision }>(RECEIPT, { id });
  const { decidedAt, outcome, subject, product, feature, requested, granted, hold, policy } = decision;
  stage.say(
    `   ${decision.id}`,
    `   ${clock(decidedAt)}  ${outcome}: ${subject}, ${product} ${feature}, ${granted} of ${requested} credits`,
  );
  stage.tellDraws(decision);
  stage.say(
    `   hold ${hold?.state}, ${hold?.remaining} of ${hold?.amount} still held, until ${clock(hold?.expiresAt ?? '')}`,
  );
  tellCitation(stage, decision);
  stage.claim(decision.id === id && policy.line !== null && hold?.state === 'HELD', 'the receipt is whole', decision);
}

function tellCitation(stage: Stage, { policy: { version, file, line, rule } }: Decision): void {
  stage.say(style('dim', `   by version ${version}, ${fileName(file)}:${line}  ${rule}`));
}

async function answer(asked: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await asked);
  } catch (error) {
    if (error instanceof CallFailed) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** The file as the policies' folder knows it. */
function fileName(file: string): string {
  return file.split('/').slice(-2).join('/');
}
