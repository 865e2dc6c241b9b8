import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import type { CaptureSettings, ChannelChoice, MicrophoneConstraints } from './capture-types.js';
import { microphoneError, type RefusalFacts } from './microphone-errors.js';

/** Which microphone, and how it is to be heard. */
export interface MicrophoneRequest {
  readonly constraints: MicrophoneConstraints | undefined;
  readonly channel: ChannelChoice;
}

/**
 * Asks for a microphone and opens it; its tracks stop with `scope`, at once when the scope ended while the person was asked.
 * @throws EmotionError `insecure-context`, `audio-unsupported`, `permission-denied`, `permission-dismissed`, `policy-blocked`,
 * `no-device`, `device-busy`.
 */
export async function openMicrophone(request: MicrophoneRequest, scope: Scope): Promise<MediaStream> {
  try {
    const stream = await mediaDevices().getUserMedia({ audio: trackConstraints(request), video: false });
    scope.add(() => {
      for (const track of stream.getTracks()) track.stop();
    });
    return stream;
  } catch (error) {
    throw error instanceof EmotionError ? error : microphoneError(error, await refusalFacts());
  }
}

/** Constraints with the browser's processing off where nothing was asked, and two channels where one of them was chosen. */
export function trackConstraints({ constraints = {}, channel }: MicrophoneRequest): MediaTrackConstraints {
  const {
    deviceId,
    echoCancellation = false,
    noiseSuppression = false,
    autoGainControl = false,
  } = constraints;
  return {
    echoCancellation,
    noiseSuppression,
    autoGainControl,
    // Lists of devices have an empty one before the person has allowed any.
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    ...(channel === 'mono' ? {} : { channelCount: { ideal: 2 } }),
  };
}

/** What the browser does to `track` in truth. Some processing has modes since 2025; any mode but off counts as on. */
export function processingOf(
  track: MediaStreamTrack,
): Pick<CaptureSettings, 'channels' | 'echoCancellation' | 'noiseSuppression' | 'autoGainControl'> {
  const settings = track.getSettings();
  return {
    channels: settings.channelCount ?? null,
    echoCancellation: onOrOff(settings.echoCancellation),
    noiseSuppression: onOrOff(settings.noiseSuppression),
    autoGainControl: onOrOff(settings.autoGainControl),
  };
}

function onOrOff(setting: boolean | string | undefined): boolean | null {
  return setting === undefined ? null : setting !== false;
}

function mediaDevices(): MediaDevices {
  if (!isSecureContext)
    throw new EmotionError(
      'insecure-context',
      `Browsers offer no microphone on ${location.origin}: it needs https or localhost`,
    );
  // Typed as always there; embedded browsers may leave it out.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (devices === undefined)
    throw new EmotionError('audio-unsupported', 'This browser has no navigator.mediaDevices');
  return devices;
}

interface FeaturePolicy {
  allowsFeature(feature: string): boolean;
}

async function refusalFacts(): Promise<RefusalFacts> {
  const { permissionsPolicy, featurePolicy } = document as {
    readonly permissionsPolicy?: FeaturePolicy;
    readonly featurePolicy?: FeaturePolicy;
  };
  const policy = permissionsPolicy ?? featurePolicy;
  const permission = await standingPermission();
  return {
    allowedByPolicy: policy?.allowsFeature('microphone') ?? (await allowedInFrame(permission)),
    permission,
  };
}

/**
 * Firefox tells nothing of policies, which reach it by a frame's `allow` alone. It lists a microphone that the person has refused, and none that
 * the frame may not use.
 */
async function allowedInFrame(permission: RefusalFacts['permission']): Promise<false | null> {
  if (window === top || permission !== 'denied') return null;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => null);
  return devices?.every(({ kind }) => kind !== 'audioinput') === true ? false : null;
}

async function standingPermission(): Promise<RefusalFacts['permission']> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    // No Permissions API, or none that knows the microphone.
    return null;
  }
}
