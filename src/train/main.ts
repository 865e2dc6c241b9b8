/**
 * The trainer's command line: `npm run train -- [command] [options]`. Without a command it trains, and `--network` says what.
 * @module
 */
import { EmotionError } from '../core/errors.js';
import { chooseCommand } from './commands.js';

try {
  const { run, args } = chooseCommand(process.argv.slice(2));
  await run(args);
} catch (error) {
  console.error(error instanceof EmotionError ? `error: ${error.message}` : error);
  process.exitCode = 1;
}
