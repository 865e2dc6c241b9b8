import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { boxStyles } from '../box-styles.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import { choiceAttribute, LIST, listOf, readingFor } from '../attributes.js';
import { ResultFeed, type EmotionSource, type FeedHost } from '../result-feed.js';
import { TextElement } from '../text-element.js';
import { theme } from '../theme.js';
import { CanvasSizes } from './canvas-size.js';
import { paint, type TimelineMark, type TimelineView } from './painter.js';
import { paletteOf } from './palette.js';
import { Attention, momentAt, moveOf, snap, type Move, type Reading } from './reader.js';
import { EmotionSeries, emotionsOf, extentOf } from './series.js';
import { ticksOf, timeAt, viewOf, type TimeScale } from './time-scale.js';
import { isUsual, spanChoices, spanOf, type TimelineSpan } from './timeline-span.js';
import { timelineStyles } from './timeline-styles.js';
import { EXPECTED_EMOTIONS, timelineTemplate, type Lane, type TimelineModel } from './timeline-template.js';
import { TIMELINE_TEXTS } from './timeline-texts.js';

/** A voice that a timeline shows in a lane of its own. */
export interface TimelineChannel {
  readonly id: string;
  readonly label: string;
}

/** The lane of a timeline that was told of no channels. */
const ONLY: TimelineChannel = { id: '', label: '' };

/** Labels on the axis are at least this far apart, in CSS pixels. */
const TICKS_APART = 72;

/**
 * Shows how probable each emotion was over the last minutes, or over a whole call: a picture to read by pointer or arrow keys,
 * and the same as a table. What was uncertain, too little speech, or lost can be told apart, and which moments counted.
 *
 * It is fed by a meter (`for="id"`), a recognizer, `results`, or `push()`. Memory is bounded: the newest ten minutes are kept
 * result by result, the whole in rows that become longer.
 * Arrow keys step through the results, Page Up and Page Down through 20, Home and End to the ends, Escape goes on with the present.
 * A moment that was clicked, touched or gone to by keys stays read, wherever the focus goes, until it leaves the picture, or somebody
 * goes back to the present: by Escape, End, a click on the newest moment or on any span, also the one that is shown. The picture
 * stands still under the pointer, and while the focus is at a moment that keys have led to.
 *
 * @tagname emotion-timeline
 * @attr {string} lang - Language of all texts (`en`, `de`); without it, that of the nearest ancestor with a `lang`.
 * @slot label - The heading, in place of the `label` attribute.
 * @csspart base - The whole box.
 * @csspart label - The heading.
 * @csspart tools - The choice of spans and the table button.
 * @csspart table-button - Shows the table in place of the picture.
 * @csspart lane-name - The name of one voice, where there are several.
 * @csspart plot - The place of one picture.
 * @csspart canvas - The picture itself.
 * @csspart axis - The times below the pictures.
 * @csspart table - The table.
 * @csspart readout - The line that reads one moment.
 * @csspart legend - The emotions with their colours and values.
 * @csspart keys - What the textures mean.
 * @cssprop [--emotion-timeline-height=8.5em] - Height of each voice's picture.
 * @cssprop --emotion-meter-background - Colour of the box; all colours and the font as for `<emotion-meter>`.
 * @cssprop --emotion-color-{emotion} - Colour of one emotion.
 */
export class EmotionTimeline extends TextElement implements FeedHost {
  /** The looks; colours are those of all the elements. */
  static override readonly styles = [theme, boxStyles, timelineStyles];

  /** `id` of the meter whose results are shown, in the same document or shadow root. */
  @property({})
  for = '';

  /** What is followed in place of `for`: a recognizer, a meter, or any target of `emotion-frame` events. */
  @property({ attribute: false })
  recognizer: EmotionSource | null = null;

  /** Heading; empty for "Emotion timeline" in the language of the element. */
  @property({})
  label = '';

  /** Seconds that are shown, from 10 to 86400, or `all`. People change it by the buttons. */
  @property({ converter: { fromAttribute: spanOf } })
  span: TimelineSpan = 120;

