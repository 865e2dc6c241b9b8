/**
 * The trainer's command line: `npm run train -- [command] [options]`. Without a command it trains, and `--network` says what.
 * @module
 */
import { engine } from '@tensorflow/tfjs-core';
import { EmotionError } from '../core/errors.js';
import { chooseCommand } from './commands.js';

try {
  const { run, args } = chooseCommand(process.argv.slice(2));
  await run(args);
} catch (error) {
  console.error(error instanceof EmotionError ? `error: ${error.message}` : error);
  process.exitCode = 1;
}
// A WebGPU device keeps Node alive for as long as anything refers to it, and TensorFlow.js does.
if (engine().backendName === 'webgpu') process.exit();
