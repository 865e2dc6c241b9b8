/**
 * Everything in one file for a script tag: it registers the elements, and is the global `emotionMeter` for the rest.
 * @module
 */
import './elements.js';
export * from './index.js';
