/**
 * Load comes from processes of their own, so that making it is not the bench's work: each gets one order, answers with
 * one report, and is gone.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Has a generator carry out an order.
 * @param script a built module beside this one, which serves with {@link takeOrder}
 * @throws Error where it ends without a report
 */
export async function giveOrder<Order extends object, Report>(
  script: string,
  order: Order,
  stopped: AbortSignal,
): Promise<Report> {
  stopped.throwIfAborted();
  const child = fork(fileURLToPath(new URL(script, import.meta.url)));
  const kill = () => child.kill('SIGKILL');
  stopped.addEventListener('abort', kill);
  try {
    child.send(order);
    const ended = once(child, 'exit').then(() => {
      stopped.throwIfAborted();
      throw new Error(`${script} ended before its work was done.`);
    });
    const [report] = (await Promise.race([once(child, 'message'), ended])) as [Report];
    return report;
  } finally {
    stopped.removeEventListener('abort', kill);
    kill();
  }
}

/** The generator's side: carries out the one order. It ends when the bench does. */
export function takeOrder<Order, Report>(carryOut: (order: Order) => Promise<Report>): void {
  process.once('message', (order) => {
    void carryOut(order as Order).then((report) => process.send?.(report));
  });
  process.on('disconnect', () => process.exit());
}
