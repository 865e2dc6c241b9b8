import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/analyze/arguments.js';

describe('parseArguments', () => {
  it('takes files and options in any order', () => {
    expect(parseArguments(['a.wav', '--json', 'b.flac', '--backend=cpu', '--model', 'x'])).toEqual({
      files: ['a.wav', 'b.flac'],
      json: true,
      model: 'x',
      backend: 'cpu',
      help: false,
    });
  });

  it('has defaults', () => {
    expect(parseArguments(['a.wav'])).toMatchObject({ json: false, model: 'general', backend: 'wasm' });
  });

  it('takes a file whose name looks like an option after --', () => {
    expect(parseArguments(['--json', '--', '--odd.wav'])).toMatchObject({ files: ['--odd.wav'], json: true });
  });

  it('helps without a file', () => {
    expect(parseArguments(['-h'])).toMatchObject({ help: true });
  });

  it.each([
    [['a.wav', '--jsno'], /--jsno/],
    [['a.wav', '--backend', 'webgl'], /--backend is "webgl", not one of wasm, cpu/],
    [['a.wav', '--model'], /--model/],
    [['--json'], /at least one file/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
