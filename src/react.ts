/**
 * React components around the custom elements: properties are props, events are `onEmotionFrame` and so on, `ref` is the element.
 * Importing this module registers the elements. On a server they render as empty tags, which the browser fills.
 * @module
 */
import { createComponent } from '@lit/react';
import type { LitElement } from 'lit';
import * as React from 'react';
import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';
import type { EmotionMeterEventMap } from './components/events.js';
import { EmotionCallPanel as EmotionCallPanelElement, type CallPanelEventMap } from './call-panel.js';
import { EmotionBadge as EmotionBadgeElement, EmotionMeter as EmotionMeterElement } from './elements.js';
import { EmotionTimeline as EmotionTimelineElement } from './timeline.js';

/** `emotion-frame` as a part of a prop's name: `EmotionFrame`. */
type Pascal<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<Name>;

/** The handlers of an element's events, as props: `onEmotionFrame` for `emotion-frame`. */
export type EventHandlers<Events> = {
  readonly [Name in keyof Events & string as `on${Pascal<Name>}`]?: (event: Events[Name]) => void;
};

/** Whether two types are the same, `readonly` included. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- TypeScript compares two types exactly in this form alone.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `Key` where a property of that name can be set. */
type IfWritable<T, Key extends keyof T> =
  Same<Pick<T, Key>, Readonly<Pick<T, Key>>> extends true ? never : Key;

/** The names of an element's own properties: what a page can set, without methods and without what every Lit element has. */
export type OwnProperties<E extends HTMLElement> = {
  [Key in Exclude<keyof E, keyof LitElement>]: E[Key] extends (...args: never[]) => unknown
    ? never
    : IfWritable<E, Key>;
}[Exclude<keyof E, keyof LitElement>];

/** The props of a wrapped element: its own properties, the handlers of its events, and what every HTML element takes. */
export type ElementProps<E extends HTMLElement, Events> = Partial<Pick<E, OwnProperties<E>>> &
  EventHandlers<Events> &
  Omit<HTMLAttributes<E>, OwnProperties<E> | keyof EventHandlers<Events>>;

/** A React component for the element `E` with the events `Events`. */
export type ElementComponent<E extends HTMLElement, Events> = ForwardRefExoticComponent<
  ElementProps<E, Events> & RefAttributes<E>
>;

/** `<emotion-meter>` as a React component. */
export const EmotionMeter = wrap<EmotionMeterElement, EmotionMeterEventMap>(
  'emotion-meter',
  EmotionMeterElement,
  {
    'emotion-frame': true,
    'emotion-change': true,
    'emotion-alert': true,
    'speech-start': true,
    'speech-end': true,
    'state-change': true,
    'load-progress': true,
    'emotion-error': true,
  },
);

/** `<emotion-timeline>` as a React component. */
export const EmotionTimeline = wrap<EmotionTimelineElement, unknown>(
  'emotion-timeline',
  EmotionTimelineElement,
  {},
);

/** `<emotion-badge>` as a React component. */
export const EmotionBadge = wrap<EmotionBadgeElement, unknown>('emotion-badge', EmotionBadgeElement, {});

/** `<emotion-call-panel>` as a React component. */
export const EmotionCallPanel = wrap<
  EmotionCallPanelElement,
  CallPanelEventMap & Pick<EmotionMeterEventMap, 'state-change' | 'emotion-error'>
>('emotion-call-panel', EmotionCallPanelElement, {
  'call-frame': true,
  'call-alert': true,
  'call-mark': true,
  'state-change': true,
  'emotion-error': true,
});

/** The component for the element `tagName`; `events` names all of `Events`, since types are gone when this runs. */
function wrap<E extends HTMLElement, Events>(
  tagName: string,
  elementClass: new () => E,
  events: Readonly<Record<keyof Events & string, true>>,
): ElementComponent<E, Events> {
  const handlers = Object.fromEntries(Object.keys(events).map((name) => [handlerName(name), name]));
  const component: unknown = createComponent({ react: React, tagName, elementClass, events: handlers });
  return component as ElementComponent<E, Events>;
}

function handlerName(event: string): string {
  const words = event.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `on${words.join('')}`;
}
