import { parseStreamArgs, STREAM_USAGE } from './config-stream.js';
import { trainHeldOut } from './train-held-out.js';
import { trainLoso } from './train-loso.js';

/** `train --network stream`: from recordings to a model that is served. */
export async function trainStream(args: readonly string[]): Promise<void> {
  const command = parseStreamArgs(args);
  if (command === null) {
    console.log(STREAM_USAGE);
    return;
  }
  console.error(JSON.stringify(command.config, null, 2));
  const { split } = command.config;
  await (split.protocol === 'loso' ? trainLoso(command, split) : trainHeldOut(command, split));
}
