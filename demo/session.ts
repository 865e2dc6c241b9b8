import type { CaptureSettings, EmotionRecognizer, LogMelPicture, Telemetry } from 'emotion-meter';
import type { EmotionMeter } from 'emotion-meter/elements';
import type { Readings } from './readouts.js';

/** What a page shows beside a meter. */
export interface SessionView {
  picture(picture: LogMelPicture): void;
  /** Another sound begins. */
  begin(): void;
  readings(readings: Readings): void;
}

/** Follows the recognizer inside `meter`, and the next one when the meter's settings make it take another. */
export function followMeter(meter: EmotionMeter, view: SessionView): void {
  let followed: EmotionRecognizer | null = null;
  let telemetry: Telemetry | null = null;
  let settings: CaptureSettings | null = null;
  const show = (): void => {
    view.readings({ state: meter.state, result: meter.result, telemetry, settings });
  };
  const follow = (recognizer: EmotionRecognizer): void => {
    followed = recognizer;
    recognizer.frames$.subscribe((picture) => {
      view.picture(picture);
    });
    recognizer.telemetry$.subscribe((latest) => {
      telemetry = latest;
      show();
    });
    recognizer.state$.subscribe((state) => {
      if (state.status === 'listening') settings = state.settings;
    });
  };
  meter.addEventListener('state-change', ({ detail: { state } }) => {
    if (meter.recognizer && meter.recognizer !== followed) follow(meter.recognizer);
    if (state === 'loading' || state === 'asking') {
      telemetry = null;
      settings = null;
      view.begin();
    }
    show();
  });
  meter.addEventListener('emotion-frame', show);
  show();
}
