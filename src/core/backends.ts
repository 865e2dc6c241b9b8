/** What can compute a network, by TensorFlow.js's names. */
export const BACKEND_NAMES = ['webgl', 'webgpu', 'wasm', 'cpu'] as const;

/** Where the network runs. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** What a page may ask for. `auto` takes the first of webgl (on a real GPU), wasm and cpu that passes its self-test; webgpu is taken where it is named. */
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;

/** One of them. */
export type BackendChoice = (typeof BACKEND_CHOICES)[number];
