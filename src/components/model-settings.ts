import { property } from 'lit/decorators.js';
import { BACKEND_CHOICES, type BackendChoice } from '../core/backends.js';
import type { Emotion } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';
import { MODEL_NAMES } from '../recognizer/named-models.js';
import { choiceAttribute, nameAttribute } from './attributes.js';
import type { MeterState } from './meter-state.js';
import { TextElement } from './text-element.js';

/**
 * What pages set on an element that listens: which model, where its files are, and what computes. It holds from the next start on.
 * An attribute whose value cannot be used warns once on the console and means its default.
 */
export abstract class ModelSettings extends TextElement {
  /** All that are properties too, `lang`, and `state`, which is not to be set. */
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'state'];
  }

  /** `general`, `emodb`, or one of the paper's that lies beside them (`paper-2d`, `paper-1d`, `fusion`); empty for the default one. */
  @property({ converter: nameAttribute('model', MODEL_NAMES) })
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

  /** The emotions to tell apart and to show, at least two of the model's; `null`: all of the model's. Named here, those of a model of your own have their room before it is loaded. */
  @property({ attribute: false })
  labels: readonly Emotion[] | null = null;

  /** What the element is doing. Its attribute `state` tells it, and nothing else. */
  abstract get state(): MeterState;

  /** Frameworks that morph a page take attributes away that the server did not send: the state comes back. */
  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (name === 'state' && now !== this.state) this.setAttribute('state', this.state);
  }

  /** Nobody would see that an element outside the document listens, nor end it. @throws EmotionError `invalid-argument`. */
  protected checkPresence(): void {
    if (this.isConnected) return;
    const message = `<${this.localName}> is in no document: nobody would see it listen`;
    throw new EmotionError('invalid-argument', message);
  }
}
