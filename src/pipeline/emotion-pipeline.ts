import { Observable, concatMap, finalize, map, tap } from 'rxjs';
import type { EmotionResult } from '../core/result.js';
import type { Hertz } from '../core/units.js';
import { dropWhenBusy } from './drop-when-busy.js';
import { NetworkFeed } from './network-feed.js';
import type { PipelineOptions } from './pipeline-options.js';
import { ResultMaker } from './result-maker.js';
import { SignalFront } from './signal-front.js';
import type { LogMelPicture } from './signal-front.js';
import type { SoundBlock } from './sound-guard.js';
import { TelemetryCounter } from './telemetry.js';
import type { Telemetry } from './telemetry.js';

/** What the live pipeline needs besides, and whom it tells what. */
export interface LivePipelineOptions extends PipelineOptions {
  readonly sampleRate: Hertz;
  /** Told of every new log-mel frame. */
  readonly onPicture?: (picture: LogMelPicture) => void;
  /** Told after each result and each drop. */
  readonly onTelemetry?: (telemetry: Telemetry) => void;
}

/**
 * The live way from sound to emotions: every block is heard, one inference is in flight, and the newest hop wins.
 * A hop that finds the network busy leaves its frames in the ring for the next call, so that a drop costs a verdict and no sound.
 * @returns cold: each subscription is a stream of its own; it ends with `sound$`.
 * @throws EmotionError `invalid-argument` at the subscription, as the stream's error, for choices that the model cannot meet;
 * later the network's errors, after it was tried again.
 */
export function emotionPipeline(
  sound$: Observable<SoundBlock>,
  options: LivePipelineOptions,
): Observable<EmotionResult> {
  return new Observable((subscriber) => {
    const { model } = options.inference;
    const telemetry = new TelemetryCounter(model.backend);
    const results = new ResultMaker(options, telemetry);
    const front = new SignalFront({ ...options, model, telemetry });
    const network = new NetworkFeed(options.inference, telemetry);
    const report = () => options.onTelemetry?.(telemetry.snapshot());
    const dropped = () => {
      telemetry.droppedWindows++;
      report();
    };
    return sound$
      .pipe(
        concatMap((block) => front.push(block)),
        dropWhenBusy((hop) => network.score(hop), dropped),
        map((scored) => results.next(scored)),
        tap(report),
        finalize(() => {
          network.close();
        }),
      )
      .subscribe(subscriber);
  });
}
