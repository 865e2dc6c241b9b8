import { EmotionRecognizer, type EmotionResult, type RecognizerOptions } from 'emotion-meter';
import { EmotionTimeline } from 'emotion-meter/timeline';
import { decode, type Voice } from './decode.js';
import { find } from './find.js';
import { makeSample } from './sample.js';
import { save } from './save.js';

/** A long analysis lets the page draw this often. */
const DRAW_EVERY_MS = 50;

/** Which part of a recording's work one voice is. */
interface Stretch {
  /** Shares of all the work: what is done before, and what this voice is. */
  readonly before: number;
  readonly share: number;
  /** Of the voice, in seconds. */
  readonly duration: number;
  readonly sampleRate: number;
  /** When all the work began, as `performance.now()` says it. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

/** Judges whole recordings, picked, dropped anywhere on the page or synthesised, faster than they would play. */
export class Recording {
  readonly #options: () => RecognizerOptions;
  readonly #timeline = find('#recording-timeline', EmotionTimeline);
  readonly #progress = find('#recording-progress', HTMLProgressElement);
  readonly #picker = find('#recording-file', HTMLInputElement);
  readonly #status = find('#recording-status', HTMLOutputElement);
  /** Not spoken: it changes all the time. */
  readonly #left = find('#recording-left', HTMLElement);
  readonly #cancel = find('#recording-cancel', HTMLButtonElement);
  readonly #save = find('#recording-save', HTMLButtonElement);
  readonly #audio = find('#recording-audio', HTMLAudioElement);
  #results: Record<string, readonly EmotionResult[]> = {};
  #running: AbortController | null = null;

  /** @param options model and backend as they are chosen now. */
  constructor(options: () => RecognizerOptions) {
    this.#options = options;
    this.#picker.addEventListener('change', () => {
      this.take(this.#picker.files?.[0]);
      // The same file may be chosen again, for another model.
      this.#picker.value = '';
    });
    find('#recording-sample', HTMLButtonElement).addEventListener('click', () => {
      this.take(new File([makeSample('call')], 'The synthetic call'));
    });
    this.#cancel.addEventListener('click', () => {
      this.#running?.abort();
      this.#tell('Cancelled');
    });
    this.#save.addEventListener('click', () => {
      save('recording.json', JSON.stringify(this.#results));
    });
    this.#acceptDrops();
  }

  /** Judges `file`; what was judged before ends. */
  take(file: File | undefined): void {
    if (!file) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#cancel.disabled = false;
    this.#forget();
    this.#judge(file, running.signal)
      .catch((error: unknown) => {
        if (this.#running !== running) return;
        this.#progress.value = 0;
        this.#tell(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        if (this.#running === running) this.#rest();
      });
  }

  /** Nothing runs. Whoever was on a button that cannot be pressed any more goes on at the next one. */
  #rest(): void {
    this.#left.textContent = '';
    const next = this.#save.disabled ? this.#picker : this.#save;
    if (document.activeElement === this.#cancel) next.focus();
    this.#cancel.disabled = true;
  }

  async #judge(file: File, signal: AbortSignal): Promise<void> {
    this.#tell(`Reading ${file.name} …`);
    this.#progress.removeAttribute('value');
    const { duration, sampleRate, voices } = await decode(file);
    if (signal.aborted) {
      this.#conclude(signal, 0, 1);
      return;
    }
    this.#play(file);
    this.#timeline.label = file.name;
    this.#timeline.channels = voices.map(({ id, label }) => ({ id, label }));
    this.#tell(`Loading the model …`);
    const recognizer = EmotionRecognizer.create(this.#options());
    try {
      await recognizer.load();
      if (this.#running?.signal === signal) this.#tell(`Judging ${file.name} …`);
      const startedAt = performance.now();
      for (const [index, voice] of voices.entries())
        await this.#follow(recognizer, voice, {
          before: index / voices.length,
          share: 1 / voices.length,
          ...{ duration, sampleRate, startedAt, signal },
        });
      this.#conclude(signal, duration, (performance.now() - startedAt) / 1000);
    } finally {
      recognizer.dispose();
    }
  }

  async #follow(
    recognizer: EmotionRecognizer,
    { id, label, samples }: Voice,
    { before, share, duration, sampleRate, startedAt, signal }: Stretch,
  ): Promise<void> {
    const results: EmotionResult[] = [];
    let drawnAt = performance.now();
    for await (const result of recognizer.analyze(samples, sampleRate)) {
      if (signal.aborted) return;
      results.push(result);
      this.#timeline.push(result, id);
      if (performance.now() - drawnAt < DRAW_EVERY_MS) continue;
      const done = before + (share * result.tEnd) / duration;
      this.#progress.value = done;
      const left = ((performance.now() - startedAt) / 1000) * (1 / done - 1);
      this.#left.textContent = `${label}: ${inSeconds(result.tEnd)} of ${inSeconds(duration)}; ${inSeconds(left)} left`;
      await drawn();
      drawnAt = performance.now();
    }
    if (signal.aborted) return;
    this.#progress.value = before + share;
    this.#results = { ...this.#results, [label]: results };
  }

  /** Says how long `sound` seconds of sound took; one that another has replaced says nothing. */
  #conclude(signal: AbortSignal, sound: number, took: number): void {
    if (signal !== this.#running?.signal) return;
    const found = Object.values(this.#results).some(({ length }) => length > 0);
    this.#save.disabled = signal.aborted || !found;
    if (signal.aborted) this.#progress.value = 0;
    const pace = (sound / took).toFixed(1);
    const done = found
      ? `${inSeconds(sound)} of sound judged in ${inSeconds(took)}: ${pace} times its own pace`
      : `${inSeconds(sound)} of sound are too short to be judged`;
    this.#tell(signal.aborted ? 'Cancelled' : done);
  }

  /** Nothing of a recording stands beside the name of another. */
  #forget(): void {
    this.#results = {};
    this.#save.disabled = true;
    this.#audio.hidden = true;
    this.#audio.pause();
    this.#timeline.label = 'Recording';
    this.#timeline.clear();
  }

  #play(file: File): void {
    URL.revokeObjectURL(this.#audio.src);
    this.#audio.src = URL.createObjectURL(file);
    this.#audio.hidden = false;
  }

  #tell(text: string): void {
    this.#status.value = text;
  }

  #acceptDrops(): void {
    const { documentElement } = document;
    const dropping = (on: boolean): void => {
      documentElement.classList.toggle('dropping', on);
    };
    documentElement.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dropping(true);
    });
    documentElement.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) dropping(false);
    });
    documentElement.addEventListener('drop', (event) => {
      dropping(false);
      // Text goes where it is dropped.
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      find('#recording', HTMLElement).scrollIntoView();
      this.take(file);
    });
  }
}

/** Until the page has been drawn, or for a moment: pages that nobody sees are not drawn. */
function drawn(): Promise<unknown> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, DRAW_EVERY_MS);
  });
}

function inSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
