import type { Scope } from '../core/scope.js';
import type { Seconds } from '../core/units.js';
import { openAudioContext } from './audio-context.js';
import type { AudioSource, SourceEvents, SourceNode } from './audio-source.js';
import { decodeIn, nameOf } from './decode-file.js';

/** A file, decoded as a whole into memory and played once at its own speed. It waits while the context stands still. */
export class FileSource implements AudioSource {
  readonly live = false;
  readonly movable = true;
  readonly track = null;
  readonly #file: Blob;
  readonly #audible: boolean;
  #decoded: AudioBuffer | null = null;

  constructor(file: Blob, audible: boolean) {
    this.#file = file;
    this.#audible = audible;
  }

  get label(): string {
    return nameOf(this.#file);
  }

  openContext(scope: Scope): AudioContext {
    return openAudioContext(scope);
  }

  async open(context: AudioContext, events: SourceEvents, scope: Scope): Promise<SourceNode> {
    this.#decoded ??= await decodeIn(context, this.#file);
    const node = new AudioBufferSourceNode(context, { buffer: this.#decoded });
    if (this.#audible) node.connect(context.destination);
    scope.add(() => {
      node.disconnect();
    });
    scope.listen(node, 'ended', () => {
      events.finished();
    });
    return {
      node,
      begin: (heard: Seconds) => {
        node.start(0, heard);
      },
    };
  }

  watch(): void {
    // The node in the graph tells the end.
  }
}
