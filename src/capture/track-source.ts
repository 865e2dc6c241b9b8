import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import { openAudioContext } from './audio-context.js';
import type { AudioSource, SourceEvents, SourceNode } from './audio-source.js';

/** How often a track is asked whether it still lives: `track.stop()` by the page fires no event. */
const TRACK_CHECK_MS = 500;

/** The first live audio track of a MediaStream. The stream's owner stops it, not this class. */
export class TrackSource implements AudioSource {
  readonly live = true;
  readonly movable = true;
  readonly track: MediaStreamTrack;
  readonly #kind: 'microphone' | 'stream';

  /** @throws EmotionError `no-audio-track` when the stream has none, or only ended ones. */
  constructor(stream: MediaStream, kind: 'microphone' | 'stream') {
    const tracks = stream.getAudioTracks();
    const track = tracks.find(({ readyState }) => readyState === 'live');
    if (track === undefined)
      throw new EmotionError(
        'no-audio-track',
        `The MediaStream ${stream.id} has ${tracks.length} audio tracks, none live`,
      );
    this.track = track;
    this.#kind = kind;
  }

  get label(): string {
    return this.track.label;
  }

  openContext(scope: Scope): AudioContext {
    return openAudioContext(scope);
  }

  /** A stream of the one track: what a MediaStreamAudioSourceNode picks from several is up to their ids. */
  open(context: AudioContext, _events: SourceEvents, scope: Scope): Promise<SourceNode> {
    const mediaStream = new MediaStream([this.track]);
    playMuted(mediaStream, scope);
    try {
      const node = context.createMediaStreamSource(mediaStream);
      return Promise.resolve({ node, begin: () => undefined });
    } catch (error) {
      const why = `The track "${this.label}" cannot be heard at ${context.sampleRate} Hz`;
      return Promise.reject(EmotionError.wrap(error, 'audio-unsupported', why));
    }
  }

  watch(events: SourceEvents, scope: Scope): void {
    const { track } = this;
    if (track.readyState === 'ended') throw this.#lost();
    scope.listen(track, 'ended', () => {
      events.lost(this.#lost());
    });
    scope.interval(() => {
      if (track.readyState === 'ended') events.lost(this.#lost());
    }, TRACK_CHECK_MS);
    if (track.muted) events.notice('muted');
    scope.listen(track, 'mute', () => {
      events.notice('muted');
    });
    scope.listen(track, 'unmute', () => {
      events.notice('unmuted');
    });
    if (this.#kind === 'microphone') this.#watchDevices(events, scope);
  }

  /** Some browsers leave the track of an unplugged device alive and silent. */
  #watchDevices(events: SourceEvents, scope: Scope): void {
    const { deviceId } = this.track.getSettings();
    if (deviceId === undefined || deviceId === '') return;
    const look = async (): Promise<void> => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const present = devices.some((device) => device.kind === 'audioinput' && device.deviceId === deviceId);
      if (!present && !scope.disposed) events.lost(this.#lost());
    };
    scope.listen(navigator.mediaDevices, 'devicechange', () => {
      // A list that cannot be read says nothing about this device.
      look().catch(() => undefined);
    });
  }

  #lost(): EmotionError {
    const what = this.#kind === 'microphone' ? 'microphone' : 'audio track';
    return new EmotionError('device-lost', `The ${what} "${this.label}" ended while it was listened to`);
  }
}

/** Chromium delivers the sound of a remote WebRTC track to Web Audio only while a media element plays it too (crbug 40094084). */
function playMuted(stream: MediaStream, scope: Scope): void {
  const player = new Audio();
  player.muted = true;
  player.srcObject = stream;
  scope.add(() => {
    player.srcObject = null;
  });
}
