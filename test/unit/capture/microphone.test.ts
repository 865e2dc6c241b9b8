import { describe, expect, it } from 'vitest';
import { trackConstraints } from '../../../src/capture/microphone.js';

describe('trackConstraints', () => {
  it('asks for the voice as it is', () => {
    expect(trackConstraints({ constraints: undefined, channel: 'mono' })).toEqual({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
  });

  it('asks for the processing, the device and the channels that were chosen', () => {
    const constraints = { deviceId: 'usb', noiseSuppression: true };
    expect(trackConstraints({ constraints, channel: 'right' })).toEqual({
      echoCancellation: false,
      noiseSuppression: true,
      autoGainControl: false,
      deviceId: { exact: 'usb' },
      channelCount: { ideal: 2 },
    });
  });

  it('takes the empty name of a device, as lists have it before a person allows any, for none', () => {
    expect(trackConstraints({ constraints: { deviceId: '' }, channel: 'mono' })).not.toHaveProperty(
      'deviceId',
    );
  });
});
