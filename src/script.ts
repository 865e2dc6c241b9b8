/**
 * Everything in one file for a script tag: it registers the elements, and is the global `emotionMeter` for the rest.
 * @module
 */
import './call-panel.js';
export * from './index.js';
