/**
 * A wait that may be cut short. Ending it counts also for the next wait, so that nothing is missed between a look for
 * work and the wait for more.
 */
export class Rest {
  private ended = false;
  private wake: () => void = () => {};

  /** Forgets earlier ends: from now on something must be new. */
  renew(): void {
    this.ended = false;
  }

  /** Ends the wait under way, or else the next one as it begins. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Waits until it is ended, or for so many milliseconds; it keeps no process alive. */
  async wait(ms?: number): Promise<void> {
    if (this.ended) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms).unref();
    });
    clearTimeout(timer);
  }
}
