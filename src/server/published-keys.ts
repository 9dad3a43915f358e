/**
 * The keys that an issuer publishes, as this process knows them: fetched when a token needs them, and again while
 * anything rests on one, so that a key that was withdrawn is soon worth nothing. A set that cannot be fetched again
 * serves on. What a token must say is `issuer.ts`'s.
 */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWK,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
  type LocalJWKSet,
  type ProtectedHeaderParameters,
  type RemoteJWKSet,
} from 'jose';
import { SpillwayError } from '../errors.js';
import type { Log } from '../log.js';

/** How often keys are fetched; in milliseconds. */
export interface Beat {
  /** While anything rests on a key. */
  refetchMs: number;
  /** The least between two fetches; those who come with a key that is not known have to wait for it. */
  coolDownMs: number;
  /** How long what was verified may count as verified, and so rests on its key. */
  rememberMs: number;
}

/** With one fetch that fails, and is tried again after the cool-down, five minutes are not over. */
export const BEAT: Beat = { refetchMs: 240_000, coolDownMs: 30_000, rememberMs: 300_000 };

/** A key that vouches for tokens, and who wants to know when it no longer does. */
export class SigningKey {
  private isGone = false;
  private readonly watchers = new Set<() => void>();

  constructor(private readonly onWatch: () => void = () => {}) {}

  get isWithdrawn(): boolean {
    return this.isGone;
  }

  get watched(): number {
    return this.watchers.size;
  }

  /** Acts once it is withdrawn; at once where it is. @returns to call where it is no longer wanted */
  whenWithdrawn(act: () => void): () => void {
    if (this.isGone) {
      act();
      return () => {};
    }
    this.watchers.add(act);
    this.onWatch();
    return () => void this.watchers.delete(act);
  }

  withdraw(): void {
    this.isGone = true;
    for (const act of this.watchers) act();
    this.watchers.clear();
  }
}

/** A token that holds, and the key that says so. */
export interface Vouched {
  payload: JWTPayload;
  header: ProtectedHeaderParameters;
  key: SigningKey;
}

interface PublishedKey {
  kid: string | undefined;
  /** jose's own choice among keys, of which this is the only one. */
  find: LocalJWKSet;
  key: SigningKey;
}

/** The most keys of a set that are looked at; also of those withdrawn that are remembered. */
const MOST_KEYS = 100;
/** The next fetch for a key that is not known waits so long after one that failed. */
const BREATH_MS = 1_000;

/** Milliseconds on a clock that nobody sets back. */
const clock = (): number => performance.now();

/** What a key is, in all that decides which tokens it vouches for. */
const identityOf = ({ kty, kid, alg, use, key_ops: operations, crv, n, e, x, y }: JWK): string =>
  JSON.stringify([kty, kid, alg, use, operations, crv, n, e, x, y]);

export class PublishedKeys {
  private readonly remote: RemoteJWKSet;
  private known: Map<string, PublishedKey> | undefined;
  /** Names of keys that the set had, and has no more. */
  private readonly withdrawn = new Set<string>();
  /** How many fetches have begun, and which of them brought the set that is known. */
  private begun = 0;
  private brought = 0;
  private fetchedAt = -Infinity;
  private failedAt = -Infinity;
  private triedAt = -Infinity;
  private isFailing = false;
  private verifiedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** @param about what the log calls them */
  constructor(
    url: URL,
    private readonly about: { issuer: string; keys: string },
    private readonly log: Log | undefined,
    private readonly beat: Beat = BEAT,
  ) {
    // When to fetch is decided here; jose fetches, once for all who wait, and checks what comes.
    this.remote = createRemoteJWKSet(url, { cacheMaxAge: Infinity, cooldownDuration: Infinity });
  }

  /**
   * Verifies a token with the key that it names, or with each that may have signed it. A key that is not known is
   * looked for in a set that is fetched then, unless one was just fetched: then the caller is to come back, since the
   * key may have been published in the meantime. Only a key that was withdrawn is refused at once.
   * @throws JOSEError for a bad token; SpillwayError OVERLOADED where it cannot be known now whether it is one
   */
  async verify(token: string, options: JWTVerifyOptions): Promise<Vouched> {
    const header = decodeProtectedHeader(token);
    if (!options.algorithms?.includes(header.alg ?? '')) throw new errors.JOSEAlgNotAllowed('not an algorithm of ours');
    const asked = this.begun;
    await this.bringUpToDate();
    const vouched = await this.tried(token, header, options);
    if (vouched) return vouched;
    if (this.brought > asked) throw new errors.JWKSNoMatchingKey();
    if (!this.coolsDown()) {
      await this.fetch();
      const late = await this.tried(token, header, options);
      if (late) return late;
    }
    const isBad = this.brought > asked || (header.kid !== undefined && this.withdrawn.has(header.kid));
    throw isBad ? new errors.JWKSNoMatchingKey() : notKnownYet(this.fetchedAt + this.beat.coolDownMs - clock());
  }

