/**
 * A deck: reveal.js on a screen with room, a page to scroll on a phone. Letters of a slide that does not fit its box are
 * made smaller; keys in a question are the question's; a window of notes follows, where there is one.
 */
(() => {
  "use strict";
  const { Reveal, CoursekitQuiz } = /** @type {any} */ (window);
  const deck = /** @type {HTMLElement} */ (document.querySelector(".deck"));
  const SIZE = { width: 1280, height: 720 };
  const SMALLEST = 0.6; // of the letters of a slide
  const TALLEST = 520; // pixels of a drawing
  const ROOM = "(min-width: 700px) and (min-height: 380px)";

  /** Answers are those of this class: each opening begins anew, before the forms come alive. */
  const courses = new Set([...document.querySelectorAll("div.quiz")].map((form) => form.getAttribute("data-course")));
  courses.forEach((course) => CoursekitQuiz.store.erase(course));

  /** What must fit: a slide, or on a screen the question on it. @param {HTMLElement} slide @returns {HTMLElement} */
  const box = (slide) => (deck.classList.contains("reveal") && slide.querySelector(":scope > div.quiz")) || slide;

  /** Make a drawing so wide that it is so tall, if there is room. @param {HTMLElement} drawing @param {number} tall */
  function draw(drawing, tall) {
    const { width, height } = /** @type {SVGSVGElement} */ (drawing.querySelector("svg")).viewBox.baseVal;
    drawing.style.width = `${(tall * width) / height}px`;
  }

  /** Let a slide fit: first its drawing is made less tall, then all letters smaller. @param {HTMLElement} slide */
  function fit(slide) {
    if (!slide.clientHeight) return;
    const one = box(slide);
    const over = () => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1 || slide.scrollWidth > slide.clientWidth + 1;
    slide.style.fontSize = "";
    /** @type {HTMLElement | null} */
    const drawing = slide.querySelector(".chart-wide");
    for (let tall = TALLEST; drawing && tall >= TALLEST / 2; tall -= 20) {
      draw(drawing, tall);
      if (!over()) break;
    }
    for (let part = 0.96; over() && part >= SMALLEST; part -= 0.04) slide.style.fontSize = `${part}em`;
  }

  /** Keys in a field are the field's, and Space and Enter those of what they press. @param {KeyboardEvent} event */
  function free({ target, key }) {
    const at = target instanceof Element ? target : document.body;
    if (!at.closest(".slides")) return true;
    if (at.closest("input, select, textarea")) return false;
    return !(at.closest("button, summary, a") && [" ", "Enter"].includes(key));
  }

  /** The buttons of a presenter turn slides from within a field too. @param {KeyboardEvent} event */
  function leave(event) {
    const at = /** @type {HTMLElement} */ (event.target);
    if (!at.closest("input, select, textarea")) return;
    if (event.key === "Escape") at.blur();
    else if (event.key === "PageDown" && at.tagName === "INPUT") Reveal.next();
    else if (event.key === "PageUp" && at.tagName === "INPUT") Reveal.prev();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @type {Window | null} */
  let notes = null;
  const tell = () => {
    const number = Number(Reveal.getCurrentSlide()?.id.slice("slide-".length));
    notes?.postMessage({ coursekitSlide: number }, "*"); // files have no origin to name; a number is no secret
  };

  function openNotes() {
    notes = window.open(/** @type {string} */ (deck.dataset.notes), "coursekit-notes", "width=900,height=700");
  }

  function start() {
    deck.classList.add("reveal");
    Reveal.on("slidechanged", (/** @type {any} */ { currentSlide }) => { fit(currentSlide); tell(); });
    Reveal.on("ready", (/** @type {any} */ { currentSlide }) => fit(currentSlide));
    ["fragmentshown", "fragmenthidden"].forEach((name) => Reveal.on(name, (/** @type {any} */ { fragments, type }) => {
      fragments.forEach((/** @type {HTMLElement} */ one) => { if (one instanceof HTMLDetailsElement) one.open = type === "fragmentshown"; });
      fit(Reveal.getCurrentSlide());
    }));
    Reveal.initialize({
      ...SIZE, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none", backgroundTransition: "none",
      controlsTutorial: false, keyboardCondition: free, scrollActivationWidth: null,
    });
    // What is answered or opened makes a slide longer.
    deck.addEventListener("click", () => fit(Reveal.getCurrentSlide()));
    deck.addEventListener("toggle", () => fit(Reveal.getCurrentSlide()), true);
    document.addEventListener("keydown", leave, true);
    if (deck.dataset.notes) Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Notes in a window of their own" }, openNotes);
    window.addEventListener("message", ({ source, data }) => {
      if (!notes || source !== notes) return;
      if (data?.coursekitNotes === "ready") tell();
      if (data?.coursekitNotes === "next") Reveal.next();
      if (data?.coursekitNotes === "back") Reveal.prev();
    });
  }

  /** Paper has one slide to a page, each whole: the style sheet lays them out, and all are fitted there. */
  window.addEventListener("beforeprint", () => {
    deck.classList.remove("reveal");
    document.documentElement.classList.add("paper");
    document.querySelectorAll("section.slide").forEach((slide) => fit(/** @type {HTMLElement} */ (slide)));
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    if (!Reveal.isReady()) return;
    deck.classList.add("reveal");
    Reveal.layout();
    fit(Reveal.getCurrentSlide());
  });

  if (window.matchMedia(ROOM).matches) start();
})();
