/**
 * Between the processes and PostgreSQL: passes everything on, but now and then loses a COMMIT, or the reply to one, and
 * the connection with it. The sender cannot tell which of the two was lost.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/** A simple query message whose text is `commit`, as the driver sends it. */
const COMMIT = Buffer.from([0x51, 0, 0, 0, 11, ...Buffer.from('commit\0')]);

export class LossyProxy {
  /** How probable it is that a COMMIT is lost. */
  loss = 0;
  readonly lost = { requests: 0, replies: 0 };
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly target: URL,
    private readonly random: Random,
  ) {
    this.server = createServer((client) => this.accept(client));
  }

  /** The URL to use instead of the database's own. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    const both = [client, database];
    let deaf = false;
    const end = () => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        this.sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const losing = chunk.includes(COMMIT) && this.random.chance(this.loss);
      if (losing && this.random.chance(0.5)) {
        this.lost.requests += 1;
        return end();
      }
      if (losing) deaf = true;
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (!deaf) return void client.write(chunk);
      this.lost.replies += 1;
      end();
    });
  }
}
