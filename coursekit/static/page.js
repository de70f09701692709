/*
 * What the pages use of two libraries, without their weight: of Bootstrap the menus
 * and the names of buttons that show on focus (page.css); of clipboard.js the copying.
 */

{
  /**
   * Put a text on the clipboard.
   * @param {string} text
   * @returns {Promise<boolean>} whether it is there
   */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // not offered over plain http, or not allowed: the older way
      const field = document.createElement("textarea");
      field.value = text;
      field.style.cssText = "position: fixed; inset-inline-start: -9999px";
      const focused = document.activeElement;
      document.body.append(field);
      field.select();
      const copied = document.execCommand("copy");
      field.remove();
      focused?.focus();
      return copied;
    }
  };

  /** The part of clipboard.js that copybutton.js uses. */
  window.ClipboardJS = class {
    /**
     * @param {string} selector the buttons
     * @param {{text: (button: Element) => string}} options what a button copies
     */
    constructor(selector, options) {
      /** @type {Record<string, (event: {trigger: Element}) => void>} */
      this.handlers = {};
      document.addEventListener("click", async (event) => {
        const trigger = event.target.closest(selector);
        if (trigger) this.handlers[(await copy(options.text(trigger))) ? "success" : "error"]?.({ trigger });
      });
    }

    /** @param {"success" | "error"} name @param {(event: {trigger: Element}) => void} handler */
    on(name, handler) {
      this.handlers[name] = handler;
    }
  };

  /**
   * Let a button open and close the menu that follows it: by click, arrow keys, Escape, a click or a Tab elsewhere.
   * @param {HTMLElement} button
   */
  const dropdown = (button) => {
    const menu = button.nextElementSibling;
    const items = () => [...menu.querySelectorAll("a[href], button:not(:disabled)")];
    const show = (open) => {
      for (const element of [button, menu]) element.classList.toggle("show", open);
      button.setAttribute("aria-expanded", String(open));
    };
    const isOpen = () => menu.classList.contains("show");
    button.addEventListener("click", () => show(!isOpen()));
    button.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape" && isOpen()) {
        show(false);
        button.focus();
      } else if (step) {
        event.preventDefault();
        show(true);
        const at = items().indexOf(document.activeElement);
        items()[at < 0 && step < 0 ? items().length - 1 : Math.min(Math.max(at + step, 0), items().length - 1)].focus();
      }
    });
    button.parentElement.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !button.parentElement.contains(event.relatedTarget)) show(false);
    });
    document.addEventListener("click", (event) => {
      if (!button.parentElement.contains(event.target)) show(false);
    });
  };

  /** Buttons that the policy of the page lets no attribute bind. */
  const does = { print: () => window.print(), "full-screen": () => window.toggleFullScreen() };
  document.addEventListener("click", ({ target }) => does[target.closest("[data-does]")?.dataset.does]?.());

  /*
   * Whether a table or a block of code scrolls, and so must be reached by keyboard, is measured when it is near, or
   * when a reader begins to go by Tab: to measure what is far would lay out what nobody has asked to see.
   */
  const far = new Set();
  /** @param {HTMLElement} element */
  const measure = (element) => {
    far.delete(element);
    near.unobserve(element);
    element.tabIndex = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight ? 0 : -1;
  };
  const near = new IntersectionObserver(
    (seen) => seen.forEach(({ isIntersecting, target }) => isIntersecting && measure(target)),
    { rootMargin: "50% 0px" },
  );
  /** Called by the theme's script for each such element, again when the page changes. */
  window.markScroller = (element) => {
    if (!element.hasAttribute("tabindex")) element.tabIndex = 0; // until it is known better: what scrolls is never missed
    far.add(element);
    near.unobserve(element); // so that it is told again what is near
    near.observe(element);
  };
  document.addEventListener("keydown", ({ key }) => key === "Tab" && far.forEach(measure));

  /*
   * This script may be here before the page is. It looks when the whole page was first drawn by an observer: an
   * animation frame would have it run in one go with the drawing.
   */
  const drawn = new Promise((done) => {
    const wait = () => {
      const frames = new IntersectionObserver(() => {
        frames.disconnect();
        done();
      });
      frames.observe(document.body);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wait);
    else wait();
  });
  /** Called by the theme's scripts for all they do to a page. @param {() => void} work done once it was read and drawn */
  window.afterPaint = (work) => drawn.then(() => setTimeout(work));

  afterPaint(() => {
    document.querySelectorAll('[data-bs-toggle="dropdown"]').forEach(dropdown);
    for (const button of document.querySelectorAll("[data-bs-title]")) button.title = button.dataset.bsTitle;
    const root = document.documentElement, scheme = document.querySelector(".theme-switch-button");
    const tell = () => scheme?.setAttribute("aria-label", `Light or dark: ${root.dataset.mode === "auto" ? "as the system" : root.dataset.mode}`);
    new MutationObserver(tell).observe(root, { attributeFilter: ["data-mode"] });
    tell();

    // A browser goes to a place once, and may do so before a fold is open or what stands before has its height.
    const [{ type }] = performance.getEntriesByType("navigation");
    if (type === "navigate") document.querySelector(":target")?.scrollIntoView();
  });

  // Of files, a browser does not let the page of search results read the pages it would quote from.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
