// `npm run screenshots`: pictures of the console's pages, light and dark, wide and narrow, with the history of
// `npm run demo -- --keep` to see on them. It makes that in a temporary folder, with a server of its own.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.js';

const HELP = `Usage: spillway screenshots [options]
       npm run screenshots -- [options]

Takes a picture of each page of the console: light and dark, 1280 and 375 wide. It starts a server on a folder of its own
with some days of the demo subjects' work, and needs Chromium: chromium on the path. The console is taken as it is built.

  --out DIR       where to (default docs/screenshots)
  --only NAME     this page alone, as often as you like; all of them: NAMES

Exit code: 0; 1 where a page has no picture.
`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each page: who looks at it, where it is, and what to press there first. */
const PAGES = {
  overview: { subject: 'alice', path: '/' },
  usage: { subject: 'alice', path: '/usage' },
  receipts: { subject: 'alice', path: '/decisions' },
  receipt: { subject: 'alice', path: '/decisions?session=rewrite-in-one-go', press: '[data-row]' },
  credits: { subject: 'alice', path: '/credits' },
  ledger: { subject: 'alice', path: '/ledger' },
  ask: { subject: 'alice', path: '/ask' },
  accounts: { subject: 'admin', path: '/accounts' },
  account: { subject: 'admin', path: '/accounts/subject:bob' },
  manage: { subject: 'admin', path: '/accounts/subject:bob/manage' },
  'sign-in': { path: '/' },
  budgets: { subject: 'alice', path: '/budgets', budgets: true },
  'budgets-admin': { subject: 'admin', path: '/budgets', budgets: true },
  budget: { subject: 'admin', path: '/budgets', press: '[data-opens] >> nth=1', budgets: true },
  'ask-budgets': { subject: 'alice', path: '/ask?product=codex&feature=gpt-5.5', budgets: true },
  'overview-budgets': { subject: 'alice', path: '/', budgets: true },
};
/** Teams and budgets, for the pages that have some: the demo's own policy names none. */
const BUDGETS = `
g2, group:engineering, team:apps
g2, bob, team:apps
g2, team:apps, team:engineering
p, role:admin, budget:team:apps, approve, allow
p3, team:apps, product:*, any, 60, month, cap
p3, team:apps, product:*, any, 45, month, alert
p3, each team:apps, product:codex, any, 3000, month paced daily, cap
p3, team:engineering, product:*, paid, 20000, month, alert
`;
const THEMES = ['light', 'dark'];
const WIDTHS = { 1280: 900, 375: 812 };
/** Higher ones are cut: a picture shows what one sees first. */
const MOST_HEIGHT = 1600;
const MOST_KB = 150;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
const DONE_WITHIN_MS = 30_000;

const say = (text) => process.stdout.write(`${text}\n`);

/** Where the browser is that the path names. @throws Error */
function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (found && spawnSync(found, ['--version'], { stdio: 'ignore' }).status === 0) return found;
  throw new Error('There is no chromium on the path.');
}

const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** Opens a page as somebody, and waits until it shows what it asked for. @returns whether there is such a page */
async function show(page, url, { subject, path, press }) {
  await page.goto(`${url}${path}`);
  if (subject === undefined) {
    await page.locator('h1').waitFor();
    return true;
  }
  await page.getByRole('button', { name: `${subject} of acme`, exact: true }).click();
  await page.locator('#main h1').waitFor();
  await page.locator('[aria-label="Loading"], [aria-busy="true"]').first().waitFor({ state: 'detached' });
  if (await page.getByRole('heading', { name: 'There is no such page' }).isVisible()) return false;
  if (press !== undefined) {
    await page.locator(press).first().click();
    await page.getByRole('dialog').locator('h3, dl').first().waitFor();
  }
  // Nothing is marked because a pointer lies on it.
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  return true;
}

async function take(browser, url, name, theme, width, file) {
  const context = await browser.newContext({
    ...{ colorScheme: theme, viewport: { width, height: WIDTHS[width] }, reducedMotion: 'reduce' },
    ...{ locale: 'en-GB', timezoneId: 'UTC' },
  });
  context.setDefaultTimeout(DONE_WITHIN_MS);
  try {
    const page = await context.newPage();
    if (!(await show(page, url, PAGES[name]))) return null;
    const whole = await page.evaluate('document.documentElement.scrollHeight');
    const height = PAGES[name].press ? WIDTHS[width] : Math.min(whole, MOST_HEIGHT);
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled', clip: { x: 0, y: 0, width, height } });
    return Math.ceil(statSync(file).size / 1000);
  } finally {
    await context.close();
  }
}

