/**
 * How much a socket and a tenant may take at the WebSocket door. What a document may be is in `document-limits.ts`.
 */
export interface SocketLimits {
  /** Operations that run on one socket at once, subscriptions above all. */
  operationsPerSocket: number;
  socketsPerTenant: number;
  sockets: number;
  messageBytes: number;
  /** How long a socket may stay without `connectionInit`. */
  initMs: number;
  /** A ping every so often; a socket that has not answered the one before is ended. */
  pingMs: number;
}

export const socketLimits: SocketLimits = {
  operationsPerSocket: 1000,
  socketsPerTenant: 2000,
  sockets: 10_000,
  messageBytes: 1_048_576,
  initMs: 3000,
  pingMs: 12_000,
};
