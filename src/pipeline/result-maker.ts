import type { DecisionSpec } from '../core/manifest.js';
import type { EmotionResult } from '../core/result.js';
import type { Milliseconds } from '../core/units.js';
import type { Inference } from '../inference/inference-protocol.js';
import type { LabelChoice } from '../smoothing/calibrate.js';
import { COLUMN_SECONDS } from '../smoothing/decision.js';
import { VerdictMaker } from '../smoothing/verdict.js';
import type { ScoredHop } from './network-feed.js';
import { resolveChoices } from './pipeline-options.js';
import type { PipelineOptions } from './pipeline-options.js';
import { FRAME_SECONDS } from './signal-front.js';
import type { Take } from './signal-front.js';
import type { TelemetryCounter } from './telemetry.js';

/** From the network's scores to results, in the order of the hops; each take is judged by itself. */
export class ResultMaker {
  readonly choice: LabelChoice;
  readonly decision: DecisionSpec;
  readonly #inference: Inference;
  readonly #telemetry: TelemetryCounter;
  readonly #now: () => Milliseconds;
  #take: Take | null = null;
  #verdicts: VerdictMaker;
  #column = 0;

  /** @throws EmotionError `invalid-argument` for labels that the model does not know, or overrides that cannot be used. */
  constructor(options: PipelineOptions, telemetry: TelemetryCounter) {
    this.#inference = options.inference;
    this.#telemetry = telemetry;
    this.#now = options.now ?? (() => performance.now());
    const { choice, decision } = resolveChoices(options.inference.model, options);
    this.choice = choice;
    this.decision = decision;
    this.#verdicts = this.#begin();
  }

  /** The result of the next hop. */
  next({ hop, scores, speech }: ScoredHop): EmotionResult {
    const { windowFrames, framesPerColumn, id, backend } = this.#inference.model;
    if (this.#take !== hop.take) this.#verdicts = this.#begin();
    this.#take = hop.take;
    const column = hop.endFrame / framesPerColumn;
    const { silent, gap, tEnd } = hop;
    const verdict = this.#verdicts.next({
      column,
      silent,
      gap,
      logits: scores.logits,
      speech,
    });
    const latencyMs = this.#now() - hop.arrivedAt;
    this.#telemetry.backend = backend;
    this.#telemetry.verdict(latencyMs, scores.computeMs, (column - this.#column) * COLUMN_SECONDS);
    this.#column = column;
    const { dominant, confidence, speechRatio, reason } = verdict;
    return {
      tStart: Math.max(hop.take.origin, tEnd - windowFrames * FRAME_SECONDS),
      tEnd,
      probabilities: Object.fromEntries(
        this.choice.labels.map((label, index) => [label, verdict.probabilities[index]]),
      ),
      dominant,
      confidence,
      speechRatio,
      valid: reason === null,
      ...(reason !== null && { reason }),
      latencyMs,
      backend,
      modelId: id,
    };
  }

  #begin(): VerdictMaker {
    const { windowFrames, framesPerColumn } = this.#inference.model;
    this.#column = 0;
    return new VerdictMaker({
      decision: this.decision,
      choice: this.choice,
      windowColumns: Math.ceil(windowFrames / framesPerColumn),
    });
  }
}
