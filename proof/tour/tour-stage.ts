/**
 * What the acts of the tour share: who asks, what is watched, and how it is told. A claim of the story that does not
 * hold ends the tour.
 */
import { parseCredits } from '../../src/core/amounts.js';
import type { ApiClient } from '../support/api-client.js';
import type { ScratchServer } from '../support/scratch-server.js';
import { alignDecimals, bar, columns, style } from '../../src/commands/terminal.js';
import { ACCOUNT, CHECK, type Decision, type WindowState } from './tour-documents.js';
import { TourFeed } from './tour-feed.js';

/** Work in tokens; the tour's requests are the only numbers that it brings along. */
export type Work = Record<'input_tokens' | 'output_tokens', number>;

/** Everybody who asks something in the tour. */
export interface Cast {
  acmeAdmin: ApiClient;
  globexAdmin: ApiClient;
  gateway: ApiClient;
  alice: ApiClient;
  bob: ApiClient;
  ines: ApiClient;
  mara: ApiClient;
}

const BAR = 24;

export class Stage {
  private acts = 0;
  private held = 0;

  private constructor(
    readonly server: ScratchServer,
    readonly cast: Cast,
    readonly feeds: { alice: TourFeed; bob: TourFeed; pool: TourFeed },
  ) {}

  /** Signs everybody's token and opens the sockets. */
  static async set(server: ScratchServer): Promise<Stage> {
    const [acmeAdmin, globexAdmin, gateway, alice, bob, ines, mara] = await Promise.all([
      server.clientFor('acme', 'admin'),
      server.clientFor('globex', 'admin'),
      server.clientFor('acme', 'gateway'),
      server.clientFor('acme', 'alice', ['engineering']),
      server.clientFor('acme', 'bob'),
      server.clientFor('acme', 'ines'),
      server.clientFor('acme', 'mara'),
    ]);
    const feeds = {
      alice: new TourFeed(alice, { subject: 'alice' }, 'alice'),
      bob: new TourFeed(bob, { subject: 'bob' }, 'bob'),
      pool: new TourFeed(gateway, { pool: 'engineering' }, 'engineering'),
    };
    return new Stage(server, { acmeAdmin, globexAdmin, gateway, alice, bob, ines, mara }, feeds);
  }

  /** How many claims of the story held. */
  get claims(): number {
    return this.held;
  }

  act(title: string): void {
    this.acts += 1;
    this.say('', style('bold', `${String(this.acts).padStart(2)} ${title}`));
  }

  say(...lines: string[]): void {
    for (const line of lines) process.stdout.write(`${line}\n`);
  }

  /** @throws Error saying what should have been, when it is not so */
  claim(holds: boolean, what: string, answer?: unknown): void {
    if (!holds) {
      const got = answer === undefined ? '' : `\nThe answer was: ${JSON.stringify(answer)}`;
      throw new Error(`The tour stops: it should be that ${what}.${got}`);
    }
    this.held += 1;
  }

  /** A check of codex work for one of acme's subjects; acting for alice, the gateway names her group. */
  async check(
    by: ApiClient,
    subject: 'alice' | 'bob' | 'ines',
    feature: string,
    work: Work,
    key: string,
  ): Promise<Decision> {
    const usage = Object.entries(work).map(([dimension, quantity]) => ({ dimension, quantity }));
    const groups = by === this.cast.gateway && subject === 'alice' ? { groups: ['engineering'] } : {};
    const input = { subject, ...groups, product: 'codex', feature, usage, idempotencyKey: key, holdSeconds: 3600 };
    const { checkAccess } = await by.ask<{ checkAccess: Decision }>(CHECK, { input });
    return checkAccess;
  }

  /** Who asked for what, and the answer in one line. */
  tellAnswer(decision: Decision, more = ''): void {
    const { outcome, reason, message, subject, feature, requestedUsage } = decision;
    const asked = requestedUsage.map(({ dimension, quantity }) => `${grouped(quantity)} ${dimension}`).join(' + ');
    const verdict = outcome === 'DENIED' ? style('red', `DENIED ${reason}`) : style('green', outcome);
    this.say(`   ${subject} asks ${feature} for ${asked}: ${verdict}  ${message} ${more}`.trimEnd());
  }

  /** The draws of a decision, each with its share as a bar. */
  tellDraws({ draws, granted }: Decision): void {
    const amounts = alignDecimals(draws.map(({ amount }) => amount));
    const rows = draws.map(({ layer, source, amount, windows, expiresAt, line }, i) => [
      layer,
      source,
      amounts[i] ?? '',
      bar(units(amount), units(granted), BAR),
      line === null ? 'default order' : `policy line ${line}`,
      windows.length > 0 ? `counts in ${windows.join(' and ')}` : expiryText(expiresAt),
    ]);
    this.say(...columns(rows).map((row) => `   ${row}`));
  }

  /** What the sockets tell of these accounts, up to where HTTP says that they are now. */
  async tellLive(...names: ('alice' | 'bob' | 'pool')[]): Promise<void> {
    for (const name of names) {
      const who = name === 'pool' ? { pool: 'engineering' } : { subject: name };
      const { account } = await this.cast.gateway.ask<{ account: AccountNow }>(ACCOUNT, who);
      const feed = this.feeds[name];
      this.say(...(await feed.upTo(account.seq)));
      const same = feed.last !== undefined && stateText(feed.last) === stateText(account);
      this.claim(same, `the socket and a query tell the same of ${feed.name}`, { socket: feed.last, query: account });
    }
  }
}

interface AccountNow {
  seq: string;
  balance: { available: string; held: string };
  windows: WindowState[];
}

const stateText = ({ seq, balance, windows }: AccountNow): string => JSON.stringify([seq, balance, windows]);

function expiryText(expiresAt: string | null): string {
  return expiresAt === null ? '' : `lot until ${expiresAt.slice(0, 10)}`;
}

/** Credits as a number, for the length of a bar only. */
export function units(credits: string): number {
  return Number(nano(credits)) / 1e9;
}

/** Credits as nano-credits. */
export function nano(credits: string): bigint {
  return parseCredits(credits) ?? 0n;
}

/** 1400000 as 1,400,000. */
export function grouped(digits: string | number): string {
  return String(digits).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An instant for the screen, whole seconds, UTC. */
export function clock(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
