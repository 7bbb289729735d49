/**
 * Hands the same bytes to everybody who wants them at a time, so that a hundred slow clients of one blob cost its size
 * once. Bytes that nobody holds any more are left to the garbage collector.
 */
export class SharedBytes {
  readonly #known = new Map<string, WeakRef<Buffer>>();
  readonly #reading = new Map<string, Promise<Buffer | null>>();
  readonly #registry = new FinalizationRegistry<string>((key) => {
    if (this.#known.get(key)?.deref() === undefined) this.#known.delete(key);
  });

  /** The bytes of `key`: those that somebody holds, or what `read` finds. */
  async get(key: string, read: () => Promise<Buffer | null>): Promise<Buffer | null> {
    const known = this.#known.get(key)?.deref();
    if (known !== undefined) return known;
    let reading = this.#reading.get(key);
    if (reading === undefined) {
      reading = read().finally(() => this.#reading.delete(key));
      this.#reading.set(key, reading);
    }
    const bytes = await reading;
    if (bytes !== null && this.#known.get(key)?.deref() !== bytes) {
      this.#known.set(key, new WeakRef(bytes));
      this.#registry.register(bytes, key);
    }
    return bytes;
  }
}
