/** Notes that follow the slides of the window that opened them, and turn them by the arrow keys. */
(() => {
  "use strict";
  const deck = /** @type {Window | null} */ (window.opener);
  if (!deck) return;
  const clock = /** @type {HTMLElement} */ (document.getElementById("clock"));
  const began = Date.now();
  const KEYS = /** @type {Record<string, string>} */ ({ ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back" });

  window.addEventListener("message", ({ source, data }) => {
    const note = source === deck && document.getElementById(`note-${Number(data?.coursekitSlide)}`);
    if (!note) return;
    document.querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    note.setAttribute("aria-current", "step");
    note.focus({ preventScroll: true });
    note.scrollIntoView();
  });
  window.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    deck.postMessage({ coursekitNotes: KEYS[event.key] }, "*");
  });
  const tick = () => {
    const minutes = Math.floor((Date.now() - began) / 60_000);
    clock.textContent = `${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })} · ${minutes} min`;
  };
  clock.hidden = false;
  tick();
  window.setInterval(tick, 10_000);
  deck.postMessage({ coursekitNotes: "ready" }, "*");
})();
