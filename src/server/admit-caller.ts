/**
 * Lets requests in, over HTTP and sockets alike, that carry a good token and whose caller has not made too many. Each
 * process counts for itself, in memory: two processes let in twice the limit.
 */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { SpillwayError } from '../errors.js';
import type { Caller, TokenVerifier } from './token.js';

/** Gets the headers that tell how many requests are left (draft-ietf-httpapi-ratelimit-headers), also of a refused one. */
export type TellQuota = (headers: Record<string, string>) => void;

export interface Admission {
  /**
   * Counts one request and says whose it is. One without a good token counts for its address, and beyond the limit no
   * unknown token from there is looked at: guessing is as limited as calling.
   * @throws SpillwayError RATE_LIMITED, UNAUTHENTICATED, OVERLOADED
   */
  admit(authorization: string | undefined, address: string, tell?: TellQuota): Promise<Caller>;
  /** Counts one more operation of a caller whose socket was admitted. @throws SpillwayError RATE_LIMITED */
  admitAgain(caller: Caller): Promise<void>;
}

interface Quota {
  /** @throws SpillwayError RATE_LIMITED */
  take(key: string, tell?: TellQuota): Promise<void>;
  giveBack(key: string): Promise<unknown>;
}

const WINDOW_SECONDS = 60;

/** @param requestsPerMinute 0 for any number */
export function admission(tokens: TokenVerifier, requestsPerMinute: number): Admission {
  if (requestsPerMinute === 0) {
    return { admit: (authorization) => tokens.verify(authorization), admitAgain: async () => {} };
  }
  const callers = quota('caller', requestsPerMinute);
  const addresses = quota('address', requestsPerMinute);
  // Neither can hold a line break.
  const keyOf = ({ tenant, subject }: Caller): string => `${tenant}\n${subject}`;

  async function verify(authorization: string | undefined, address: string, tell?: TellQuota): Promise<Caller> {
    const network = networkOf(address);
    await addresses.take(network, tell);
    const caller = await tokens.verify(authorization);
    await addresses.giveBack(network);
    return caller;
  }

  return {
    async admit(authorization, address, tell) {
      const caller = tokens.verified(authorization) ?? (await verify(authorization, address, tell));
      await callers.take(keyOf(caller), tell);
      return caller;
    },
    admitAgain: (caller) => callers.take(keyOf(caller)),
  };
}

/** A count per key over a minute that begins with its first request. */
function quota(name: 'caller' | 'address', limit: number): Quota {
  const counter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS, keyPrefix: '' });
  const policy = `"${name}";q=${limit};w=${WINDOW_SECONDS}`;
  return {
    giveBack: (key) => counter.reward(key),
    async take(key, tell) {
      let state: RateLimiterRes;
      let refused = false;
      try {
        state = await counter.consume(key);
      } catch (exhausted) {
        if (exhausted instanceof Error) throw exhausted;
        [state, refused] = [exhausted as RateLimiterRes, true];
      }
      const seconds = Math.ceil(state.msBeforeNext / 1000);
      tell?.({
        'ratelimit-policy': policy,
        ratelimit: `"${name}";r=${state.remainingPoints};t=${seconds}`,
        ...(refused && { 'retry-after': String(seconds) }),
      });
      if (!refused) return;
      throw new SpillwayError('RATE_LIMITED', `At most ${limit} requests a minute per ${name}: wait ${seconds} s.`);
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
