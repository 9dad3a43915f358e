/**
 * Lets calls in, over HTTP and sockets alike, that carry a good token and whose caller has not made too many. Each
 * process counts for itself, in memory: two processes let in twice the limit.
 */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { SpillwayError } from '../errors.js';
import type { Limits } from './limits.js';
import type { Caller, TokenVerifier } from './token.js';

/** Gets the headers that tell how many calls are left (draft-ietf-httpapi-ratelimit-headers), also of a refused one. */
export type TellQuota = (headers: Record<string, string>) => void;

export interface Admission {
  /**
   * Counts one call and says whose it is. One without a good token counts for its address, and beyond the limit no
   * unknown token from there is looked at: guessing is as limited as calling.
   * @throws SpillwayError RATE_LIMITED, UNAUTHENTICATED, OVERLOADED
   */
  admit(authorization: string | undefined, address: string, tell?: TellQuota): Promise<Caller>;
  /**
   * Counts more calls of a caller who was admitted; all of them or, where they are too many, none.
   * @throws SpillwayError RATE_LIMITED
   */
  admitMore(caller: Caller, calls: number, tell?: TellQuota): Promise<void>;
}

export interface AdmissionSettings {
  tokens: TokenVerifier;
  limits: Pick<Limits, 'callsPerMinute' | 'gatewayCallsPerMinute'>;
  /** Whether a caller acts for others. */
  isGateway: (caller: Caller) => boolean;
}

interface Quota {
  /** @throws SpillwayError RATE_LIMITED, and then nothing more is taken than from an empty quota */
  take(key: string, calls: number, tell?: TellQuota): Promise<void>;
  giveBack(key: string): Promise<unknown>;
}

const WINDOW_SECONDS = 60;
const ANY_NUMBER: Quota = { take: async () => {}, giveBack: async () => {} };

export function admission({ tokens, isGateway, limits }: AdmissionSettings): Admission {
  const callers = quota('caller', limits.callsPerMinute);
  const gateways = quota('gateway', limits.gatewayCallsPerMinute);
  const addresses = quota('address', limits.callsPerMinute);
  const take = (caller: Caller, calls: number, tell?: TellQuota) =>
    // Neither can hold a line break.
    (isGateway(caller) ? gateways : callers).take(`${caller.tenant}\n${caller.subject}`, calls, tell);

  async function verify(authorization: string | undefined, address: string, tell?: TellQuota): Promise<Caller> {
    const network = networkOf(address);
    await addresses.take(network, 1, tell);
    const caller = await tokens.verify(authorization);
    await addresses.giveBack(network);
    return caller;
  }

  return {
    async admit(authorization, address, tell) {
      // A token that was verified before is no guess: it does not suffer from what strangers do at its address.
      const again = (): Promise<Caller> =>
        tokens.wasVerified(authorization) ? tokens.verify(authorization) : verify(authorization, address, tell);
      const caller = tokens.verified(authorization) ?? (await again());
      await take(caller, 1, tell);
      return caller;
    },
    admitMore: async (caller, calls, tell) => {
      if (calls > 0) await take(caller, calls, tell);
    },
  };
}

/** A count per key over a minute that begins with its first call. @param limit 0 for any number */
function quota(name: 'caller' | 'gateway' | 'address', limit: number): Quota {
  if (limit === 0) return ANY_NUMBER;
  const counter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS, keyPrefix: '' });
  const policy = `"${name}";q=${limit};w=${WINDOW_SECONDS}`;
  return {
    giveBack: (key) => counter.reward(key),
    async take(key, calls, tell) {
      let state: RateLimiterRes;
      let refused = false;
      try {
        state = await counter.consume(key, calls);
      } catch (exhausted) {
        if (exhausted instanceof Error) throw exhausted;
        // What does not pass is not counted, so that fewer calls still may.
        [state, refused] = [await counter.reward(key, calls), true];
      }
      const seconds = Math.ceil(state.msBeforeNext / 1000);
      tell?.({
        'ratelimit-policy': policy,
        ratelimit: `"${name}";r=${state.remainingPoints};t=${seconds}`,
        ...(refused && { 'retry-after': String(seconds) }),
      });
      if (!refused) return;
      throw new SpillwayError('RATE_LIMITED', `At most ${limit} calls a minute per ${name}: wait ${seconds} s.`);
    },
  };
}

/** The network of an address: a client that has one IPv6 address can use all of its /64. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
