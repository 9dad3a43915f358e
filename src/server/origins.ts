/**
 * From where callers may come: which pages of other origins may speak to this server, over HTTP (CORS) and sockets, and
 * whose word about a caller's address is believed. Tokens come in a header, so no page ever sends one unasked.
 */
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import proxyAddr from '@fastify/proxy-addr';
import type { FastifyInstance } from 'fastify';

const A_DAY_S = 86_400;

/** Lets pages of these origins call over HTTP; without any, preflights are answered like any other wrong method. */
export async function allowPages(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: A_DAY_S,
    strictPreflight: false,
  });
}

/** A browser names its page's origin, which must be the server's own or a listed one. Other clients name none. */
export function isOriginAllowed({ headers: { origin, host } }: IncomingMessage, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** Whether what a proxy says is believed: it, and how many hops it is away. */
export type Trust = (address: string, hop: number) => boolean;

/**
 * Trusts so many proxies in front of this server, or those of the networks named.
 * @param proxies a number of hops, or addresses and networks such as `10.0.0.0/8`, `loopback`, `uniquelocal`
 * @throws TypeError where one of them is no address and no network
 */
export function trustOf(proxies: number | readonly string[]): Trust {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies.length === 0 ? () => false : proxyAddr.compile([...proxies]);
}

/** The address of whoever called, through the proxies that are trusted. */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  return proxyAddr(request, trust);
}
