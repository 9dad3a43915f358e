/** Names that nobody else makes up. Unlike `crypto.randomUUID`, this also works in pages that came over plain HTTP. */

/** 32 hexadecimal digits by chance. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
