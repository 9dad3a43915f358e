/** Credits in the console: nothing is bought before its price was shown and agreed to, and every end of a purchase is said. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { changeAnswers } from './support/answers.js';
import { checkOf } from './support/some-use.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';

const GRANT = `mutation Grant($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }`;
const BOUGHT = `{ purchases { nodes { id status credits price { amount currency } } } account { balance { available } } }`;
const AGREED = `{ account { autoTopUp {
  enabled state threshold target monthlyCap boughtThisMonth
  consents { nodes { enabled statement } } purchases { nodes { id credits } }
} } }`;

interface Bought {
  purchases: { nodes: { id: string; status: string; credits: string; price: { amount: string } }[] };
  account: { balance: { available: string } } | null;
}
interface Agreed {
  account: {
    autoTopUp: {
      enabled: boolean;
      state: string;
      consents: { nodes: { enabled: boolean; statement: string }[] };
      purchases: { nodes: { id: string; credits: string }[] };
    };
  };
}

inBrowser('credits', () => {
  let site: Site;
  const pages: SitePage[] = [];
  const at = async (subject: string, path = '/credits') => {
    const page = await site.signIn('acme', subject, path);
    pages.push(page);
    return page;
  };
  const bought = (who: string) => site.call<Bought>(who, BOUGHT);
  beforeAll(async () => void (site = await openSite()), OPENS_WITHIN_MS);
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  afterAll(() => site.close());

  const form = (page: SitePage) => page.getByRole('form', { name: 'Buy credits' });
  const pay = async (page: SitePage) => {
    await form(page).getByRole('button', { name: 'Buy', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Pay / }).click();
  };

  test('a price is shown and agreed to before anything is bought; what is paid is there at once', async () => {
    const page = await at('bob');
    await form(page).getByRole('button', { name: /^100/ }).click();
    await page.locator('[data-price]', { hasText: '$4.00' }).waitFor();
    await form(page).getByRole('button', { name: 'Buy', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Buy 100 credits for $4.00?' });
    await question.getByText('Test mode').waitFor();
    await question.getByRole('button', { name: 'Not now' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await bought('bob')).purchases.nodes).toEqual([]);

    const before = (await bought('bob')).account?.balance.available ?? '0';
    await pay(page);
    await page.locator('[data-bought="PAID"]').waitFor();
    const { purchases, account } = await bought('bob');
    expect(purchases.nodes).toMatchObject([{ status: 'PAID', credits: '100', price: { amount: '4.00' } }]);
    expect(Number(account?.balance.available) - Number(before)).toBe(100);
    await page.locator(`tr[data-purchase="${purchases.nodes[0]!.id}"]`, { hasText: 'Paid' }).waitFor();
    await page.locator('[data-lot]', { hasText: 'Bought' }).waitFor();
    await page.locator('[data-lot]').first().getByText('burns first').waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a decline keeps the form, and each further try is a purchase of its own', async () => {
    const page = await at('alice');
    await form(page).getByLabel('Credits', { exact: true }).fill('12.5');
    await form(page).getByLabel('Paid by').selectOption('sandbox:declined');
    await pay(page);
    const declined = page.locator('[data-declined]');
    await declined.getByText('The card was declined (sandbox).').waitFor();
    const first = await declined.getAttribute('data-declined');
    expect(await form(page).getByLabel('Credits', { exact: true }).inputValue()).toBe('12.5');
    expect(await form(page).getByLabel('Paid by').inputValue()).toBe('sandbox:declined');
    await pay(page);
    await page.locator(`[data-declined]:not([data-declined="${first}"])`).waitFor();
    await form(page).getByLabel('Paid by').selectOption('sandbox:ok');
    await pay(page);
    await page.locator('[data-bought="PAID"]').waitFor();
    const { nodes } = (await bought('alice')).purchases;
    expect(nodes.slice(0, 3).map(({ status }) => status)).toEqual(['PAID', 'DECLINED', 'DECLINED']);
    expect(page.trouble).toEqual([]);
  });

  test('a slow payment is under way, in the list too, and is paid without a reload', async () => {
    const page = await at('bob');
    await form(page).getByLabel('Paid by').selectOption('sandbox:slow');
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const stop = await changeAnswers(page, ['PurchaseOf'], () => gate);
    await pay(page);
    await page.locator('[data-bought="PENDING"]').waitFor();
    letGo();
    await page.locator('[data-bought="PAID"]').waitFor();
    await stop();
    const { nodes } = (await bought('bob')).purchases;
    await page.locator(`tr[data-purchase="${nodes[0]!.id}"]`, { hasText: 'Paid' }).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a payment that waits for its payer leads there, and nowhere that is no page', async () => {
    const page = await at('bob');
    let actionUrl = 'https://bank.example/confirm';
    const waits = (data: Record<string, unknown>) => {
      const purchase = (data['purchaseCredits'] ?? data['purchase']) as Record<string, unknown>;
      Object.assign(purchase, { status: 'PENDING', actionUrl, lot: null });
    };
    await changeAnswers(page, ['Purchase', 'PurchaseOf'], waits);
    const link = page.locator('[data-bought="PENDING"] ~ a', { hasText: 'Finish the payment' });
    await pay(page);
    await page.locator('[data-bought="PENDING"]', { hasText: 'One step is left for you.' }).waitFor();
    expect(await link.getAttribute('href')).toBe(actionUrl);
    actionUrl = 'javascript:alert(1)';
    await page.getByRole('button', { name: 'Buy more' }).click();
    await pay(page);
    await page.locator('[data-bought="PENDING"]').waitFor();
    expect(await link.count()).toBe(0);
  });

  test('a price that has changed since it was shown buys nothing, and the new one is shown', async () => {
    const page = await at('bob');
    const count = (await bought('bob')).purchases.nodes.length;
    const cheaper = (data: Record<string, unknown>) => {
      for (const quote of Object.values(data) as { price?: { amount: string } }[])
        if (quote.price) quote.price.amount = '1.00';
    };
    const stop = await changeAnswers(page, ['Quote', 'Packages'], cheaper);
    await form(page).getByLabel('Credits', { exact: true }).fill('75');
    await page.locator('[data-price]', { hasText: '$1.00' }).waitFor();
    await form(page).getByRole('button', { name: 'Buy', exact: true }).click();
    await page.getByRole('dialog', { name: 'Buy 75 credits for $1.00?' }).waitFor();
    await stop();
    await page.getByRole('dialog').getByRole('button', { name: 'Pay $1.00' }).click();
    await page.getByRole('alert').filter({ hasText: 'The price is 3.00 USD, not the one expected' }).waitFor();
    await page.locator('[data-price]', { hasText: '$3.00' }).waitFor();
    expect((await bought('bob')).purchases.nodes.length).toBe(count);
    await pay(page);
    await page.locator('[data-bought="PAID"]').waitFor();
    expect((await bought('bob')).purchases.nodes[0]).toMatchObject({ credits: '75', price: { amount: '3.00' } });
  });

  test('credits are bought with the keyboard alone, which never loses its place', async () => {
    const page = await at('bob');
    await page.locator('[data-price]', { hasText: '$2.00' }).waitFor();
    await tabTo(page, form(page).getByLabel('Credits', { exact: true }));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('30');
    await page.locator('[data-price]', { hasText: '$1.20' }).waitFor();
    await tabTo(page, form(page).getByRole('button', { name: 'Buy', exact: true }));
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog');
    await question.waitFor();
    expect(await question.locator(':focus').count()).toBe(1);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await focused(form(page).getByRole('button', { name: 'Buy', exact: true })).waitFor();
    await page.keyboard.press('Enter');
    await tabTo(page, question.getByRole('button', { name: 'Pay $1.20' }));
    await page.keyboard.press('Enter');
    await page.locator('[data-bought="PAID"]').waitFor();
    await page.keyboard.press('Tab');
    await focused(page.getByRole('button', { name: 'Buy more' })).waitFor();
    expect((await bought('bob')).purchases.nodes[0]).toMatchObject({ credits: '30', status: 'PAID' });
  });

  test('what one agrees to is read before, kept word for word, and ended in one press', async () => {
    const page = await at('gateway');
    const topUp = page.getByRole('form', { name: 'Automatic top-up' });
    const box = topUp.getByRole('checkbox');
    const on = topUp.getByRole('button', { name: 'Switch it on' });
    await topUp.locator('[data-statement]').waitFor();
    await box.check();
    await topUp.getByLabel('When fewer than').fill('5');
    await topUp.getByLabel('Buy up to').fill('40');
    await topUp.getByLabel('A month at most').fill('60');
    await topUp.locator('[data-statement]', { hasText: 'fewer than 5 credits' }).waitFor();
    // Other terms were agreed to than these.
    expect([await box.isChecked(), await on.isEnabled()]).toEqual([false, false]);
    const statement = await topUp.locator('[data-statement]').innerText();
    expect(statement).toContain('at most 60 per calendar month');
    await box.check();
    await on.click();
    await page.locator('[data-top-up="READY"]', { hasText: 'fewer than 5 credits' }).waitFor();
    const { autoTopUp } = (await site.call<Agreed>('gateway', AGREED)).account;
    expect(autoTopUp).toMatchObject({ enabled: true, threshold: '5', target: '40', monthlyCap: '60' });
    expect(autoTopUp.consents.nodes).toEqual([{ enabled: true, statement }]);
    expect(autoTopUp.purchases.nodes).toMatchObject([{ credits: '40' }]);
    await page.getByRole('heading', { name: 'Its last purchases' }).waitFor();

    await page.getByRole('button', { name: 'Switch it off' }).click();
    await page.locator('[data-top-up="OFF"]').waitFor();
    await page.getByText('Who agreed to what').click();
    expect(await page.locator('[data-consent] [data-agreed]').allInnerTexts()).toContain(statement);
    expect((await site.call<Agreed>('gateway', AGREED)).account.autoTopUp.enabled).toBe(false);
    expect(page.trouble).toEqual([]);
  });

  test('a top-up that is declined says why, and when it tries again; one at its cap says so', async () => {
    const page = await at('admin');
    const topUp = page.getByRole('form', { name: 'Automatic top-up' });
    const agree = async (threshold: string, method: string) => {
      await topUp.getByLabel('When fewer than').fill(threshold);
      await topUp.getByLabel('Buy up to').fill('900');
      await topUp.getByLabel('A month at most').fill('10');
      await topUp.getByLabel('Top-ups are paid by').selectOption(method);
      await topUp
        .locator('[data-statement]', { hasText: `fewer than ${threshold} credits` })
        .getByText(method)
        .waitFor();
      await topUp.getByRole('checkbox').check();
      await topUp.locator('button[type=submit]').click();
    };
    await agree('800', 'sandbox:declined');
    const declined = page.locator('[data-top-up="BACKING_OFF"]');
    await declined.getByText('The card was declined (sandbox).').waitFor();
    expect(await declined.innerText()).toMatch(/The next attempt is in 59 min|The next attempt is in 1 h/);
    await page.getByRole('button', { name: 'Change the terms' }).click();
    await agree('801', 'sandbox:ok');
    await page.locator('[data-top-up="CAPPED"]', { hasText: '10 of 10 credits were bought this month' }).waitFor();
  });

  test('lots are listed as they burn, with who gave them and why; what is refunded goes back as far as it is left', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const give = { subject: 'alice', credits: '7', reason: 'A test of order' };
    const grant = (idempotencyKey: string, more: object) =>
      site.call<{ grantCredits: { id: string } }>('admin', GRANT, { input: { idempotencyKey, ...give, ...more } });
    const later = (await grant('later', { kind: 'PROMOTIONAL', expiresAt: inDays(9) })).grantCredits.id;
    const sooner = (await grant('sooner', { kind: 'PROMOTIONAL', expiresAt: inDays(3) })).grantCredits.id;
    const first = (await grant('first', { kind: 'PROMOTIONAL', priority: 1 })).grantCredits.id;
    const granted = (await grant('granted', { kind: 'ENTITLEMENT', expiresAt: inDays(2) })).grantCredits.id;

    const page = await at('admin', '/accounts/subject:alice/credits');
    const lots = page.getByRole('list', { name: 'Lots, in the order they burn' }).locator('[data-lot]');
    await page.locator(`[data-lot="${granted}"]`).waitFor();
    const each = await lots.all();
    const ids = await Promise.all(each.map((lot) => lot.getAttribute('data-lot')));
    expect(ids.slice(0, 3)).toEqual([first, sooner, later]);
    // Every promotion before the credits, whatever expires first.
    const kinds = (await lots.allInnerTexts()).map((text) => text.includes('Promotion'));
    expect(kinds).toEqual([...kinds].sort((a, b) => Number(b) - Number(a)));
    await page
      .locator(`[data-lot="${sooner}"]`, { hasText: 'Granted by admin' })
      .getByText('A test of order')
      .waitFor();

    const linked = await at('admin', `/accounts/subject:alice/credits?lot=${later}&history=true`);
    await linked.locator(`[data-lot="${later}"][aria-current="true"]`).waitFor();
    expect(await linked.locator('[data-lot][aria-current]').count()).toBe(1);
    expect(linked.trouble).toEqual([]);

    await page.getByRole('button', { name: 'Open the purchase of 100 credits' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.locator('[data-left]', { hasText: '100 of 100 is left to give back' }).waitFor();
    await drawer.getByLabel('Why').fill('Bought by mistake');
    await drawer.getByRole('button', { name: 'Take the credits back' }).click();
    await drawer.locator('[data-act]', { hasText: 'Refunded by admin' }).getByText('Bought by mistake').waitFor();
    expect(await drawer.getByRole('form', { name: 'Refund' }).count()).toBe(0);
    expect(page.trouble).toEqual([]);
  });

  test('who may only read finds nothing to buy with, and nothing to give back', async () => {
    await site.call('alice', ...checkOf('alice', 'reader'));
    const page = await at('gateway', '/accounts/subject:alice/credits');
    await page.locator('[data-lot]').first().waitFor();
    expect(await page.getByText('Buy credits').count()).toBe(0);
    expect(await page.getByText('Automatic top-up').count()).toBe(0);
    await page
      .getByRole('button', { name: /^Open the purchase/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Status').waitFor();
    expect(await page.getByRole('form', { name: 'Refund' }).count()).toBe(0);
  });

  test('the filters of purchases are in the address', async () => {
    const page = await at('alice', '/credits?status=DECLINED');
    const rows = page.locator('tr[data-purchase]');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByLabel('Status').selectOption('PENDING');
    await page.getByText('No purchase fits').waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('PENDING');
  });
});

inBrowser('credits of a service without a payment provider', () => {
  let site: Site;
  beforeAll(async () => void (site = await openSite({ settings: { SPILLWAY_PAYMENTS: 'none' } })), OPENS_WITHIN_MS);
  afterAll(() => site.close());

  test('nothing is offered that cannot be had, and who wants to buy is told so', async () => {
    const page = await site.signIn('acme', 'alice', '/credits');
    await page.getByText('Nothing is sold here').waitFor();
    await page.locator('[data-lot]').first().waitFor();
    expect(await page.getByRole('button', { name: 'Buy', exact: true }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Automatic top-up' }).count()).toBe(0);
    expect(page.trouble).toEqual([]);
  });
});

/** A place, once the keyboard is there. */
const focused = (place: Locator): Locator => place.and(place.page().locator(':focus'));

/** Presses Tab until the keyboard is somewhere. */
async function tabTo(page: SitePage, place: Locator): Promise<void> {
  await place.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused(place).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The keyboard does not come there.');
}