  /** Probabilities stacked upon each other, or each as a line. */
  @property({ converter: choiceAttribute('view', ['stacked', 'lines']) })
  view: TimelineView = 'stacked';

  /** The voices, one lane each, to be fed by `push(result, id)`; empty for one without a name. */
  @property({ attribute: false, converter: LIST })
  channels: readonly TimelineChannel[] = [];

  /** Moments to point out. */
  @property({ attribute: false, converter: LIST })
  marks: readonly TimelineMark[] = [];

  @state()
  private tabular = false;

  readonly #series = new Map<string, EmotionSeries>();
  readonly #sizes = new CanvasSizes(this);
  readonly #attention = new Attention(this);
  /** The page's own, which people can come back to. */
  #ownSpan: TimelineSpan = 120;

  constructor() {
    super();
    new ResultFeed(this, {
      resultCame: (result) => {
        this.push(result);
      },
      began: () => {
        this.clear();
      },
    });
  }

  /** The moment that is being read, in seconds since the stream began; `null` while the present is shown. */
  get moment(): Seconds | null {
    return this.#attention.reading?.at ?? null;
  }

  /** Shows `results`, in order, as all there is of the first channel. They are not kept as they are, so there is no reading them back. */
  @property({ attribute: false, noAccessor: true })
  set results(results: readonly EmotionResult[] | null | undefined) {
    this.clear();
    for (const result of readingFor(this, () => listOf('results', results))) this.push(result);
  }

  /**
   * Takes the next result of `channel`, or of the first one. A result that ends no later than the newest one begins anew;
   * one of a channel that is not shown is kept.
   */
  push(result: EmotionResult, channel: string = this.#lanes()[0]?.id ?? ONLY.id): void {
    const series = this.#seriesOf(channel);
    if (result.tEnd <= series.end) this.#attention.beginAnew(channel);
    series.push(result);
    this.#attention.hear(channel, series.start);
    if (this.moment !== null) this.#attention.expire(this.#scale(this.#lanes()).from);
    this.requestUpdate();
  }

