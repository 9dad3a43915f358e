/**
 * The first acts: who is there, what alice has left, and requests that are split over allowance, promotion, credits and
 * the engineers' pool.
 */
import { alignDecimals, columns } from '../../src/commands/terminal.js';
import { ACCOUNTS, AVAILABILITY, type AccountRow, type Decision, type LayerState } from './tour-documents.js';
import { clock, nano, type Stage, type Work } from './tour-stage.js';

/** About 20, 100 and 150 credits on gpt-5.5 as the catalog comes; what they really cost, the answers say. */
const SMALL: Work = { input_tokens: 100_000, output_tokens: 10_000 };
const LARGE: Work = { input_tokens: 560_000, output_tokens: 40_000 };
const HUGE: Work = { input_tokens: 840_000, output_tokens: 60_000 };

/** They ask on behalf of others and use nothing themselves. */
const STAFF = ['admin', 'gateway'];

/** Act: the two tenants, with the accounts of people and pools. */
export async function showTenants(stage: Stage): Promise<void> {
  stage.act('Two tenants share this server, and nothing else');
  const { acmeAdmin, globexAdmin } = stage.cast;
  const rows: string[][] = [];
  for (const admin of [acmeAdmin, globexAdmin]) {
    const { viewer, accounts } = await admin.ask<{ viewer: { tenant: string }; accounts: { nodes: AccountRow[] } }>(
      ACCOUNTS,
    );
    stage.claim(accounts.nodes.length > 1, `${viewer.tenant} has accounts`);
    for (const { subject, pool, plan, windows, balance } of accounts.nodes) {
      if (subject !== null && STAFF.includes(subject)) continue;
      const included = windows.map(({ window, remaining, capacity }) => `${window} ${remaining}/${capacity}`);
      const name = pool === null ? (subject ?? '') : `pool:${pool}`;
      rows.push([viewer.tenant, name, plan ?? '', included.join('  '), balance.available]);
    }
  }
  const credits = alignDecimals(rows.map((row) => row[4] ?? ''));
  const table = rows.map((row, i) => [...row.slice(0, 3), `${credits[i]} credits`, row[3] ?? '']);
  stage.say(...columns(table).map((line) => `   ${line}`));
}

/** Act: alice's layers, in the order of the policy. */
export async function showAvailability(stage: Stage): Promise<LayerState[]> {
  stage.act('What alice, an engineer, has left for codex, in the order that acme’s policy sets');
  const { availability } = await stage.cast.alice.ask<{ availability: { state: string; layers: LayerState[] } }>(
    AVAILABILITY,
    { product: 'codex', feature: 'gpt-5.5' },
  );
  const { layers } = availability;
  const left = alignDecimals(layers.map(({ remaining }) => remaining));
  const rows = layers.map(({ layer, source, capacity, resetsAt, expiresAt }, i) => [
    layer,
    source,
    `${left[i]} left${capacity === null ? '' : ` of ${capacity}`}`,
    resetsAt ? `resets ${clock(resetsAt)}` : expiresAt ? `next lot expires ${clock(expiresAt)}` : '',
  ]);
  stage.say(...columns(rows).map((row) => `   ${row}`));
  const order = layers.map(({ layer }) => layer).join();
  stage.claim(order === 'ALLOWANCE,PROMOTION,CREDITS,POOL', 'alice has four layers', layers);
  await stage.tellLive('alice', 'pool');
  return layers;
}

/** Acts: the window alone, then the window running dry, then the pool. Answers the last two decisions. */
export async function walkTheWaterfall(
  stage: Stage,
  layers: LayerState[],
): Promise<{ split: Decision; pooled: Decision }> {
  const { gateway } = stage.cast;
  stage.act('acme’s gateway asks before it works: a small request fits into what the plan includes');
  const small = await ask('tour-small', SMALL);
  stage.claim(sources(small) === 'ALLOWANCE', 'the allowance alone gives', small.draws);

  stage.act('A large one: the five-hour window runs dry in the middle of it, promotion and credits take over');
  const split = await ask('tour-split', LARGE);
  const [window, promotion] = layers.map(({ remaining }) => nano(remaining));
  stage.claim(sources(split) === 'ALLOWANCE,PROMOTION,CREDITS', 'three layers give', split.draws);
  stage.claim(given(split, 0) === (window ?? 0n) - nano(small.granted), 'the window gives all it has', split.draws);
  stage.claim(given(split, 1) === promotion, 'the promotion gives all it has', split.draws);

  stage.act('A huge one: the rest of her credits, then the engineers’ pool');
  const pooled = await ask('tour-pooled', HUGE);
  stage.claim(sources(pooled) === 'CREDITS,POOL', 'credits and pool give', pooled.draws);
  await stage.tellLive('pool');
  return { split, pooled };

  async function ask(key: string, work: Work): Promise<Decision> {
    const decision = await stage.check(gateway, 'alice', 'gpt-5.5', work, key);
    stage.tellAnswer(decision);
    stage.claim(decision.outcome === 'ALLOWED' && decision.proceed, 'alice may go on', decision);
    const drawn = decision.draws.reduce((sum, { amount }) => sum + nano(amount), 0n);
    stage.claim(drawn === nano(decision.requested), 'the draws add up to the request', decision.draws);
    stage.tellDraws(decision);
    await stage.tellLive('alice');
    return decision;
  }
}

function sources({ draws }: Decision): string {
  return draws.map(({ layer }) => layer).join();
}

function given({ draws }: Decision, place: number): bigint {
  return nano(draws[place]?.amount ?? '0');
}
