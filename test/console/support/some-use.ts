/** Something to look at: alice's checks over every layer, what of them was used, a hold, a denial, a purchase. */
import type { Site } from './site.js';

const CHECK = `mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome } }`;
const REPORT = `mutation Report($input: RecordUsageInput!) { recordUsage(input: $input) { id state } }`;
const BUY = `mutation Buy($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id status } }`;

const FEATURES = ['gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini'];

interface Checked {
  checkAccess: { id: string; outcome: string };
}

export async function someUse(site: Site): Promise<void> {
  await site.call('alice', BUY, { input: { idempotencyKey: 'some-1', credits: '40' } });
  for (let index = 0; index < 9; index += 1) {
    const tokens = 150_000 + index * 10_000;
    const usage = (share: number) => [
      { dimension: 'input_tokens', quantity: String(Math.round(tokens * share)) },
      { dimension: 'output_tokens', quantity: String(Math.round((tokens * share) / 10)) },
    ];
    const input = {
      ...{
        subject: 'alice',
        product: 'codex',
        feature: FEATURES[index % FEATURES.length],
        idempotencyKey: `some-${index}`,
      },
      ...{ usage: usage(1), session: `session-${index % 2}`, labels: [{ key: 'repository', value: 'web' }] },
    };
    const { checkAccess } = await site.call<Checked>('alice', CHECK, { input });
    // The last one stays open: work is under way.
    if (checkAccess.outcome === 'DENIED' || index === 8) continue;
    const report = { decisionId: checkAccess.id, idempotencyKey: `some-${index}`, usage: usage(0.8) };
    await site.call('gateway', REPORT, { input: report });
  }
  const video = { product: 'sora', feature: 'sora-2-pro', usage: [{ dimension: 'seconds', quantity: '1000000' }] };
  await site.call('alice', CHECK, { input: { subject: 'alice', idempotencyKey: 'some-denied', ...video } });
}
