/** `npm run figures`: puts the figures of manifests and results into the documents that show them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/shell.js';
import { FIGURED, withFigures } from './readme-figures.js';

for (const document of FIGURED) writeFileSync(join(ROOT, document), withFigures(document));
