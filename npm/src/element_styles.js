// Style sheets of the elements. Custom properties and parts are for pages to change them.

const COLOURS = `
  :host {
    --offcut-accent: #1f6feb;
    --offcut-surface: #fffffff0;
    --offcut-text: #1d2129;
    --offcut-line: #00000026;
    --offcut-square: #0000001a;
    --offcut-radius: 12px;
  }
  /* Where the page is dark, and not only the system. */
  @supports (color: light-dark(red, red)) {
    :host {
      --offcut-accent: light-dark(#1f6feb, #7ab0ff);
      --offcut-surface: light-dark(#fffffff0, #1f2329f0);
      --offcut-text: light-dark(#1d2129, #f2f4f8);
      --offcut-line: light-dark(#00000026, #ffffff33);
      --offcut-square: light-dark(#0000001a, #ffffff1f);
    }
  }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
`;

const PILL = `
  color: var(--offcut-text);
  background: var(--offcut-surface);
  border-radius: 999px;
  box-shadow: 0 0 0 1px var(--offcut-line), 0 2px 10px #0000002e;
  font: 500 13px/1.3 system-ui, sans-serif;
`;

export const IMAGE_CSS = `${COLOURS}
  :host {
    display: inline-block;
    position: relative;
    max-width: 100%;
    vertical-align: middle;
  }
  .frame {
    position: relative;
    display: grid;
    inline-size: fit-content;
    max-inline-size: 100%;
    overflow: clip;
    border-radius: var(--offcut-radius);
  }
  /* Original and result take the same cell, so that nothing moves when one replaces the other. */
  slot, .image { grid-area: 1 / 1; min-width: 0; }
  slot { display: block; }
  ::slotted(*), .original, .image { display: block; max-width: 100%; height: auto; }
  .image {
    background: repeating-conic-gradient(var(--offcut-square) 0 25%, transparent 0 50%) 0 0 / 20px 20px;
    border-radius: inherit;
  }
  .image[hidden], .original:not([src]), .frame.shown slot { display: none; }
  /* A result of the photo's own shape is as large as the photo is shown. */
  .frame.shown.same slot { display: block; visibility: hidden; }
  .frame.same .image { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
  .frame.busy slot { filter: saturate(.55) brightness(1.02); }
  .status {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: var(--offcut-status-inset, 12px auto);
    max-inline-size: calc(100% - 24px);
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 7px 12px;
    ${PILL}
  }
  /* Over a photo, or below what there is in its place. */
  .frame.failed.bare { gap: 8px; padding: 8px; }
  .frame.failed.bare .status { position: static; max-inline-size: none; }
  .frame:not(.busy, .failed) .status {
    /* Said, but not shown. */
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    padding: 0;
    overflow: hidden;
    white-space: nowrap;
  }
  .spinner {
    flex: none;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    border: 2px solid var(--offcut-line);
    border-block-start-color: var(--offcut-accent);
  }
  .frame:not(.busy) .spinner { display: none; }
  .retry {
    flex: none;
    margin: -3px;
    margin-inline-end: -8px;
    padding: 3px 10px;
    border: 0;
    border-radius: 999px;
    background: none;
    color: var(--offcut-accent);
    font: inherit;
    font-weight: 650;
    white-space: nowrap;
    cursor: pointer;
  }
  .retry:hover { background: var(--offcut-square); }
  .status:focus { outline: 0; }
  .retry:focus-visible { outline: 2px solid var(--offcut-accent); outline-offset: 1px; }
  .frame:not(.failed) .retry { display: none; }
  @media (prefers-reduced-motion: no-preference) {
    slot { transition: filter .3s; }
    .image { animation: appear .35s ease-out; }
    .spinner { animation: turn .8s linear infinite; }
  }
  @media (forced-colors: active) {
    .status { border: 1px solid CanvasText; }
  }
  @keyframes appear { from { opacity: 0; } }
  @keyframes turn { to { transform: rotate(1turn); } }
`;

export const COMPARE_CSS = `${COLOURS}
  :host {
    display: block;
    position: relative;
    max-width: 100%;
    width: fit-content;
    border-radius: var(--offcut-radius);
  }
  .frame {
    --position: 50%;
    --before: 0 calc(100% - var(--position)) 0 0;
    --after: 0 0 0 var(--position);
    position: relative;
    overflow: clip;
    border-radius: inherit;
    cursor: ew-resize;
    /* A finger that moves up or down scrolls the page. */
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  .frame:dir(rtl) {
    --before: 0 0 0 calc(100% - var(--position));
    --after: 0 var(--position) 0 0;
  }
  ::slotted(*) { display: block; max-width: 100%; --offcut-radius: 0px; --offcut-square: transparent; --offcut-status-inset: auto 12px; }
  .after {
    clip-path: inset(var(--after));
    background: repeating-conic-gradient(var(--offcut-square) 0 25%, transparent 0 50%) 0 0 / 20px 20px;
  }
  .before {
    position: absolute;
    inset: 0;
    clip-path: inset(var(--before));
  }
  .before ::slotted(*) { inline-size: 100%; block-size: 100%; object-fit: cover; }
  .line {
    position: absolute;
    inset-block: 0;
    inset-inline-start: var(--position);
    inline-size: 0;
    pointer-events: none;
  }
  .line::before {
    content: "";
    position: absolute;
    inset-block: 0;
    inset-inline-start: -1px;
    inline-size: 2px;
    background: #fff;
    box-shadow: 0 0 0 1px #00000040;
  }
  .handle {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: -21px;
    inline-size: 42px;
    block-size: 42px;
    margin-block-start: -21px;
    display: grid;
    place-items: center;
    ${PILL}
  }
  .handle svg { inline-size: 22px; block-size: 22px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  input {
    /* For keys and for screen readers; pointers move the line itself. */
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    pointer-events: none;
  }
  input:focus-visible ~ .line .handle { outline: 3px solid var(--offcut-accent); outline-offset: 3px; }
  .label {
    position: absolute;
    inset-block-start: 12px;
    max-inline-size: calc(50% - 18px);
    padding: 4px 10px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    pointer-events: none;
    ${PILL}
  }
  .label.start { inset-inline-start: 12px; }
  .label.end { inset-inline-end: 12px; }
  .label:empty { display: none; }
  @media (prefers-reduced-motion: no-preference) {
    .label { transition: opacity .2s; }
    .frame:not(.dragged) :is(.before, .after) { transition: clip-path .12s; }
    .frame:not(.dragged) .line { transition: inset-inline-start .12s; }
  }
  .label.covered { opacity: 0; }
  @media (forced-colors: active) {
    .handle { border: 2px solid CanvasText; }
  }
`;
