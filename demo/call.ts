import { EmotionCallPanel, type AgentGround } from 'emotion-meter/call-panel';
import { find } from './find.js';
import { LoopbackCall } from './loopback-call.js';

const panel = find('#panel', EmotionCallPanel);
const ground = find('#ground', HTMLSelectElement);
const place = find('#call', HTMLButtonElement);
const hangUp = find('#hang-up', HTMLButtonElement);
let call: LoopbackCall | null = null;

panel.alerts = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 2000, refractoryMs: 10_000 }];

place.addEventListener('click', () => {
  place.disabled = true;
  LoopbackCall.place()
    .then((placed) => {
      call = placed;
      hangUp.disabled = false;
      panel.customerStream = placed.customer;
      panel.agentStream = placed.agent;
      return panel.start();
    })
    // The panel itself shows what hinders it.
    .catch((error: unknown) => {
      console.error(error);
      place.disabled = call !== null;
    });
});
hangUp.addEventListener('click', () => {
  call?.hangUp();
  call = null;
  hangUp.disabled = true;
  place.disabled = false;
});
ground.addEventListener('change', () => {
  panel.agentGround = ground.value as AgentGround;
  if (call) panel.start().catch(() => undefined);
});
