import type { CaptureSource } from '../capture/capture-types.js';
import { EmotionError } from '../core/errors.js';

/** For each kind of source: its field, and the class that its value belongs to in a browser. */
const KINDS = {
  microphone: null,
  stream: { field: 'stream', type: 'MediaStream' },
  element: { field: 'element', type: 'HTMLMediaElement' },
  file: { field: 'file', type: 'Blob' },
} as const;

/**
 * Checks what a page wants to listen to.
 * @throws EmotionError `invalid-argument` naming the kind or the value that cannot be used.
 */
export function checkSource(source: CaptureSource): void {
  const { kind } = (source as Partial<CaptureSource> | null) ?? {};
  if (kind === undefined || !Object.hasOwn(KINDS, kind))
    throw new EmotionError(
      'invalid-argument',
      `source.kind is ${String(kind)}, not one of ${Object.keys(KINDS).join(', ')}`,
    );
  const expected = KINDS[kind];
  if (expected === null) return;
  const value: unknown = Reflect.get(source, expected.field);
  if (!isInstance(value, expected.type))
    throw new EmotionError(
      'invalid-argument',
      `source.${expected.field} is ${describe(value)}, not a ${expected.type}`,
    );
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
    if (prototype.constructor.name === type) return true;
  return false;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : String(value);
}
