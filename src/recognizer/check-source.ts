import type { CaptureSource, MicrophoneConstraints } from '../capture/capture-types.js';
import { checkObject, describeValue } from '../core/check.js';
import { EmotionError } from '../core/errors.js';

/** For each kind of source: its field, and the class that its value belongs to in a browser. */
const KINDS = {
  microphone: null,
  stream: { field: 'stream', type: 'MediaStream' },
  element: { field: 'element', type: 'HTMLMediaElement' },
  file: { field: 'file', type: 'Blob' },
} as const;

/** What a browser may do to a microphone. */
const FLAGS: readonly string[] = ['echoCancellation', 'noiseSuppression', 'autoGainControl'];

/**
 * Checks what a page wants to listen to.
 * @throws EmotionError `invalid-argument` naming the kind or the value that cannot be used.
 */
export function checkSource(source: CaptureSource): void {
  const { kind } = (source as Partial<CaptureSource> | null) ?? {};
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind))
    throw new EmotionError(
      'invalid-argument',
      `source.kind is ${describeValue(kind)}, not one of ${Object.keys(KINDS).join(', ')}`,
    );
  const expected = KINDS[kind];
  if (expected === null) {
    checkConstraints(source);
    return;
  }
  const value: unknown = Reflect.get(source, expected.field);
  if (!isInstance(value, expected.type))
    throw new EmotionError(
      'invalid-argument',
      `source.${expected.field} is ${describeValue(value)}, not a ${expected.type}`,
    );
  if (kind === 'file') checkFlag('source.audible', Reflect.get(source, 'audible'));
}

function checkConstraints(source: CaptureSource): void {
  const { constraints } = source as { readonly constraints?: MicrophoneConstraints };
  if (constraints === undefined) return;
  const { deviceId, ...flags } = checkObject('source.constraints', constraints);
  if (deviceId !== undefined && typeof deviceId !== 'string')
    throw new EmotionError(
      'invalid-argument',
      `source.constraints.deviceId is ${describeValue(deviceId)}, not a text`,
    );
  for (const [name, flag] of Object.entries(flags)) {
    if (!FLAGS.includes(name))
      throw new EmotionError(
        'invalid-argument',
        `source.constraints.${name} is not one of deviceId, ${FLAGS.join(', ')}`,
      );
    checkFlag(`source.constraints.${name}`, flag);
  }
}

function checkFlag(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new EmotionError('invalid-argument', `${name} is ${describeValue(value)}, neither true nor false`);
}

/** Where there is no such class, in Node, any object will do. An object of another frame has that frame's class. */
function isInstance(value: unknown, type: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const Class: unknown = Reflect.get(globalThis, type);
  return typeof Class !== 'function' || value instanceof Class || isOfOtherFrame(value, type);
}

function isOfOtherFrame(value: object, type: string): boolean {
  for (
    let prototype: object | null = value;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  )
    if ((prototype as { readonly constructor?: { readonly name?: string } }).constructor?.name === type)
      return true;
  return false;
}
