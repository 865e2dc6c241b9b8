import { setFlagsFromString } from 'node:v8';
import { EmotionError } from '../../core/errors.js';
import { compileKernels } from './compile.js';

const PAGE = 65_536;
/** The most that 32-bit addresses reach: 4 GiB. */
const MAX_PAGES = 65_536;
/** Address 0 stays free, so that it is never a valid one. */
const START = 1024;
const ALIGNMENT = 64;

/** The kernels' sources. */
const SOURCES = ['convolution.ts', 'convolution-gradient.ts', 'grid.ts', 'lstm.ts', 'normalise-pool-elu.ts'];

type Kernel = (...numbers: number[]) => number;
type KernelName =
  | 'clear'
  | 'packPanels'
  | 'packTransposedPanels'
  | 'convolve'
  | 'correlate'
  | 'imageMoments'
  | 'imageAffine'
  | 'normalisePoolElu'
  | 'poolEluGradient'
  | 'scatterWinners'
  | 'addScaled'
  | 'sumOfSquares'
  | 'lstmForward'
  | 'lstmBackward';

/**
 * Memory of its own for the SIMD kernels, given out from the bottom up and taken back all at once: a training step's forward pass
 * piles up what its backward pass needs. Addresses are bytes. The memory grows and never shrinks; views of it do not outlive an
 * allocation.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Readonly<Record<KernelName, Kernel>>;
  #top = START;

  private constructor(memory: WebAssembly.Memory, exports: WebAssembly.Exports) {
    this.#memory = memory;
    this.#kernels = exports as unknown as Readonly<Record<KernelName, Kernel>>;
  }

  /** @param options `relaxed: false` leaves fused multiply-add out, for the same numbers on every machine. */
  static async open({ relaxed = allowRelaxedSimd() } = {}): Promise<Arena> {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES });
    const module = await compileKernels(SOURCES, { relaxed });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return new Arena(memory, exports);
  }

  /** Calls a kernel. */
  run(name: KernelName, ...numbers: number[]): number {
    return this.#kernels[name](...numbers);
  }

  /**
   * Room for `count` floats with undefined contents.
   * @throws EmotionError `invalid-argument` when 4 GiB are not enough.
   */
  floats(count: number): number {
    return this.#take(4 * count);
  }

  /** Room for `count` floats, all 0. */
  zeros(count: number): number {
    const address = this.floats(count);
    this.clear(address, count);
    return address;
  }

  /** Room for `count` doubles, all 0. */
  doubles(count: number): number {
    return this.zeros(2 * count);
  }

  /** Sets floats to 0. */
  clear(address: number, count: number): void {
    this.run('clear', address, count);
  }

  /** Puts values into new room. */
  put(values: ArrayLike<number>): number {
    const address = this.floats(values.length);
    this.view(address, values.length).set(values);
    return address;
  }

  /** Puts 32-bit integers into new room. */
  putIntegers(values: readonly number[]): number {
    const address = this.#take(4 * values.length);
    new Int32Array(this.#memory.buffer, address, values.length).set(values);
    return address;
  }

  /** The floats at an address, until the next allocation. */
  view(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  /** A copy of the doubles at an address. */
  readDoubles(address: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, count).slice();
  }

  /** Copies floats from one address to another. */
  copy(target: number, source: number, count: number): void {
    new Uint8Array(this.#memory.buffer).copyWithin(target, source, source + 4 * count);
  }

  /** Takes back all that `compute` is given, but not what was given before. */
  borrow<T>(compute: () => T): T {
    const top = this.#top;
    try {
      return compute();
    } finally {
      this.#top = top;
    }
  }

  #take(bytes: number): number {
    const address = this.#top;
    const top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((top - this.#memory.buffer.byteLength) / PAGE);
    if (top > MAX_PAGES * PAGE)
      throw new EmotionError(
        'invalid-argument',
        `a training step needs ${top} bytes, more than 4 GiB: take a smaller --batch`,
      );
    if (missing > 0) this.#memory.grow(missing);
    this.#top = top;
    return address;
  }
}

/** A module with one `f32x4.relaxed_madd`. */
const RELAXED_PROBE = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11],
]);

/** Whether fused multiply-add can be compiled; Node 20 has it behind a flag, which is set here. */
function allowRelaxedSimd(): boolean {
  if (!WebAssembly.validate(RELAXED_PROBE)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(RELAXED_PROBE);
}
