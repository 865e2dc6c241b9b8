/**
 * `npm test`: every check of the project, stage by stage; a failing one does not stop the next. Within a stage lanes run side by side, for
 * programs of one thread leave a core idle; tests of real time have a stage of their own. `npm test -- unit lint` runs the named steps alone.
 */
import { findBrowser } from './support/find-browser.js';
import { check, tests, type Outcome, type Step } from './support/steps.js';

const TSCONFIGS = [
  'tsconfig.json',
  'src/tsconfig.pure.json',
  'worklets/tsconfig.json',
  'src/files/tsconfig.json',
  'src/analyze/tsconfig.json',
  'src/node/tsconfig.json',
  'src/train/tsconfig.json',
  'test/tsconfig.json',
];

/** Steps of a lane run one after the other. */
type Stage = readonly (readonly Step[])[];

const alone = (step: Step): Stage => [[step]];

const STAGES: readonly Stage[] = [
  [
    [check('lint', ['eslint', '.']), check('format', ['prettier', '--check', '--log-level', 'warn', '.'])],
    [
      check('types', ...TSCONFIGS.map((config) => ['tsc', '-p', config] as const)),
      check('layers', ['depcruise', '--config', 'test/layers.config.cjs', 'src', 'worklets']),
      check('api docs', ['typedoc', '--emit', 'none', '--logLevel', 'Warn']),
      check('unused', ['knip', '--no-progress']),
    ],
  ],
  alone(tests('unit', 'unit')),
  alone(check('build', ['npm', 'run', '--silent', 'build:demo'])),
  alone(tests('browser', 'browser')),
  [
    [
      check('publint', ['publint', '--strict']),
      check('exports', [
        'attw',
        ...['--pack', '.', '--profile', 'esm-only', '--no-emoji'],
        // Loaded by address, never imported.
        '--exclude-entrypoints',
        ...['emotion-meter.min', 'inference-worker', 'capture-processor'].map((name) => `./${name}.js`),
        ...['./audioworklet-polyfill.js', './tfjs-backend-wasm-simd.wasm', './tfjs-backend-webgpu.js'],
      ]),
    ],
    [check('size', ['size-limit', '--config', 'test/package/size-limit.config.mjs'])],
  ],
  alone(tests('package', 'package')),
  // A microphone that is not heard in time loses sound.
  alone(tests('live', 'live', { show: true })),
  alone(tests('end-to-end', 'e2e')),
];

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function describe({ passed, failed, skipped }: Outcome): string {
  if (passed + failed + skipped === 1) return '';
  return [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`]
    .filter(Boolean)
    .join(', ');
}

async function runStep(step: Step): Promise<Outcome> {
  const start = performance.now();
  const outcome = await step.run();
  const mark = outcome.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(
    `${mark} ${step.name.padEnd(11)} ${seconds(start).padStart(8)}  ${describe(outcome)}`.trimEnd(),
  );
  if (outcome.failed > 0) console.log(`\n${outcome.output.trim()}\n`);
  return outcome;
}

function chosenStages(names: readonly string[]): readonly Stage[] {
  const known = STAGES.flat(2).map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No step is called ${unknown.join(', ')}; there are ${known.join(', ')}`);
  if (names.length === 0) return STAGES;
  return STAGES.map((lanes) => lanes.map((steps) => steps.filter(({ name }) => names.includes(name))));
}

/** All lanes at once. Every step is told when it ends, in one piece. */
async function runStage(lanes: Stage): Promise<Outcome[]> {
  const outcomes = lanes.map(async (steps) => {
    const found: Outcome[] = [];
    for (const step of steps) found.push(await runStep(step));
    return found;
  });
  return (await Promise.all(outcomes)).flat();
}

function tellCorpora(): void {
  const folder = process.env['EMOTION_CORPORA'];
  console.log(
    folder === undefined || folder === ''
      ? 'EMOTION_CORPORA is not set: tests on recorded emotional speech skip, and the end-to-end test checks the flow alone.'
      : `Corpora: ${folder}`,
  );
}

const start = performance.now();
const stages = chosenStages(process.argv.slice(2));
tellCorpora();
process.env['CHROME_PATH'] = findBrowser();
console.log(`Browser: ${process.env['CHROME_PATH']}\n`);

const total = { passed: 0, failed: 0, skipped: 0 };
const allFailures: string[] = [];
for (const stage of stages)
  for (const { passed, failed, skipped, failures } of await runStage(stage)) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    allFailures.push(...failures);
  }
console.log(`\nAll in ${seconds(start)}.`);
tellCorpora();
for (const failure of allFailures) console.log(`\nFAILED ${failure}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
