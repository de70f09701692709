// @ts-check
// Brings an explorer alive: hides what the filter leaves out, keeps the filter in the address, and asks for the reader's
// verdict before the course's. The page is complete without it. Texts of the page are only ever set as text.
(() => {
  "use strict";

  /** @typedef {HTMLSelectElement | HTMLInputElement} Control */
  /** @typedef {Record<string, string>} Verdicts  the reader's, by claim */

  /** Whether an entry with these values fits what was chosen. @type {Record<string, (have: string[], want: string) => boolean>} */
  const RULES = {
    has: (have, want) => have.includes(want),
    not: (have, want) => !have.includes(want),
    from: (have, want) => have.some((one) => one >= want),
    to: (have, want) => have.some((one) => one <= want),
  };

  /** @template {Element} T @param {Element | DocumentFragment} where @param {string} selector @returns {T[]} */
  const all = (where, selector) => /** @type {T[]} */ (Array.from(where.querySelectorAll(selector)));

  /** @param {Element | DocumentFragment} where @param {string} selector @returns {HTMLElement} */
  function one(where, selector) {
    const found = /** @type {HTMLElement | null} */ (where.querySelector(selector));
    if (!found) throw new Error(`explorer: no ${selector} on this page`);
    return found;
  }

  /** Says something where listeners are told of changes; what is said already is not said again. @param {HTMLElement} where @param {string} text */
  function say(where, text) {
    if (where.textContent !== text) where.textContent = text;
  }

  /** The values of an entry. @param {Element} entry @param {string} name */
  const values = (entry, name) => (entry.getAttribute(`data-${name}`) ?? "").split(" ").filter(Boolean);

  /** @param {Control} control */
  const isSwitch = (control) => control instanceof HTMLInputElement;

  /** What a control asks for; nothing if it is out of use. @param {Control} control */
  function wanted(control) {
    if (control.disabled || (control instanceof HTMLInputElement && !control.checked)) return "";
    return control.value;
  }

  /** Puts a control to a value from the address; what it does not offer counts as nothing.
   * @param {Control} control @param {string} value */
  function put(control, value) {
    if (control instanceof HTMLInputElement) control.checked = value === control.value;
    else control.value = !control.disabled && Array.from(control.options).some((option) => option.value === value) ? value : "";
  }

  /** The filter of an explorer. @param {HTMLElement} root */
  function filter(root) {
    const form = /** @type {HTMLFormElement} */ (one(root, ".explorer-form"));
    const status = one(root, ".explorer-status");
    const controls = /** @type {Control[]} */ (all(form, "select, input"));
    const items = all(root, ".explorer-list > li");
    const drawn = all(root, ".tie");
    const groups = all(root, ".explorer-group");

    /** @param {Element} entry */
    const fits = (entry) =>
      controls.every((control) => {
        const want = wanted(control);
        const beingJudged = entry.hasAttribute("data-asked") && control.matches("[data-of=then], [data-of=now]");
        return !want || beingJudged || RULES[control.dataset.rule ?? "has"](values(entry, control.dataset.of ?? ""), want);
      });

    /** How many of these rest on what: counted apart, never as one sum. @param {Element[]} shown */
    function tally(shown) {
      const select = /** @type {HTMLSelectElement | null} */ (form.querySelector(`select[data-of="${root.dataset.tally}"]`));
      const counts = Array.from(select?.options ?? [])
        .filter((option) => option.value)
        .map((option) => `${option.text} ${shown.filter((entry) => values(entry, root.dataset.tally ?? "").includes(option.value)).length}`);
      return counts.length ? `: ${counts.join("; ")}` : "";
    }

    function show() {
      for (const entry of [...items, ...drawn]) entry.toggleAttribute("hidden", !fits(entry));
      const shown = items.filter((entry) => !entry.hasAttribute("hidden"));
      for (const group of groups) group.toggleAttribute("hidden", !shown.some((entry) => group.contains(entry)));
      const later = shown.filter((entry) => entry.closest(".explorer-later")).length;
      say(
        status,
        `${shown.length} of ${items.length} ${root.dataset.noun}` +
          (shown.length ? tally(shown) : ". Nothing fits: loosen the filter, or reset it") +
          (later ? `. Of these, ${later} later, in the fold at the end` : "") + ".",
      );
    }

    function write() {
      const chosen = new URLSearchParams(controls.map((control) => [control.name, wanted(control)]).filter(([, value]) => value));
      try {
        history.replaceState(history.state, "", String(chosen) ? `#${chosen}` : location.pathname + location.search);
      } catch {
        // a frame that may not change its address: the filter works all the same
      }
    }

    /** An address that names a place on the page is no filter, and leaves it as it is; one elsewhere does not stay. */
    function read() {
      const text = location.hash.slice(1);
      if (text && !text.includes("=")) {
        if (!root.contains(document.getElementById(text))) write();
        return;
      }
      const chosen = new URLSearchParams(text);
      controls.forEach((control) => put(control, chosen.get(control.name) ?? ""));
      show();
    }

    function changed() {
      show();
      write();
    }

    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    one(form, "[data-action=reset]").addEventListener("click", () => {
      controls.forEach((control) => put(control, ""));
      changed();
    });
    window.addEventListener("hashchange", read);
    return { form, read, changed };
  }

  /** The reader's verdicts in this browser; what cannot be kept lasts as long as the page is open.
   * @param {string} key @param {Set<string>} claims @param {Set<string>} scale */
  function keeper(key, claims, scale) {
    /** @type {Verdicts} */
    let known = {};
    let keeps = true;
    /** Whatever is found there is looked over: it may be old, or written by somebody else. @returns {Verdicts} */
    function load() {
      if (!keeps) return known;
      try {
        const raw = JSON.parse(localStorage.getItem(key) ?? "{}");
        known = Object.fromEntries(Object.entries(raw ?? {}).filter(([claim, verdict]) => claims.has(claim) && scale.has(verdict)));
      } catch {
        // blocked, or not ours: what this page knows stays
      }
      return known;
    }
    /** Another window may have written, so each change begins with what is there. @param {Verdicts} changes */
    function save(changes) {
      known = Object.fromEntries(Object.entries({ ...load(), ...changes }).filter(([, verdict]) => verdict));
      try {
        if (Object.keys(known).length) localStorage.setItem(key, JSON.stringify(known));
        else localStorage.removeItem(key);
        keeps = true;
      } catch {
        keeps = false;
      }
    }
    return { load, save, keeps: () => keeps };
  }

  /** Asks for the reader's verdict on each claim before the course's can be seen. A claim has a button, and gets its form
   * when that is pressed: forms for all would hold a phone up, and whoever goes by keyboard has one stop for each claim.
   * @param {HTMLElement} root @param {HTMLTemplateElement} template @param {ReturnType<typeof filter>} filtered */
  function judge(root, template, filtered) {
    const summary = one(root, ".explorer-summary");
    const said = one(summary, "p");
    const forget = one(summary, "[data-action=forget]");
    const locked = /** @type {HTMLSelectElement[]} */ (all(filtered.form, "select:disabled"));
    const folds = /** @type {HTMLDetailsElement[]} */ (all(root, ".explorer-verdict"));
    const options = Array.from(/** @type {HTMLSelectElement} */ (one(template.content, "select")).options).filter(({ value }) => value);
    const words = new Map(options.map((option) => [option.value, option.text]));
    const ids = new Set(folds.map((fold) => fold.dataset.claim ?? ""));
    const course = root.closest("[data-course]")?.getAttribute("data-course") ?? "course";
    const kept = keeper(`coursekit-explorer/${course}/claims`, ids, new Set(words.keys()));
    /** @param {string} selector */
    const made = (selector) => /** @type {HTMLElement} */ (one(template.content, selector).cloneNode(true));

    const claims = folds.map((fold) => {
      const box = made(".explorer-judge");
      const view = {
        id: fold.dataset.claim ?? "", fold, box,
        entry: /** @type {HTMLElement} */ (fold.closest("li")),
        yours: one(box, "p"), start: one(box, "button"),
        /** @type {HTMLElement | null} */ form: null,
      };
      view.start.addEventListener("click", () => {
        view.form = asked(view.id, fold);
        box.append(view.form);
        view.entry.dataset.asked = ""; // a filter by verdict does not take away what is being judged
        keep({ [view.id]: "" });
        one(view.form, "select").focus();
      });
      view.yours.id = `yours-${view.id}`;
      one(fold, "summary").setAttribute("aria-describedby", view.yours.id); // this is where a reader is led
      return view;
    });

    /** The form for a claim. @param {string} id @param {HTMLDetailsElement} fold */
    function asked(id, fold) {
      const form = made(".explorer-choice");
      const select = /** @type {HTMLSelectElement} */ (one(form, "select"));
      one(form, ".explorer-id").textContent = id;
      one(form, "button").addEventListener("click", () => {
        if (!select.reportValidity()) return;
        keep({ [id]: select.value });
        fold.open = true;
        one(fold, "summary").focus();
      });
      return form;
    }

    /** @param {Verdicts} changes */
    function keep(changes) {
      kept.save(changes);
      show();
      filtered.changed();
    }

    function show() {
      const mine = kept.load();
      for (const view of claims) {
        const { id, fold, entry, yours, start } = view;
        const verdict = mine[id] ?? "";
        if (verdict) {
          view.form?.remove();
          view.form = null;
          delete entry.dataset.asked;
        }
        yours.textContent = verdict ? `Your verdict: ${words.get(verdict)}. The course’s, for the same day: ${fold.dataset.words}.` : "";
        yours.hidden = fold.hidden = !verdict;
        start.textContent = verdict ? "Judge again" : `Judge ${id}`;
        start.hidden = Boolean(view.form); // a choice not yet shown stays
        fold.open = fold.open && Boolean(verdict);
        for (const name of ["then", "now"]) {
          if (verdict) entry.setAttribute(`data-${name}`, fold.getAttribute(`data-${name}`) ?? "");
          else entry.removeAttribute(`data-${name}`);
        }
      }
      sumUp(mine);
    }

    /** Counts without praise or blame; what the course gives no verdict on is not compared. @param {Verdicts} mine */
    function sumUp(mine) {
      const judged = claims.filter(({ id }) => mine[id]);
      const compared = judged.filter(({ fold }) => fold.dataset.then !== "not-checkable");
      const same = compared.filter(({ id, fold }) => fold.dataset.then === mine[id]).length;
      const place = kept.keeps() ? "Your verdicts are kept in this browser and go nowhere else." : "This browser keeps nothing: your verdicts last until the page is closed.";
      say(
        said,
        judged.length
          ? `You judged ${judged.length}. The course has a verdict on ${compared.length} of them, the same as yours in ${same}. It is one coder’s; a well-argued other verdict stands. ${place}`
          : `You have judged none yet. ${place}`,
      );
      forget.hidden = !judged.length;
      for (const select of locked) {
        select.disabled = !judged.length;
        /** @type {HTMLElement} */ (select.parentElement).hidden = !judged.length;
        if (!judged.length) select.value = "";
      }
    }

    forget.addEventListener("click", () => {
      keep(Object.fromEntries([...ids].map((id) => [id, ""])));
      (claims.find((view) => view.start.checkVisibility())?.start ?? one(filtered.form, "select")).focus();
    });
    summary.hidden = false;
    show();
    for (const { box, fold } of claims) fold.before(box);
  }

  function start() {
    for (const root of /** @type {HTMLElement[]} */ (all(document.body, ".explorer"))) {
      const filtered = filter(root);
      const template = root.querySelector("template");
      if (template) judge(root, template, filtered);
      filtered.form.hidden = false;
      filtered.read();
      root.dataset.ready = "";
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
