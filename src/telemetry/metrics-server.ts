/**
 * Where Prometheus asks for metrics: an HTTP server of its own with one path, apart from the door, so that nobody who may
 * call the API can read them. It asks for no token: who reaches the address may read.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../log.js';
import type { Metrics } from './prometheus.js';

export interface MetricsServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  log: Log;
  metrics: Pick<Metrics, 'text' | 'contentType'>;
}

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

const PATH = '/metrics';

/** Starts to listen. @throws Error where the port is taken */
export async function serveMetrics({ host, port, log, metrics }: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    const isAsked = request.url?.split('?')[0] === PATH;
    const status = !isAsked ? 404 : request.method === 'GET' || request.method === 'HEAD' ? 200 : 405;
    if (status !== 200) return void response.writeHead(status, { allow: 'GET' }).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  server.maxConnections = 100;
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}${PATH}`;
  log.info({ url }, 'metrics are served');
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`Metrics (SPILLWAY_METRICS_PORT): ${error.message}.`)));
    server.listen(port, host, resolve);
  });
}
