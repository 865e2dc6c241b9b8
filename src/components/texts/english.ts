import type { Texts } from './texts.js';

/** English. */
export const ENGLISH: Texts = {
  lang: 'en',
  label: 'Emotion meter',
  bars: 'Emotions',
  start: 'Start',
  stop: 'Stop',
  retry: 'Try again',
  notice:
    'Sound stays on this device. What you see is a statistical guess from the tone of voice, learned from acted speech; it is no fact about a person.',
  noSource: 'Choose a sound to listen to',
  noValue: 'no value',
  percent: 'percent',
  states: {
    idle: 'Ready',
    loading: 'Loading',
    asking: 'Permission',
    listening: 'Listening',
    stopped: 'Stopped',
    failed: 'Failed',
  },
  hints: {
    idle: 'Press Start to listen',
    loading: 'Loading the model …',
    asking: 'Please allow the microphone',
    listening: '',
    stopped: 'Press Start to listen again',
    failed: 'Not listening',
  },
  verdicts: {
    hearing: 'Waiting for speech …',
    silence: 'Silence',
    'not-enough-speech': 'Not enough speech',
    gap: 'Sound was lost',
    uncertain: 'Uncertain',
    suspended: 'The browser holds the sound back',
    interrupted: 'Interrupted by the system',
    muted: 'The microphone is muted',
  },
  emotions: {
    anger: 'Anger',
    boredom: 'Boredom',
    calm: 'Calm',
    disgust: 'Disgust',
    excitement: 'Excitement',
    fear: 'Fear',
    frustration: 'Frustration',
    happiness: 'Happiness',
    neutral: 'Neutral',
    sadness: 'Sadness',
    surprise: 'Surprise',
  },
  errors: {
    'invalid-argument': {
      title: 'A setting cannot be used',
      advice: 'Correct the setting named below, then try again.',
    },
    disposed: { title: 'The meter was shut down', advice: 'Reload the page to use it again.' },
    'permission-denied': {
      title: 'The microphone is not allowed',
      advice: 'Allow the microphone for this page in the browser’s address bar or settings, then try again.',
    },
    'permission-dismissed': {
      title: 'The question about the microphone was closed',
      advice: 'Try again and choose “Allow”.',
    },
    'policy-blocked': {
      title: 'This page may not use the microphone',
      advice:
        'A Permissions-Policy, or a frame without allow="microphone", forbids it. Open the page on its own, or ask its owner.',
    },
    'insecure-context': {
      title: 'The connection is not secure',
      advice:
        'Browsers offer a microphone to secure pages only. Open the page with https:// or on localhost.',
    },
    'no-device': {
      title: 'No microphone found',
      advice: 'Connect a microphone, or choose another one, then try again.',
    },
    'device-busy': {
      title: 'The microphone cannot be opened',
      advice: 'Another program may be using it. Close that program, then try again.',
    },
    'device-lost': {
      title: 'The microphone was disconnected',
      advice: 'Connect it again, then try again.',
    },
    'no-audio-track': {
      title: 'There is no sound to listen to',
      advice: 'The stream or the media has no audio track. Choose one that has.',
    },
    'audio-unsupported': {
      title: 'This browser cannot process sound',
      advice: 'Use a current version of Chrome, Edge, Firefox or Safari.',
    },
    'context-suspended': {
      title: 'The browser holds sound back',
      advice: 'It waits for a click or a key press on the page. Try again.',
    },
    'worklet-blocked': {
      title: 'The sound processor could not be loaded',
      advice: 'Its file is missing, or a Content-Security-Policy blocks it: script-src must allow it.',
    },
    'audio-empty': { title: 'The file holds no sound', advice: 'Choose another file.' },
    'audio-undecodable': {
      title: 'The file cannot be read as sound',
      advice: 'It is damaged or in an unknown format. Try a WAV, MP3, Ogg or FLAC file.',
    },
    'model-missing': {
      title: 'The model could not be loaded',
      advice: 'Check the connection and the address of the model files, then try again.',
    },
    'model-invalid': {
      title: 'The model’s description is not valid',
      advice: 'The manifest is no manifest, or of another version. Export the model again.',
    },
    'model-hash': {
      title: 'The model’s weights were changed',
      advice: 'Their checksum is not the one in the manifest. Copy both files again.',
    },
    'model-truncated': {
      title: 'The model’s weights are damaged',
      advice: 'The file is shorter or longer than the manifest says. Copy it again.',
    },
    'model-features': {
      title: 'The model does not fit this version',
      advice: 'It was trained on other sound features. Use the model that belongs to this version.',
    },
    'backend-failed': {
      title: 'The model cannot run here',
      advice: 'No way of computing passed its self-test. Choose another backend, or update the browser.',
    },
    'worker-failed': {
      title: 'The computing thread does not run',
      advice: 'Check the connection, then try again, or reload the page.',
    },
    'worker-timeout': {
      title: 'The computing thread does not answer',
      advice: 'This device may be too busy. Close other programs, then try again.',
    },
  },
};
