/*
 * Words of the glossary in a lesson tell what they mean beside them: under the pointer, on keyboard focus, and on a
 * first tap; a second tap, a click and Enter lead to the glossary. A screen reader has the same words as the
 * description of the link, so the bubble is for eyes alone.
 */

{
  const DELAY = 300;
  const bubble = document.createElement("div");
  bubble.className = "term-bubble";
  bubble.setAttribute("aria-hidden", "true");
  bubble.hidden = true;
  document.body.append(bubble);

  /** @type {HTMLAnchorElement | null} the word whose definition is shown */
  let word = null;
  /** @type {HTMLAnchorElement | null} the word that a finger has touched, if its definition was not shown then */
  let touched = null;
  let timer = 0;

  /** Put the bubble below its word, or above it where there is no room below; never beyond the edge. */
  const place = () => {
    if (!word) return;
    const at = word.getBoundingClientRect();
    const { width, height } = bubble.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    const below = at.bottom + 2;
    bubble.style.left = `${Math.max(8, Math.min(at.left, room))}px`;
    bubble.style.top = `${below + height <= window.innerHeight ? below : Math.max(8, at.top - height - 2)}px`;
  };

  /** @param {HTMLAnchorElement} link */
  const show = (link) => {
    clearTimeout(timer);
    if (word === link) return;
    const definition = document.getElementById(link.getAttribute("aria-describedby"));
    if (!definition) return;
    word = link;
    bubble.textContent = definition.textContent;
    if (touched) bubble.textContent += " Tap the word again for the glossary.";
    bubble.hidden = false;
    place();
  };

  const hide = () => {
    clearTimeout(timer);
    word = null;
    bubble.hidden = true;
  };

  /** Hide after a moment, so that a pointer can go from the word into the bubble; not while the word has focus. */
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => document.activeElement === word || hide(), DELAY);
  };

  /** @param {Event} event */
  const termOf = ({ target }) => (target instanceof Element ? target.closest("a.term") : null);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = termOf(event);
    if (link) show(link);
    else if (word && bubble.contains(event.target)) clearTimeout(timer);
    else if (word) leave();
  });
  document.documentElement.addEventListener("pointerleave", () => word && leave());
  document.addEventListener("focusin", (event) => {
    const link = termOf(event);
    if (link) show(link);
    else hide();
  });
  document.addEventListener("focusout", (event) => termOf(event) && !event.relatedTarget && hide());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    const link = termOf(event);
    touched = event.pointerType === "touch" && link !== word ? link : null;
    if (!link && !bubble.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = termOf(event);
    if (!link || link !== touched) return;
    event.preventDefault();
    show(link);
    touched = null;
  });
  for (const name of ["scroll", "resize"]) window.addEventListener(name, place, { passive: true });
}
