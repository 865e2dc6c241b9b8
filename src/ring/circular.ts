/** The newest `capacity` values of an endless sequence, by their absolute index. */
export class Circular {
  readonly #values: Float32Array;

  constructor(capacity: number) {
    this.#values = new Float32Array(capacity);
  }

  get capacity(): number {
    return this.#values.length;
  }

  /** Puts `values` at the absolute index `at`; of more than fit, the last ones stay. */
  write(at: number, values: Float32Array): void {
    const kept = values.subarray(Math.max(0, values.length - this.capacity));
    const place = (at + values.length - kept.length) % this.capacity;
    const head = kept.subarray(0, this.capacity - place);
    this.#values.set(head, place);
    this.#values.set(kept.subarray(head.length), 0);
  }

  /** Puts zeros at `from` .. `to` - 1, at most `capacity` of them. */
  clear(from: number, to: number): void {
    const place = from % this.capacity;
    const end = place + to - from;
    this.#values.fill(0, place, end);
    this.#values.fill(0, 0, Math.max(0, end - this.capacity));
  }

  /** A copy of the values `from` .. `to` - 1, at most `capacity` of them. */
  read(from: number, to: number): Float32Array {
    const copy = new Float32Array(to - from);
    const place = from % this.capacity;
    const head = this.#values.subarray(place, Math.min(this.capacity, place + copy.length));
    copy.set(head);
    copy.set(this.#values.subarray(0, copy.length - head.length), head.length);
    return copy;
  }
}