  /** Forgets all results. */
  clear(): void {
    for (const lane of this.#series.keys()) this.#attention.beginAnew(lane);
    this.#series.clear();
    this.followPresent();
  }

  /** Goes on with the present, whatever moment was read. */
  followPresent(): void {
    this.#attention.choose(null);
  }

  protected override willUpdate(): void {
    if (!isUsual(this.span)) this.#ownSpan = this.span;
    this.#attention.keepTo(this.#lanes().map(({ id }) => id));
  }

  protected override render(): TemplateResult {
    return timelineTemplate(this.#model());
  }

  protected override updated(): void {
    const canvases = [...this.renderRoot.querySelectorAll('canvas')];
    this.#sizes.watch(canvases);
    const model = this.#model();
    const palette = paletteOf(this.renderRoot, model.emotions);
    canvases.forEach((canvas, index) => {
      const lane = model.lanes[index];
      const size = this.#sizes.sizeOf(canvas);
      const context = canvas.getContext('2d');
      if (!lane || !size || !context || !palette) return;
      if (canvas.width !== size.width) canvas.width = size.width;
      if (canvas.height !== size.height) canvas.height = size.height;
      const scale = { ...model.scale, width: size.width };
      const picture = { palette, scale, height: size.height, view: this.view, ticks: model.ticks };
      const ratio = size.width / canvas.clientWidth;
      const marks = this.#marksOf(lane);
      paint(context, { ...picture, ratio, marks, series: lane.series, moment: this.moment });
    });
  }

  #model(): TimelineModel {
    const common = this.commonTexts();
    const lanes = this.#lanes();
    const read = lanes.find(({ id }) => id === this.#attention.reading?.lane) ?? lanes[0] ?? null;
    const scale = this.#scale(lanes);
    const at = this.moment ?? read?.series.end ?? 0;
    const width = this.renderRoot.querySelector('.plot')?.clientWidth ?? 640;
    return {
      common,
      texts: this.ownTexts(TIMELINE_TEXTS, this.texts?.timeline),
      label: this.label,
      lanes,
      emotions: emotionsOf(lanes.map(({ series }) => series)) ?? EXPECTED_EMOTIONS,
      span: this.span,
      spans: spanChoices(this.#ownSpan),
      scale,
      ticks: ticksOf({ ...scale, width }, TICKS_APART),
      tabular: this.tabular,
      read,
      moment: read && momentAt(read.series.columnsFrom(at), at),
      isPresent: this.moment === null,
      heardIn: ({ id }) => this.#attention.heardIn(id),
      marksIn: (lane, { start, end }) =>
        // What is marked at the very end of what was heard has no later moment to be in.
        this.#marksOf(lane).filter(({ at }) => at >= start && (at < end || end === lane.series.end)),
      actions: this.#actions,
    };
  }

  readonly #actions: TimelineModel['actions'] = {
    zoom: (span) => {
      this.span = span;
      this.followPresent();
    },
    toggleTable: () => {
      this.tabular = !this.tabular;
    },
    point: (lane, event) => {
      this.#point(lane, event);
    },
    recolour: () => {
      this.requestUpdate();
    },
    leave: () => {
      this.#attention.point(null);
    },
    key: (lane, event) => {
      this.#key(lane, event);
    },
    focus: (lane) => {
      this.#attention.focus(lane.id, this.#readingAt(lane, lane.series.end)?.at ?? null);
    },
    blur: () => {
      this.#attention.blur();
    },
  };

  #point(lane: Lane, event: MouseEvent): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const scale = { ...this.#scale(this.#lanes()), width: box.width };
    const reading = this.#readingAt(lane, timeAt(event.clientX - box.left, scale));
    // A touch that scrolls the page goes down too, but is no click. What comes in while the picture stands is not to be clicked on.
    if (event.type !== 'click') this.#attention.point(reading);
    else this.#attention.pick(this.#unlessAt(lane, [lane.series.end, scale.to], reading));
  }

  #key(lane: Lane, event: KeyboardEvent): void {
    const move = moveOf(event.key, this.#isRtl());
    if (event.key !== 'Escape' && (move === null || event.ctrlKey || event.metaKey || event.altKey)) return;
    const reading = move && this.#readingAt(lane, this.moment ?? lane.series.end, move);
    this.#attention.choose(this.#unlessAt(lane, [lane.series.end], reading));
    this.#actions.focus(lane);
    event.preventDefault();
  }

  /** The newest moment is where the present comes in: it is not chosen. */
  #unlessAt(lane: Lane, ends: readonly Seconds[], reading: Reading | null): Reading | null {
    return ends.some((end) => reading?.at === this.#readingAt(lane, end)?.at) ? null : reading;
  }

  /** The result at `time`, or where `move` leads from there, in a view that shows it. */
  #readingAt(lane: Lane, time: Seconds, move: Move | null = null): Reading | null {
    const { from, to } = this.#scale(this.#lanes());
    const at = snap(lane.series.columnsFrom(move === 'first' ? lane.series.start : from), time, move);
    if (at === null) return null;
    const viewEnd = at < from ? at + (to - from) / 2 : at > to ? at : to;
    return { lane: lane.id, at, viewEnd };
  }

  #marksOf(lane: Lane | null): readonly TimelineMark[] {
    return this.marks.filter(({ channel }) => channel === undefined || channel === lane?.id);
  }

  #lanes(): readonly Lane[] {
    const channels = this.channels.length > 0 ? this.channels : [ONLY];
    return channels.map(({ id, label }) => ({ id, label, series: this.#seriesOf(id) }));
  }

  #seriesOf(channel: string): EmotionSeries {
    const series = this.#series.get(channel) ?? new EmotionSeries();
    this.#series.set(channel, series);
    return series;
  }

  #scale(lanes: readonly Lane[]): TimeScale {
    const at = this.#attention.reading?.viewEnd ?? null;
    const view = viewOf({ span: this.span, at, ...extentOf(lanes.map(({ series }) => series)) });
    return { ...view, width: 1, rtl: this.#isRtl() };
  }

  #isRtl(): boolean {
    return getComputedStyle(this).direction === 'rtl';
  }
}
