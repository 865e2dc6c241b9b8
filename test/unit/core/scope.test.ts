import { describe, expect, it, vi } from 'vitest';
import { Scope } from '../../../src/core/scope.js';

describe('a scope', () => {
  it('ends all that it owns, last in, first out, children among them, and once', () => {
    const ended: string[] = [];
    const scope = new Scope();
    scope.add(() => ended.push('first'));
    const child = scope.child();
    child.add(() => ended.push('child'));
    scope.add(() => ended.push('last'));
    scope.dispose();
    scope.dispose();
    expect(ended).toEqual(['last', 'child', 'first']);
    expect([scope.disposed, child.disposed]).toEqual([true, true]);
  });

  it('forgets what was ended before: a child that ended, a timer that has rung, a listener that was taken away', async () => {
    vi.useFakeTimers();
    const scope = new Scope();
    const target = new EventTarget();
    const heard = vi.fn();
    const rung = vi.fn();
    const own = vi.fn();
    const child = scope.child();
    child.add(own);
    child.dispose();
    scope.listen(target, 'sound', heard)();
    target.dispatchEvent(new Event('sound'));
    scope.timeout(rung, 10);
    await vi.advanceTimersByTimeAsync(20);
    scope.dispose();
    expect([own, heard, rung].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
    vi.useRealTimers();
  });

  it('lets nothing ring, repeat or be heard after its end', async () => {
    vi.useFakeTimers();
    const scope = new Scope();
    const target = new EventTarget();
    const told = vi.fn();
    scope.listen(target, 'sound', told);
    scope.timeout(told, 10);
    scope.interval(told, 10);
    const ended = scope.ended();
    scope.dispose();
    await ended;
    target.dispatchEvent(new Event('sound'));
    await vi.advanceTimersByTimeAsync(50);
    expect(told).not.toHaveBeenCalled();
    vi.useRealTimers();
  });

  it('ends at once what comes after its end', () => {
    const scope = new Scope();
    scope.dispose();
    const late = vi.fn();
    scope.add(late);
    scope.child().add(late);
    expect(late).toHaveBeenCalledTimes(2);
  });

  it('ends the others though one throws, and throws that', () => {
    const scope = new Scope();
    const other = vi.fn();
    scope.add(other);
    scope.add(() => {
      throw new Error('first thing to end');
    });
    expect(() => {
      scope.dispose();
    }).toThrow('first thing to end');
    expect(other).toHaveBeenCalledOnce();
  });
});
