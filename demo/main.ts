import { EmotionMeter } from 'emotion-meter/elements';
import { find } from './find.js';
import { MelView } from './mel-view.js';
import { readoutsIn } from './readouts.js';
import { followMeter } from './session.js';
import { SourceChooser } from './sources.js';

const meter = find('#meter', EmotionMeter);
const picture = new MelView(find('#mel', HTMLCanvasElement));
const theme = find('#theme', HTMLSelectElement);
const language = find('#language', HTMLSelectElement);

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

language.addEventListener('change', () => {
  meter.lang = language.value;
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
    const link = document.createElement('a');
    link.download = `emotions.${format}`;
    link.href = URL.createObjectURL(new Blob([meter.exportTimeline(format)]));
    link.click();
    URL.revokeObjectURL(link.href);
  });
