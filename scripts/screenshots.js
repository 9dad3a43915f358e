// `npm run screenshots`: pictures of the console's pages, light and dark, wide and narrow, with the history of
// `npm run demo -- --keep` to see on them. It makes that in a temporary folder, with a server of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
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
  budgets: { subject: 'ines', path: '/budgets', lab: true },
  'budgets-lead': { subject: 'mara', path: '/budgets', lab: true },
  budget: { subject: 'mara', path: '/budgets', press: '[data-opens]', lab: true },
  refusal: { subject: 'ines', path: '/ask?product=codex&feature=gpt-5.5&usage={"input_tokens":"480000"}', lab: true },
  'overview-lab': { subject: 'ines', path: '/', lab: true },
};
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
  // As the sign-in page asks for it.
  const own = { ...json, 'sec-fetch-site': 'same-origin', 'x-spillway-dev': '1' };
  const { token } = await post('/dev/token', { tenant: 'acme', subject }, own);
  const { data, errors } = await post('/graphql', { query, variables }, { ...json, authorization: `Bearer ${token}` });
  if (errors) throw new Error(errors[0].message);
  return data;
}

const CHECK = 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome } }';
const REPORT = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';
const ASK = 'mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { id } }';
/** A credit of gpt-5.5. */
const TOKENS = 8000;

/** The lab works, and asks for more: its budgets have something to show, as the demo's days have none of it. */
async function workInLab(url) {
  const usageOf = (credits) => [{ dimension: 'input_tokens', quantity: String(credits * TOKENS) }];
  const check = async (subject, credits) => {
    const about = { subject, product: 'codex', feature: 'gpt-5.5', idempotencyKey: `lab-${credits}` };
    const { checkAccess } = await call(url, subject, CHECK, { input: { ...about, usage: usageOf(credits) } });
    if (checkAccess.outcome !== 'ALLOWED') throw new Error(`${subject} gets no ${credits} credits in the lab.`);
    return checkAccess.id;
  };
  for (const [subject, credits] of [
    ['ines', 48],
    ['jon', 72],
  ]) {
    const input = { decisionId: await check(subject, credits), idempotencyKey: `lab-${credits}` };
    await call(url, 'gateway', REPORT, { input: { ...input, usage: usageOf(credits) } });
  }
  await check('ines', 12);
  for (const [subject, credits, reason] of [
    ['jon', '25', 'the evaluation runs over the weekend'],
    ['ines', '40', 'a review of the whole repository'],
  ]) {
    const { budgets } = await call(url, subject, '{ budgets { nodes { id who } } }');
    const own = budgets.nodes.find(({ who }) => who === 'each team:atlas');
    await call(url, subject, ASK, { input: { budget: own.id, credits, reason, idempotencyKey: `lab-${credits}` } });
  }
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
    const policies = join(ROOT, 'policies');
    const settings = { PORT: '0', SPILLWAY_DATA_DIR: dataDir, SPILLWAY_POLICY_DIR: policies, LOG_LEVEL: 'warn' };
    server = spawnBuilt('src/main.js', settings);
    const url = await listening(server, keepLog(server), stopped);
    mkdirSync(values.out, { recursive: true });
    if (values.only.some((name) => PAGES[name].lab)) await workInLab(url);
    return (await takeAll(url, values.only, values.out)) === 0;
  } finally {
    if (server) await endServer(server);
    rmSync(dir, { recursive: true, force: true });
  }
}

await build();
const { runTool } = await dist('src/commands/run-tool.js');
await runTool(screenshots);
