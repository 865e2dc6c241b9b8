import { property } from 'lit/decorators.js';
import { BACKEND_CHOICES, type BackendChoice } from '../core/backends.js';
import type { Emotion } from '../core/emotions.js';
import { SHIPPED_MODELS } from '../recognizer/shipped-models.js';
import { choiceAttribute, nameAttribute } from './attributes.js';
import { TextElement } from './text-element.js';

/**
 * What pages set on an element that listens: which model, where its files are, and what computes. It holds from the next start on.
 * An attribute whose value cannot be used warns once on the console and means its default.
 */
export class ModelSettings extends TextElement {
  /** Name of a model shipped with the package; empty for the default one. */
  @property({ converter: nameAttribute('model', SHIPPED_MODELS) })
  model = '';

  /** Address of the manifest of a model of your own. */
  @property({ attribute: 'model-src' })
  modelSrc = '';

  /** Folder with the package's `dist/` and `models/`, where no bundler places them. */
  @property({ attribute: 'asset-base' })
  assetBase = '';

  /** Address of `inference-worker.js`. */
  @property({ attribute: 'worker-src' })
  workerSrc = '';

  /** Address of `capture-processor.js`. */
  @property({ attribute: 'worklet-src' })
  workletSrc = '';

  /** What computes: `webgl`, `webgpu`, `wasm` or `cpu`; `auto` takes the first of `webgl` (on a real GPU), `wasm` and `cpu` that works here. */
  @property({ converter: choiceAttribute('backend', BACKEND_CHOICES) })
  backend: BackendChoice = 'auto';

  /** Listen to a file without playing it aloud. */
  @property({ type: Boolean })
  muted = false;

  /** The emotions to tell apart and to show, at least two of the model's; `null`: all of the model's. */
  @property({ attribute: false })
  labels: readonly Emotion[] | null = null;
}
