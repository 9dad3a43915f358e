/** Keys as the rules want them: once per key, account and operation, for ever. */

/** A refusal's code, or the thing itself and whether it had been there before. */
export type Answer<T> = { refused: string } | { value: T; replayed: boolean };

export class Keys {
  private readonly retired = new Map<string, { input: string; value: unknown }>();

  /**
   * Acts, unless the key was retired: then the answer is what it was, or a conflict (rule 6).
   * @param name the operation and the account
   * @param act returns the code of a refusal, which retires no key
   */
  once<T>(
    name: string,
    call: { key: string },
    act: () => T | string,
    retires: (value: T) => boolean = () => true,
  ): Answer<T> {
    const input = JSON.stringify(call);
    const known = this.retired.get(`${name} ${call.key}`);
    if (known && known.input !== input) return { refused: 'IDEMPOTENCY_CONFLICT' };
    if (known) return { value: known.value as T, replayed: true };
    const value = act();
    if (typeof value === 'string') return { refused: value };
    if (retires(value)) this.retired.set(`${name} ${call.key}`, { input, value });
    return { value, replayed: false };
  }
}
