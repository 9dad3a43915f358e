/**
 * The acts of the lab: somebody reaches what her team's budgets let through, asks for more, and whoever leads the team
 * answers. What was approved is used once the rest is gone, and each draw says in which budgets it counted.
 */
import { alignDecimals, columns, style } from '../../src/commands/terminal.js';
import { sum } from '../../src/core/amounts.js';
import { ANSWER, ASK_FOR_MORE, BUDGETS, type Budget, type BudgetRequest, type Decision } from './tour-documents.js';
import { clock, nano, type Stage, type Work } from './tour-stage.js';

/** About 100 credits on gpt-5.5: more than ines's day includes, and than her week lets through beyond it. */
const BIG: Work = { input_tokens: 500_000, output_tokens: 50_000 };
const KEY = 'tour-ines';
/** More than what will be missing: it is not all approved. */
const ASKED = '25';
/** How long the pool, which the catalog fills each month, may take to be there. */
const WITHIN_MS = 10_000;

/** Acts: ines is refused by a budget, asks for more, gets it, and the same key passes. */
export async function askForMore(stage: Stage): Promise<void> {
  const { ines, mara } = stage.cast;
  stage.act('ines works in the lab: its pool has credits, and her budgets say how much of them she may spend');
  await poolIsThere(stage);
  tellBudgets(stage, await budgetsOf(stage));

  stage.act('She wants more than her week lets through. The layers have it; the budget says no, and who could say yes');
  const denied = await stage.check(ines, 'ines', 'gpt-5.5', BIG, KEY);
  stage.tellAnswer(denied);
  const [blocker] = denied.blockers;
  const isRefused = denied.outcome === 'DENIED' && denied.reason === 'BUDGET_EXCEEDED' && blocker?.kind === 'BUDGET';
  stage.claim(isRefused, 'a budget stands in the way, and nothing else', denied);
  stage.claim(denied.remedies[0] === 'REQUEST_INCREASE', 'asking for more helps', denied.remedies);
  stage.say(`   blocked by  ${blocker?.source}, ${blocker?.remaining} left of ${blocker?.limit}`);
  stage.say(`   remedies    ${denied.remedies.join(', then ')}`);

  stage.act('She asks for more; mara, who leads the team, approves what is missing');
  const budget = blocker?.budget?.id ?? '';
  const asked = await request(stage, budget, ASKED);
  tellRequest(stage, asked);
  stage.claim(asked.state === 'PENDING' && asked.subject === 'ines', 'the request waits for an answer', asked);
  const { decideBudgetRequest: answered } = await mara.ask<{ decideBudgetRequest: BudgetRequest }>(ANSWER, {
    input: {
      requestId: asked.id,
      approve: true,
      credits: denied.shortfall,
      note: 'so much will do',
      idempotencyKey: KEY,
    },
  });
  tellRequest(stage, answered);
  stage.claim(answered.state === 'APPROVED' && answered.decidedBy === 'mara', 'mara has approved it', answered);

  stage.act('The same key passes now: each draw counts in every budget over its layer');
  const allowed = await stage.check(ines, 'ines', 'gpt-5.5', BIG, KEY);
  stage.tellAnswer(allowed);
  stage.claim(allowed.outcome === 'ALLOWED', 'what was refused passes', allowed);
  stage.tellDraws(allowed);
  tellCounts(stage, allowed);
  const increased = counted(allowed, (count) => count.increase, 'each team:atlas');
  stage.claim(increased === nano(denied.shortfall), 'all that was approved is used, after the rest', allowed.draws);
  tellBudgets(stage, await budgetsOf(stage));
}

/** Reads until it is there. */
async function poolIsThere(stage: Stage): Promise<void> {
  const until = Date.now() + WITHIN_MS;
  const LAYERS = '{ availability(product: "codex") { layers { source remaining } } }';
  type Layers = { availability: { layers: { source: string; remaining: string }[] } };
  for (let left = '0'; left === '0';) {
    if (Date.now() > until) throw new Error('The pool of the lab was not filled in time.');
    const { availability } = await stage.cast.ines.ask<Layers>(LAYERS, {});
    left = availability.layers.find(({ source }) => source === 'pool:lab')?.remaining ?? '0';
  }
}

async function budgetsOf({ cast }: Stage): Promise<Budget[]> {
  const { budgets } = await cast.ines.ask<{ budgets: { nodes: Budget[] } }>(BUDGETS, {});
  return budgets.nodes;
}

function tellBudgets(stage: Stage, budgets: readonly Budget[]): void {
  const left = alignDecimals(budgets.map(({ remaining }) => remaining));
  const rows = budgets.map(({ who, source, period, limit, released, increase, spent, held, paced, line }, i) => [
    who,
    `${source} in a ${period}`,
    `${left[i]} left of ${paced ? `${released} (${paced.toLowerCase()}, ${limit} in all)` : limit}`,
    increase === '0' ? '' : `and ${increase} more`,
    `spent ${spent}, held ${held}`,
    `policy line ${line}`,
  ]);
  stage.say(...columns(rows).map((row) => `   ${row}`));
}

async function request(stage: Stage, budget: string, credits: string): Promise<BudgetRequest> {
  const input = { budget, credits, reason: 'an evaluation over the weekend', idempotencyKey: KEY };
  return (await stage.cast.ines.ask<{ requestBudget: BudgetRequest }>(ASK_FOR_MORE, { input })).requestBudget;
}

function tellRequest(stage: Stage, told: BudgetRequest): void {
  const { state, subject, credits, approved, approvedUntil, reason, decidedBy, note } = told;
  if (approved === null) {
    stage.say(`   ${style('cyan', state.padEnd(8))}  ${subject} asks for ${credits} credits more: “${reason}”`);
    return;
  }
  const end = approvedUntil === null ? '' : ` until ${clock(approvedUntil)}`;
  stage.say(`   ${style('green', state.padEnd(8))}  ${approved} of ${credits}${end}, by ${decidedBy}: “${note}”`);
}

function tellCounts(stage: Stage, decision: Decision): void {
  const names = [...new Set(decision.draws.flatMap(({ budgets }) => budgets.map(({ budget }) => budget.who)))];
  const rows = names.map((who) => {
    const inAll = counted(decision, (count) => count.amount, who);
    const beyond = counted(decision, (count) => count.increase, who);
    return [
      `counts in ${who}`,
      `${inAll / 1_000_000_000n}`,
      beyond > 0n ? `${beyond / 1_000_000_000n} of it beyond` : '',
    ];
  });
  stage.say(...columns(rows).map((row) => `   ${row}`));
}

type Count = Decision['draws'][number]['budgets'][number];

function counted({ draws }: Decision, of: (count: Count) => string, who: string): bigint {
  return sum(draws, ({ budgets }) => sum(budgets, (count) => (count.budget.who === who ? nano(of(count)) : 0n)));
}
