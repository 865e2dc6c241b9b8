import { describe, expect, it } from 'vitest';
import { EmotionError } from '../../../src/core/errors.js';
import { microphoneError, type RefusalFacts } from '../../../src/capture/microphone-errors.js';

const NOTHING_KNOWN: RefusalFacts = { allowedByPolicy: null, permission: null };

describe('microphoneError', () => {
  it.each([
    ['NotFoundError', 'no-device'],
    ['NotReadableError', 'device-busy'],
    ['AbortError', 'device-busy'],
    ['SecurityError', 'policy-blocked'],
    ['NotAllowedError', 'permission-denied'],
    ['TypeError', 'audio-unsupported'],
  ])('maps %s to %s and keeps the cause', (name, code) => {
    const cause = new DOMException('because', name);
    const error = microphoneError(cause, NOTHING_KNOWN);
    expect(error).toMatchObject({ code, cause });
    expect(error.message).toContain('because');
  });

  it.each<[string, RefusalFacts, string]>([
    ['Permission denied', { allowedByPolicy: true, permission: 'denied' }, 'permission-denied'],
    ['Permission denied by system', { allowedByPolicy: true, permission: 'granted' }, 'permission-denied'],
    ['Permission denied', { allowedByPolicy: false, permission: 'denied' }, 'policy-blocked'],
    ['Permission dismissed', { allowedByPolicy: true, permission: null }, 'permission-dismissed'],
    ['The request is not allowed', { allowedByPolicy: null, permission: 'prompt' }, 'permission-dismissed'],
  ])('tells apart what hides behind NotAllowedError "%s" with %o', (message, facts, code) => {
    expect(microphoneError(new DOMException(message, 'NotAllowedError'), facts).code).toBe(code);
  });

  it('names the constraint that no device fits, of an error that is no Error', () => {
    const cause = { name: 'OverconstrainedError', message: '', constraint: 'deviceId' };
    const error = microphoneError(cause, NOTHING_KNOWN);
    expect(error.code).toBe('no-device');
    expect(error.message).toContain('"deviceId"');
  });

  it('takes what is no exception at all, and leaves typed errors alone', () => {
    expect(microphoneError('boom', NOTHING_KNOWN)).toMatchObject({ code: 'audio-unsupported' });
    const typed = new EmotionError('insecure-context', 'http');
    expect(microphoneError(typed, NOTHING_KNOWN)).toBe(typed);
  });
});
