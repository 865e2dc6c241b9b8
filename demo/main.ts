import { MODEL_NAMES, type BackendChoice } from 'emotion-meter';
import { EmotionCallPanel } from 'emotion-meter/call-panel';
import { EmotionMeter } from 'emotion-meter/elements';
import { beginAnew } from './begin-anew.js';
import { showFigures } from './figures.js';
import { find } from './find.js';
import { followLooks } from './looks.js';
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
const recolorPlayground = fillPlayground();
showFigures();

for (const name of MODEL_NAMES) model.add(new Option(name));
for (const choice of [model, backend])
  choice.addEventListener('change', () => {
    meter.model = model.value;
    meter.backend = backend.value as BackendChoice;
    beginAnew(meter);
  });

followLooks({
  recolor: () => {
    picture.recolor();
    recolorPlayground();
  },
});

for (const format of ['json', 'csv'] as const)
  find(`#export-${format}`, HTMLButtonElement).addEventListener('click', () => {
    save(`emotions.${format}`, meter.exportTimeline(format));
  });
