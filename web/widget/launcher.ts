/** How the launcher and the frame sit on the shop's page. */
export const look = `
:host {
  all: initial !important;
}
:host([hidden]), :host(:not([data-ready])) button {
  display: none !important;
}
button, iframe {
  position: fixed;
  z-index: 2147483000;
  right: max(20px, env(safe-area-inset-right));
  border: 0;
}
:host([data-position=left]) button, :host([data-position=left]) iframe {
  right: auto;
  left: max(20px, env(safe-area-inset-left));
}
button {
  bottom: max(20px, env(safe-area-inset-bottom));
  display: grid;
  place-items: center;
  width: 60px;
  height: 60px;
  padding: 0;
  border-radius: 50%;
  color: var(--ink);
  background: var(--accent);
  box-shadow: 0 1px 3px rgb(0 0 0 / .2), 0 6px 20px rgb(0 0 0 / .22);
  cursor: pointer;
  transition: transform .12s;
}
button:hover {
  transform: scale(1.05);
}
button:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 3px;
  box-shadow: 0 0 0 3px #fff;
}
svg {
  grid-area: 1 / 1;
  width: 28px;
  height: 28px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
}
:host([data-open]) .chat, :host(:not([data-open])) .down {
  visibility: hidden;
}
span {
  position: absolute;
  top: -3px;
  right: -3px;
  box-sizing: border-box;
  min-width: 22px;
  height: 22px;
  padding: 0 6px;
  border-radius: 11px;
  border: 2px solid #fff;
  font: 700 12px/18px system-ui, sans-serif;
  text-align: center;
  color: #fff;
  background: #b3261e;
}
span:empty, :host([data-open]) span {
  display: none;
}
iframe {
  bottom: 96px;
  width: 384px;
  max-width: calc(100vw - 40px);
  height: min(660px, calc(100vh - 116px));
  border-radius: 18px;
  color-scheme: light dark;
  background: Canvas;
  box-shadow: 0 2px 8px rgb(0 0 0 / .12), 0 16px 48px rgb(0 0 0 / .24);
  visibility: hidden;
  opacity: 0;
  transform: translateY(12px);
  transition: opacity .14s, transform .14s, visibility .14s;
}
:host([data-open]) iframe {
  visibility: visible;
  opacity: 1;
  transform: none;
}
@media (max-width: 520px), (max-height: 420px) {
  :host iframe, :host([data-position=left]) iframe {
    inset: 0 auto auto 0;
    width: 100vw;
    max-width: none;
    height: var(--height, 100dvh);
    border-radius: 0;
    box-shadow: none;
  }
  :host([data-open]) button {
    display: none;
  }
}
@media (prefers-reduced-motion: reduce) {
  button, iframe {
    transition: none;
  }
}
@media print {
  button, iframe {
    display: none;
  }
}
`
