/**
 * Whether a process lives, and whether it can decide, for whoever asks without a token.
 */
import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.js';

export interface Readiness {
  ok: boolean;
  body: object;
}

const DRAINING: Readiness = { ok: false, body: { status: 'draining' } };

export interface ReadinessSettings {
  log: Log;
  ready: () => Promise<Readiness>;
  /** Whether the process is about to end, however well it can decide. */
  isEnding: () => boolean;
}

/** Adds `/health` and `/ready`. Anybody may ask, so those who ask at once share one look. */
export function addReadiness(app: FastifyInstance, { log, ready, isEnding }: ReadinessSettings): void {
  const unknown = (error: unknown): Readiness => {
    log.warn({ err: error }, 'readiness could not be found out');
    return { ok: false, body: { status: 'unavailable' } };
  };
  let looking: Promise<Readiness> | undefined;
  const look = (): Promise<Readiness> =>
    (looking ??= ready()
      .catch(unknown)
      .finally(() => (looking = undefined)));
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const found = isEnding() ? DRAINING : await look();
    // It may have been told to end while it looked.
    const { ok, body } = isEnding() ? DRAINING : found;
    return reply.code(ok ? 200 : 503).send(body);
  });
}
