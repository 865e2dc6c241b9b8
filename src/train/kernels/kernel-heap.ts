import * as tf from '@tensorflow/tfjs-core';
import { compileKernels } from './compile.js';

type KernelArguments = readonly (number | tf.Tensor)[];
/** What the kernels need of the wasm backend. */
interface HeapBackend {
  readonly wasm: { readonly asm?: { readonly memory?: unknown } };
  getMemoryOffset(dataId: tf.DataId): number;
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
}

/** The kernels' sources; every function that they export becomes a kernel. */
const SOURCES = ['convolution-gradient.ts', 'normalise-pool-elu.ts'];

type KernelName =
  | 'clear'
  | 'convolutionFilterGradient'
  | 'channelMoments'
  | 'normalisePoolElu'
  | 'poolEluGradient'
  | 'affine'
  | 'scatterWinners';

/**
 * The SIMD kernels, bound to the memory of TensorFlow.js's wasm backend: tensors go in and out without a copy.
 * It leans on internals of the backend at 4.22 (`wasm.asm.memory`, `getMemoryOffset`), which {@link openKernelHeap} looks for.
 */
export class KernelHeap {
  readonly #backend: HeapBackend;
  readonly #kernels: Readonly<Record<KernelName, (...numbers: number[]) => void>>;

  /** @internal */
  constructor(backend: HeapBackend, exports: WebAssembly.Exports) {
    this.#backend = backend;
    this.#kernels = exports as unknown as Readonly<Record<KernelName, (...numbers: number[]) => void>>;
  }

  /** Calls a kernel; a tensor stands for its address. */
  run(name: KernelName, ...args: KernelArguments): void {
    this.#kernels[name](...args.map((arg) => (typeof arg === 'number' ? arg : this.address(arg))));
  }

  /** Byte offset of a tensor's first value. */
  address(tensor: tf.Tensor): number {
    return this.#backend.getMemoryOffset(tensor.dataId);
  }

  /** A new tensor with undefined contents, tracked by the engine like any other. */
  allocate<R extends tf.Rank>(shape: tf.ShapeMap[R], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor<R> {
    const info = this.#backend.makeOutput(shape, dtype);
    return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
  }

  /** A copy of a tensor's values, which stays right when the heap grows. */
  read(tensor: tf.Tensor): Float32Array {
    return tensor.dataSync<'float32'>();
  }
}

/**
 * The kernels on the wasm backend, which must be the current one.
 * @returns `null` when the backend's internals are not as expected; callers then use plain operations.
 */
export async function openKernelHeap(): Promise<KernelHeap | null> {
  if (tf.getBackend() !== 'wasm') return null;
  const backend = tf.backend() as unknown as Partial<HeapBackend>;
  const memory = backend.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory) || !isHeapBackend(backend)) return null;
  const instance = await WebAssembly.instantiate(await compileKernels(SOURCES), { env: { memory } });
  return new KernelHeap(backend, instance.exports);
}

function isHeapBackend(backend: Partial<HeapBackend>): backend is HeapBackend {
  return typeof backend.getMemoryOffset === 'function' && typeof backend.makeOutput === 'function';
}
