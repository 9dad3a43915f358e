// A thread that begins with its cases and never comes to an end.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', () => {
  const cases = ['one', 'two', 'three'].map((name, i) => ({ name, line: i + 3, expected: 'deny' }));
  parentPort.postMessage({ told: 'begun', cases });
  parentPort.postMessage({ told: 'case', result: { ...cases[0], ok: true, found: 'deny' } });
  for (;;);
});
