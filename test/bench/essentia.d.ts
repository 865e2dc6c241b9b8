/** The part of essentia.js that the benchmark uses; the package brings no types of its own. */
declare module 'essentia.js' {
  interface VectorFloat {
    delete(): void;
  }

  interface Essentia {
    arrayToVector(values: Float32Array): VectorFloat;
    vectorToArray(vector: VectorFloat): Float32Array;
    Windowing(
      frame: VectorFloat,
      normalized: boolean,
      size: number,
      type: 'hann',
      zeroPadding: number,
      zeroPhase: boolean,
    ): { readonly frame: VectorFloat };
    Spectrum(frame: VectorFloat, size: number): { readonly spectrum: VectorFloat };
    MelBands(
      spectrum: VectorFloat,
      highFrequencyBound: number,
      inputSize: number,
      log: boolean,
      lowFrequencyBound: number,
      normalize: 'unit_tri',
      numberBands: number,
      sampleRate: number,
      type: 'power',
      warpingFormula: 'slaneyMel',
      weighting: 'linear',
    ): { readonly bands: VectorFloat };
    delete(): void;
  }

  const library: {
    readonly EssentiaWASM: unknown;
    readonly Essentia: new (wasm: unknown) => Essentia;
  };
  export default library;
}
