/**
 * The GPU, through a WebGL 2 context of our own: TensorFlow.js makes none in a worker on Safari, and tells nobody when it is lost.
 * @module
 */
import { setWebGLContext } from '@tensorflow/tfjs-backend-webgl';
import { EmotionError } from '../../core/errors.js';
import type { Scope } from '../../core/scope.js';
import type { Loss } from '../loss.js';

/** Renderers that draw on the processor: slower there than the wasm backend. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|swrast|software|microsoft basic render/i;

/** What TensorFlow.js asks of a context. */
const ATTRIBUTES: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  premultipliedAlpha: false,
  preserveDrawingBuffer: false,
  depth: false,
  stencil: false,
};

/** How a context is opened. */
export interface WebGLOptions {
  /** Whether a renderer on the processor will do: for tests of correctness. */
  readonly software: boolean;
  /** Hears of a lost context. */
  readonly loss: Loss;
  /** Owns the context. */
  readonly scope: Scope;
}

/** Whether a renderer of this name is a program and no GPU. */
export function isSoftwareRenderer(name: string): boolean {
  return SOFTWARE.test(name);
}

/**
 * Opens the context that the webgl backend will use.
 * @throws EmotionError `backend-failed` saying why there is none.
 */
export function openWebGL({ software, loss, scope }: WebGLOptions): void {
  if (typeof OffscreenCanvas === 'undefined')
    throw new EmotionError('backend-failed', 'no OffscreenCanvas here');
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('webgl2', ATTRIBUTES);
  if (context === null) throw new EmotionError('backend-failed', 'no WebGL 2 context to be had');
  scope.add(() => context.getExtension('WEBGL_lose_context')?.loseContext());
  const renderer = rendererName(context);
  if (!software && isSoftwareRenderer(renderer))
    throw new EmotionError('backend-failed', `the renderer "${renderer}" is no GPU`);
  const lost = new EmotionError('backend-failed', `the WebGL context of "${renderer}" was lost`);
  loss.ask(() => (context.isContextLost() ? lost : null));
  scope.listen(canvas, 'webglcontextlost', () => {
    loss.report(lost);
  });
  setWebGLContext(2, context);
}

function rendererName(context: WebGL2RenderingContext): string {
  const unmasked = context.getExtension('WEBGL_debug_renderer_info');
  return String(context.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
}
