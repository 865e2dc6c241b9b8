/** `npm run figures`: puts the figures of the models' manifests into the README. */
import { writeFigures } from './readme-figures.js';

writeFigures();
