/** A connection between a client and the API that can be cut: it passes bytes on, both ways, and knows no protocol. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Line {
  /** Of GraphQL behind it. */
  url: string;
  /** Where new connections go. */
  leadTo(apiUrl: string): void;
  /** Breaks every connection. */
  cut(): void;
  /** How many connections of clients were broken. */
  cuts(): number;
  close(): Promise<void>;
}

export async function openLine(apiUrl: string): Promise<Line> {
  let port = Number(new URL(apiUrl).port);
  let cuts = 0;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const api = connect(port, '127.0.0.1');
    clients.add(client);
    for (const [from, to] of [[client, api] as const, [api, client] as const]) {
      from.on('error', () => {});
      from.once('close', () => {
        clients.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const client of clients) {
      cuts += 1;
      client.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    leadTo: (url) => void (port = Number(new URL(url).port)),
    cut,
    cuts: () => cuts,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