/** Calls the API as a demo subject of acme. @returns its data */
async function call(url, subject, query, variables) {
  const post = async (path, body, headers) =>
    (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  const json = { 'content-type': 'application/json' };
  const { token } = await post('/dev/token', { tenant: 'acme', subject }, json);
  const { data, errors } = await post('/graphql', { query, variables }, { ...json, authorization: `Bearer ${token}` });
  if (errors) throw new Error(errors[0].message);
  return data;
}

/** Puts budgets into the policy that serves, spends some of them, and asks for more. */
async function useBudgets(url, policies) {
  appendFileSync(join(policies, 'acme/policy.csv'), BUDGETS);
  const budgets = async () => (await call(url, 'bob', '{ budgets { nodes { id } } }')).budgets.nodes;
  while ((await budgets()).length === 0);
  const check = (subject, tokens) =>
    call(url, subject, 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }', {
      input: {
        ...{ subject, product: 'codex', feature: 'gpt-5.5', idempotencyKey: `budgets-${tokens}` },
        usage: [{ dimension: 'input_tokens', quantity: String(tokens) }],
      },
    });
  const report = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';
  for (const [subject, tokens] of [
    ['alice', 160_000],
    ['bob', 20_000],
    ['alice', 72_000],
  ]) {
    const { checkAccess } = await check(subject, tokens);
    const usage = [{ dimension: 'input_tokens', quantity: String(tokens) }];
    await call(url, 'gateway', report, {
      input: { decisionId: checkAccess.id, idempotencyKey: `budgets-${tokens}`, usage },
    });
  }
  await check('alice', 60_000);
  const ask = 'mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { id } }';
  const [own] = await budgets();
  const input = { budget: own.id, credits: '25', reason: 'the release is on Friday', idempotencyKey: 'budgets-ask' };
  await call(url, 'bob', ask, { input });
  const again = { ...input, credits: '40', reason: 'reviews of the whole repository' };
  await call(url, 'alice', ask, { input: again });
}

async function takeAll(url, names, out) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  let missing = 0;
  try {
    for (const name of names) {
      for (const theme of THEMES) {
        for (const width of Object.keys(WIDTHS).map(Number)) {
          const file = join(out, `${name}-${theme}-${width}.png`);
          const kb = await take(browser, url, name, theme, width, file);
          missing += kb === null ? 1 : 0;
          const size = kb === null ? 'there is no such page' : `${kb} kB${kb > MOST_KB ? ', more than it should' : ''}`;
          say(`  ${relative(process.cwd(), file)}  ${size}`);
        }
      }
    }
  } finally {
    await browser.close();
  }
  return missing;
}

async function screenshots(stopped) {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: join(ROOT, 'docs/screenshots') },
      only: { type: 'string', multiple: true, default: Object.keys(PAGES) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP.replace('NAMES', Object.keys(PAGES).join(', ')));
    return true;
  }
  const unknown = values.only.find((name) => !(name in PAGES));
  if (unknown !== undefined) throw new Error(`There is no page "${unknown}": ${Object.keys(PAGES).join(', ')}.`);
  const { keepHistory } = await dist('proof/history/keep-history.js');
  const { endServer, listening } = await dist('proof/support/scratch-server.js');
  const { keepLog, spawnBuilt } = await dist('proof/support/spawn-built.js');
  findChromium();
  const dir = mkdtempSync(join(tmpdir(), 'spillway-screenshots-'));
  let server;
  try {
    say("Making the last days' work …");
    const dataDir = join(dir, 'data');
    await keepHistory({ dataDir, databaseUrl: null, stopped });
    const policies = join(dir, 'policies');
    cpSync(join(ROOT, 'policies'), policies, { recursive: true });
    const settings = { PORT: '0', SPILLWAY_DATA_DIR: dataDir, SPILLWAY_POLICY_DIR: policies, LOG_LEVEL: 'warn' };
    server = spawnBuilt('src/main.js', settings);
    const url = await listening(server, keepLog(server), stopped);
    mkdirSync(values.out, { recursive: true });
    const [plain, budgets] = [false, true].map((is) =>
      values.only.filter((name) => Boolean(PAGES[name].budgets) === is),
    );
    let missing = await takeAll(url, plain, values.out);
    if (budgets.length > 0) {
      await useBudgets(url, policies);
      missing += await takeAll(url, budgets, values.out);
    }
    return missing === 0;
  } finally {
    if (server) await endServer(server);
    rmSync(dir, { recursive: true, force: true });
  }
}

await build();
const { runTool } = await dist('src/commands/run-tool.js');
await runTool(screenshots);