  /** All that may have signed it are tried. @returns null where none did, and another key may have */
  private async tried(
    token: string,
    { kid }: ProtectedHeaderParameters,
    options: JWTVerifyOptions,
  ): Promise<Vouched | null> {
    const candidates = [...(this.known?.values() ?? [])].filter((each) => kid === undefined || each.kid === kid);
    let refusal: unknown;
    for (const { find, key } of candidates) {
      try {
        const { payload, protectedHeader: header } = await jwtVerify(token, find, options);
        // It may have been withdrawn while the signature was calculated.
        if (key.isWithdrawn) continue;
        this.verifiedAt = clock();
        this.keepFresh();
        return { payload, header, key };
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) continue;
        if (isAboutToken(error)) throw error;
        refusal = error;
      }
    }
    // Keys without names are told apart by trying: that none fits may be because the one that does is new.
    const isNameless = kid === undefined && candidates.some((each) => each.kid === undefined);
    if (refusal !== undefined && !isNameless)
      throw new errors.JWSSignatureVerificationFailed('no key of its issuer signed it', { cause: refusal });
    return null;
  }

  /** Fetches the set where none is known, or where the one that is known is old. */
  private async bringUpToDate(): Promise<void> {
    const now = clock();
    if (!this.known) {
      if (now < this.failedAt + BREATH_MS) throw unreachable('a fetch has just failed');
      return this.fetch();
    }
    if (now < this.fetchedAt + this.beat.refetchMs || now < this.triedAt + this.beat.coolDownMs) return;
    await this.fetch().catch(() => {});
  }

  private coolsDown(): boolean {
    const now = clock();
    if (now < this.failedAt + BREATH_MS) throw unreachable('a fetch has just failed');
    return now < this.fetchedAt + this.beat.coolDownMs;
  }

  /** @throws SpillwayError OVERLOADED */
  private async fetch(): Promise<void> {
    // Those who come while one is under way get its answer, which may be older than their question.
    const number = this.remote.reloading ? this.begun : (this.begun += 1);
    this.triedAt = clock();
    try {
      await this.remote.reload();
    } catch (error) {
      this.failed(error);
      throw unreachable(error);
    }
    if (number > this.brought) this.take(number);
  }

  private take(number: number): void {
    this.brought = number;
    this.fetchedAt = clock();
    this.failedAt = -Infinity;
    if (this.isFailing) this.log?.warn(this.about, "an issuer's keys can be fetched again");
    this.isFailing = false;
    const { keys } = this.remote.jwks() ?? { keys: [] };
    const before = this.known ?? new Map<string, PublishedKey>();
    this.known = new Map(
      keys.slice(0, MOST_KEYS).map((jwk) => [identityOf(jwk), before.get(identityOf(jwk)) ?? this.published(jwk)]),
    );
    for (const { kid } of this.known.values()) if (kid !== undefined) this.withdrawn.delete(kid);
    for (const [identity, gone] of before) if (!this.known.has(identity)) this.withdraw(gone);
    this.keepFresh();
  }

  private published(jwk: JWK): PublishedKey {
    return {
      kid: jwk.kid,
      find: createLocalJWKSet({ keys: [jwk] }),
      key: new SigningKey(() => this.keepFresh()),
    };
  }

  private withdraw({ kid, key }: PublishedKey): void {
    const isNamed = [...(this.known?.values() ?? [])].some((each) => each.kid === kid);
    if (kid !== undefined && !isNamed) this.withdrawn.add(kid);
    for (const oldest of this.withdrawn) if (this.withdrawn.size > MOST_KEYS) this.withdrawn.delete(oldest);
    this.log?.warn(
      { ...this.about, kid, connections: key.watched },
      'a key was withdrawn: nothing rests on it any more',
    );
    key.withdraw();
  }

  private failed(error: unknown): void {
    this.failedAt = clock();
    if (this.isFailing) return;
    this.isFailing = true;
    const goesOn = this.known ? 'those that are known serve on' : 'its tokens cannot be verified';
    this.log?.warn({ ...this.about, err: error }, `an issuer's keys cannot be fetched: ${goesOn}`);
  }

  /** Fetches again, for as long as anything rests on a key, whether or not anybody asks. */
  private keepFresh(): void {
    if (this.timer || !this.isRestedOn()) return;
    const { refetchMs, coolDownMs } = this.beat;
    const dueAt = Math.max(this.fetchedAt + refetchMs, this.triedAt + coolDownMs);
    this.timer = setTimeout(() => void this.freshen(), Math.max(dueAt - clock(), 0)).unref();
  }

  private async freshen(): Promise<void> {
    this.timer = undefined;
    if (clock() >= this.fetchedAt + this.beat.refetchMs) await this.fetch().catch(() => {});
    this.keepFresh();
  }

  private isRestedOn(): boolean {
    if (clock() < this.verifiedAt + this.beat.rememberMs) return true;
    return [...(this.known?.values() ?? [])].some(({ key }) => key.watched > 0);
  }
}

/** Whether no other key could make the token a good one. */
function isAboutToken(error: unknown): boolean {
  const isAboutKey = error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSInvalid;
  return error instanceof errors.JOSEError && !isAboutKey;
}

/** It may be a bad token; it may as well be the first by a key that has just been published. */
function notKnownYet(inMs: number): SpillwayError {
  const seconds = Math.max(1, Math.ceil(inMs / 1000));
  return new SpillwayError(
    'OVERLOADED',
    `The token's key is not among those that its issuer has published so far: repeat in ${seconds} s.`,
  );
}

function unreachable(cause: unknown): SpillwayError {
  const refusal = new SpillwayError('OVERLOADED', "The token issuer's keys cannot be fetched now: repeat shortly.");
  refusal.cause = cause;
  return refusal;
}
