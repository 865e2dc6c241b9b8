import { EmotionError } from '../core/errors.js';
import { Scope } from '../core/scope.js';
import { newAudioContext } from './audio-context.js';
import type { AudioSource, SourceEvents, SourceNode } from './audio-source.js';
import { resume } from './unlock.js';

/**
 * An element can be given to one context once, for life, and is heard through it alone from then on. So its context outlives
 * the capture: it goes with the element.
 */
const taps = new WeakMap<HTMLMediaElement, Tap>();

interface Tap {
  readonly context: AudioContext;
  readonly node: AudioNode;
}

/** An `<audio>` or `<video>`, which goes on being heard. Without CORS headers, browsers give silence for another site's media. */
export class ElementSource implements AudioSource {
  readonly live = true;
  readonly movable = false;
  readonly track = null;
  readonly #element: HTMLMediaElement;

  constructor(element: HTMLMediaElement) {
    this.#element = element;
  }

  get label(): string {
    return this.#element.title || this.#element.tagName.toLowerCase();
  }

  openContext(): AudioContext {
    return tap(this.#element).context;
  }

  open(): Promise<SourceNode> {
    return Promise.resolve({ node: tap(this.#element).node, begin: () => undefined });
  }

  watch(events: SourceEvents, scope: Scope): void {
    const element = this.#element;
    const known = this.#failure();
    if (known !== null) throw known;
    const report = (): void => {
      const failure = this.#failure();
      if (failure !== null) events.lost(failure);
    };
    scope.listen(element, 'loadedmetadata', report);
    scope.listen(element, 'error', report);
    scope.listen(element, 'ended', () => {
      events.finished();
    });
  }

  /** Why nothing will be heard; `null` while nothing speaks against it. */
  #failure(): EmotionError | null {
    const { error, currentSrc } = this.#element;
    if (error !== null)
      return new EmotionError(
        'audio-undecodable',
        `The ${this.label} cannot play ${currentSrc}: ${error.message}`,
      );
    return hasAudio(this.#element) === false
      ? new EmotionError('no-audio-track', `The ${this.label} plays something without an audio track`)
      : null;
  }
}

function tap(element: HTMLMediaElement): Tap {
  const known = taps.get(element);
  if (known !== undefined) return known;
  const context = newAudioContext();
  try {
    const made: Tap = { context, node: context.createMediaElementSource(element) };
    made.node.connect(context.destination);
    // Whoever plays it hears nothing while the context stands, also when nobody listens any more.
    new Scope().listen(element, 'play', () => {
      resume(context);
    });
    taps.set(element, made);
    return made;
  } catch (error) {
    void context.close();
    const why = 'The media element already feeds another AudioContext; listen to its MediaStream instead';
    throw EmotionError.wrap(error, 'invalid-argument', why);
  }
}

/** What browsers say about an element's audio outside the standard: Firefox, Safari, Chromium. */
interface AudioHints {
  readonly mozHasAudio?: boolean;
  readonly audioTracks?: { readonly length: number };
  captureStream?(): MediaStream;
}

/** Whether the element has an audio track; `null` as long as nobody knows. */
function hasAudio(element: HTMLMediaElement & AudioHints): boolean | null {
  if (element.srcObject instanceof MediaStream) return element.srcObject.getAudioTracks().length > 0;
  if (element.readyState < HTMLMediaElement.HAVE_METADATA) return null;
  if (element.mozHasAudio !== undefined) return element.mozHasAudio;
  if (element.audioTracks !== undefined) return element.audioTracks.length > 0;
  return capturesAudio(element);
}

function capturesAudio(element: HTMLMediaElement & AudioHints): boolean | null {
  try {
    const stream = element.captureStream?.();
    if (stream === undefined) return null;
    const count = stream.getAudioTracks().length;
    for (const track of stream.getTracks()) track.stop();
    return count > 0;
  } catch {
    // Protected or another site's media may not be captured.
    return null;
  }
}
