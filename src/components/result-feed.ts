import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { EmotionResult } from '../core/result.js';
import { Scope } from '../core/scope.js';
import type { EmotionRecognizer } from '../recognizer/emotion-recognizer.js';
import { readingFor, warnOnce } from './attributes.js';
import type { StateChange } from './events.js';
import type { MeterState } from './meter-state.js';

/** Whose results an element shows: a meter, or whatever sends `emotion-frame`; or a recognizer. */
export type EmotionSource =
  EventTarget | (Pick<EmotionRecognizer, 'emotions$'> & Partial<Pick<EmotionRecognizer, 'state$'>>);

/** What a {@link ResultFeed} asks of its element, and tells it. */
export interface FeedHost extends ReactiveControllerHost, Element {
  /** `id` of a meter in the same document or shadow root. */
  readonly for: string;
  /** Takes precedence over `for`. */
  readonly recognizer: EmotionSource | null;
}

/** What a feed tells. */
export interface FeedEvents {
  resultCame(result: EmotionResult): void;
  /** What was followed is heard anew, was reset, or another is followed: what came before no longer holds. */
  began(): void;
  /** What was followed has stopped or failed: nobody is listening any more. */
  ended?(): void;
}

/** States in which nobody listens any more. */
const OVER: readonly string[] = ['stopped', 'failed', 'disposed'];

/** A meter that has not come by then may never come: the page's author is told. */
const MISSED_AFTER_MS = 5000;

/**
 * Hears the results that the host names by `for` or `recognizer`, as long as it is in the document. The events of a meter
 * bubble, so its id is enough: it may come into the document later, or be replaced by another of the same id.
 */
export class ResultFeed implements ReactiveController {
  readonly #host: FeedHost;
  readonly #events: FeedEvents;
  #scope = new Scope();
  /** The newest result that was told. */
  #told: EmotionResult | null = null;
  /** Those that are watched, of the ones that `for` has named. */
  #meters = new WeakSet<EventTarget>();
  #followed: { readonly for: string; readonly recognizer: EmotionSource | null } = {
    for: '',
    recognizer: null,
  };

  constructor(host: FeedHost, events: FeedEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#scope.dispose();
  }

  hostUpdate(): void {
    const { for: id, recognizer } = this.#host;
    const changed = id !== this.#followed.for || recognizer !== this.#followed.recognizer;
    if (changed && this.#host.isConnected) this.#follow();
  }

  #follow(): void {
    const { for: id, recognizer } = this.#host;
    const before = this.#followed;
    const other = id !== before.for || recognizer !== before.recognizer;
    if (other && (before.for !== '' || before.recognizer !== null)) this.#begin();
    this.#followed = { for: id, recognizer };
    this.#scope.dispose();
    this.#scope = new Scope();
    this.#meters = new WeakSet();
    if (recognizer !== null) this.#followSource(recognizer);
    else if (id !== '') this.#followId(id);
  }

  #followSource(source: EmotionSource): void {
    if (source instanceof EventTarget) {
      this.#listen(source, () => true);
      this.#catchUp(source);
      return;
    }
    if (!('emotions$' in Object(source))) {
      this.#warn('recognizer', typeof source, 'a recognizer, or a target of emotion-frame events, is needed');
      return;
    }
    const subscriptions = [
      source.emotions$.subscribe((result) => {
        this.#tell(result);
      }),
      source.state$?.subscribe(({ status }) => {
        if (OVER.includes(status)) this.#events.ended?.();
      }),
    ];
    this.#scope.add(() => {
      for (const subscription of subscriptions) subscription?.unsubscribe();
    });
  }

  #followId(id: string): void {
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    this.#listen(root, ({ target }) => target instanceof Element && target.id === id);
    const find = () => root.querySelector(`#${CSS.escape(id)}`);
    const present = find();
    if (!present) {
      this.#scope.timeout(() => {
        if (!find()) this.#warn('for', id, 'nothing here has this id yet; it is followed when it comes');
      }, MISSED_AFTER_MS);
      return;
    }
    this.#watchForRemoval(present);
    this.#catchUp(present);
  }

  #warn(name: string, text: string, help: string): void {
    readingFor(this.#host, () => {
      warnOnce(name, text, help);
    });
  }

  #begin(): void {
    this.#told = null;
    this.#events.began();
  }

  #tell(result: EmotionResult): void {
    this.#told = result;
    this.#events.resultCame(result);
  }

  #listen(target: EventTarget, concerns: (event: Event) => boolean): void {
    this.#scope.listen<Event>(target, 'emotion-frame', (event) => {
      if (concerns(event)) this.#tell((event as CustomEvent<EmotionResult>).detail);
    });
    this.#scope.listen<Event>(target, 'state-change', (event) => {
      if (!concerns(event)) return;
      this.#tellState(event as CustomEvent<StateChange>);
      if (event.target !== target && event.target !== null) this.#watchForRemoval(event.target);
    });
  }

  #tellState({ detail: { state } }: CustomEvent<StateChange>): void {
    if (state === 'idle' || state === 'listening') this.#begin();
    if (OVER.includes(state)) this.#events.ended?.();
  }

  /** A meter ends after it has left the document, when its events no longer reach those who listen there. */
  #watchForRemoval(meter: EventTarget): void {
    if (this.#meters.has(meter)) return;
    this.#meters.add(meter);
    this.#scope.listen<Event>(meter, 'state-change', (event) => {
      if (!(meter as Element).isConnected) this.#tellState(event as CustomEvent<StateChange>);
    });
  }

  /** A meter has a result to show already, also one that has stopped since; an element that was moved has shown it. */
  #catchUp(
    target: EventTarget & { readonly result?: EmotionResult | null; readonly state?: MeterState },
  ): void {
    const { result, state = '' } = target;
    if (result && result !== this.#told) this.#tell(result);
    if (OVER.includes(state)) this.#events.ended?.();
  }
}
