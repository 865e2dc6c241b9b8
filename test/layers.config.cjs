/**
 * The house's rooms and what each may know of the others (dependency-cruiser; type imports count too).
 * A room's entry lists the rooms and packages that it may import; everything else is an error.
 */
const rooms = {
  core: { packages: ['@noble/hashes'] },
  dsp: { rooms: ['core'], packages: ['fft.js'] },
  ring: { rooms: ['core'] },
  smoothing: { rooms: ['core'] },
  features: { rooms: ['core', 'dsp', 'ring'] },
  networks: { rooms: ['core'], packages: ['@tensorflow/', '@noble/hashes'] },
  capture: { rooms: ['core', 'worklets'], packages: ['audioworklet-polyfill'] },
  inference: { rooms: ['core'], packages: ['comlink'] },
  pipeline: {
    rooms: ['core', 'dsp', 'ring', 'features', 'smoothing', 'capture', 'inference'],
    packages: ['rxjs'],
  },
  recognizer: { rooms: ['core', 'capture', 'inference', 'pipeline'], packages: ['rxjs'] },
  components: { rooms: ['core', 'smoothing', 'recognizer'], packages: ['lit'] },
  files: { rooms: ['core'], packages: ['@wasm-audio-decoders/', 'node:'] },
  node: {
    rooms: ['core', 'files', 'inference', 'recognizer'],
    packages: ['node:'],
  },
  analyze: {
    rooms: ['core', 'dsp', 'files', 'capture', 'inference', 'pipeline', 'recognizer', 'node'],
    packages: ['node:'],
  },
  train: {
    rooms: ['core', 'dsp', 'ring', 'features', 'networks', 'smoothing', 'files'],
    packages: ['@tensorflow/', 'node:', 'csv-parse', 'assemblyscript'],
  },
};

/** What of inference/ runs inside the worker (or in Node): it alone sees TensorFlow and the networks. */
const workerSide = '^src/inference/engine/';

const escape = (text) => text.replace(/[/.]/g, '\\$&');
const packagePattern = (name) =>
  name === 'node:'
    ? '^(node:)?(fs|path|os|url|util|crypto|process|stream|worker_threads|child_process|events|buffer|perf_hooks|readline|module|v8)'
    : `node_modules/${escape(name)}`;

const roomRules = Object.entries(rooms).map(([room, { rooms: friends = [], packages = [] }]) => ({
  name: `${room} imports only what it may`,
  severity: 'error',
  from: { path: `^src/${room}/`, ...(room === 'inference' && { pathNot: workerSide }) },
  to: {
    pathNot: [
      `^src/${room}/`,
      ...friends.map((friend) => (friend === 'worklets' ? '^worklets/' : `^src/${friend}/`)),
      ...packages.map(packagePattern),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'the page side of inference knows nothing of the engine',
      severity: 'error',
      from: { path: '^src/inference/', pathNot: workerSide },
      to: { path: workerSide },
    },
    {
      name: 'the worker side of inference imports only what it may',
      severity: 'error',
      from: { path: workerSide },
      to: {
        pathNot: ['^src/(inference|core|networks|features)/', 'node_modules/(comlink|@tensorflow/)'],
      },
    },
    {
      name: 'worklets import nothing but themselves',
      severity: 'error',
      from: { path: '^worklets/' },
      to: { pathNot: '^worklets/' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'TensorFlow stays behind the worker',
      severity: 'error',
      from: { path: '^src/(index|elements|react|script)\\.ts$' },
      to: { path: 'node_modules/@tensorflow/', reachable: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'tsconfig.*json$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
  },
};
