/** The report's style sheet: light or dark as the reader's system is. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d2129, #e6e8ec); --faint: light-dark(#d5d9e0, #3a4150);
  --paper: light-dark(#fff, #14171c); --blue: light-dark(#1b62b5, #6fb1ff); --orange: light-dark(#b3470b, #ffa25c); }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } h3, h4 { font-size: 1rem; margin-bottom: 0.3rem; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; display: block; overflow-x: auto; }
th, td { padding: 0.25rem 0.7rem; border-bottom: 1px solid var(--faint); text-align: left; font-variant-numeric: tabular-nums; }
thead th { font-weight: 600; border-bottom-width: 2px; }
.caveat { border-left: 4px solid var(--orange); padding-left: 0.8rem; }
.confusion td { text-align: right; }
.confusion td small { display: block; opacity: 0.8; }
.confusion .right { background: color-mix(in srgb, var(--blue) calc(var(--share) * 0.5), transparent); }
.confusion .wrong { background: color-mix(in srgb, var(--orange) calc(var(--share) * 0.5), transparent); }
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { text-align: center; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; fill: var(--ink); }
svg polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg polyline.trainAccuracy { stroke: var(--blue); stroke-dasharray: 5 3; } svg text.trainAccuracy { fill: var(--blue); }
svg polyline.validationAccuracy { stroke: var(--orange); } svg text.validationAccuracy { fill: var(--orange); }
svg .grid { stroke: var(--faint); } svg .tick { opacity: 0.8; }
svg .mark line { stroke: var(--ink); stroke-dasharray: 2 3; } svg .mark circle { fill: var(--orange); }
pre { overflow-x: auto; }
`;
