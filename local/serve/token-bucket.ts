/** Lets a number of things through each second, and as many at once. */
export class TokenBucket {
  #tokens: number;
  #filled: number;

  /** @param now - Milliseconds that never go back. */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#tokens = perSecond;
    this.#filled = now();
  }

  /** Whether one more may pass. */
  take(): boolean {
    const time = this.now();
    this.#tokens = Math.min(this.perSecond, this.#tokens + ((time - this.#filled) * this.perSecond) / 1000);
    this.#filled = time;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
