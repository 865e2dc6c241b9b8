import { SHIPPED_MODELS, type BackendChoice } from 'emotion-meter';
import { EmotionCallPanel } from 'emotion-meter/call-panel';
import { EmotionMeter } from 'emotion-meter/elements';
import { showFigures } from './figures.js';
import { find } from './find.js';
import { MelView } from './mel-view.js';
import { fillPlayground } from './playground.js';
import { readoutsIn } from './readouts.js';
import { Recording } from './recording.js';
import { makeSample } from './sample.js';
import { save } from './save.js';
import { followMeter } from './session.js';
import { SourceChooser } from './sources.js';

const meter = find('#meter', EmotionMeter);
const picture = new MelView(find('#mel', HTMLCanvasElement));
const call = find('#sample-call', EmotionCallPanel);
const theme = find('#theme', HTMLSelectElement);
const language = find('#language', HTMLSelectElement);
const model = find('#model', HTMLSelectElement);
const backend = find('#backend', HTMLSelectElement);

followMeter(meter, {
  picture: (frames) => {
    picture.push(frames);
  },
  begin: () => {
    picture.clear();
  },
  readings: readoutsIn(find('#readouts', HTMLDListElement)),
});
new SourceChooser(meter);
new Recording(() => ({ model: model.value, backend: backend.value as BackendChoice }));
call.file = makeSample('call');
call.alerts = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 5000 }];
fillPlayground();
showFigures();

for (const name of SHIPPED_MODELS) model.add(new Option(name));
for (const choice of [model, backend])
  choice.addEventListener('change', () => {
    meter.model = model.value;
    meter.backend = backend.value as BackendChoice;
    if (meter.state === 'listening') meter.start().catch(() => undefined);
  });

language.addEventListener('change', () => {
  for (const element of document.querySelectorAll<HTMLElement>('main [lang]:not(#play)'))
    element.lang = language.value;
});
theme.addEventListener('change', () => {
  document.documentElement.dataset['theme'] = theme.value;
  picture.recolor();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  picture.recolor();
});

for (const format of ['json', 'csv'] as const)
  find(`#export-${format}`, HTMLButtonElement).addEventListener('click', () => {
    save(`emotions.${format}`, meter.exportTimeline(format));
  });
