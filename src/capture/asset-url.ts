/**
 * The capture worklet beside the built entry. A function, since bundles in a single file know no `import.meta.url` when they load;
 * written as bundlers expect it, so that they copy the file along.
 */
export function captureProcessorUrl(): URL {
  return new URL('./capture-processor.js?no-inline', import.meta.url);
}
