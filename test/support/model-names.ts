import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './shell.js';

/** The folders of `models/`. */
export function modelNames(): readonly string[] {
  return readdirSync(join(ROOT, 'models'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
