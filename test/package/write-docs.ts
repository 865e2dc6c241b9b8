/** `npm run docs`, after the build: the reference of the elements, from their manifest. */
import { writeElementReference } from './element-reference.js';

writeElementReference();
