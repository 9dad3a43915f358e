/** What this machine alone reaches. */
import { isIPv4 } from 'node:net';

/** Whether a host is this machine's own, written as in a setting or in a URL. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || (isIPv4(host) && host.startsWith('127.'));
}
