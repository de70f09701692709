// @ts-check
// Brings a quiz form alive. The form is complete without it. It reads the key from the folded answers, so that there is
// one copy of every text.

const SURE = "Press once more to erase your answers to this quiz.";

const newSeed = () => 1 + Math.floor(Math.random() * (2 ** 32 - 1));

/**
 * Brings one form alive.
 * @param {HTMLElement} form
 * @param {{answers?: Record<string, unknown>, keep?: boolean, changed?: (answers: Answers) => void}} [options]
 *   `answers` to begin with, instead of those kept in the browser; `keep` false forgets those
 * @returns {{restore: (answers?: unknown) => void, answers: () => Answers}}
 */
function enhance(form, { answers, keep = true, changed = () => {} } = {}) {
  const course = form.getAttribute("data-course") ?? "course";
  const kept = store.open(course, form.getAttribute("data-quiz-id") ?? "");
  const found = /** @type {HTMLFieldSetElement[]} */ (Array.from(form.querySelectorAll("fieldset[data-question-id]")));
  const views = found.map((fieldset, at) => new QuestionView(fieldset, at + 1));
  const note = part(form, ".quiz-note");

  const given = () => Object.fromEntries(views.filter(({ answer }) => answer.hash).map(({ id, answer }) => [id, answer]));

  /** What is said again is not announced again. @param {string} words */
  function say(words) {
    if (note.textContent !== words) note.textContent = words;
  }

  /** Keeps the answers to these questions, and says so if that fails. @param {QuestionView[]} some @param {number} [seed] */
  function save(some, seed) {
    const changes = Object.fromEntries(some.map(({ id, answer }) => [id, answer.hash ? answer : null]));
    say(kept.save(changes, seed) ? "" : "This browser keeps no answers: they last until the page is closed.");
    changed(given());
  }

  /** Shows the score and what stands below it. */
  function showWhole() {
    part(form, ".quiz-score").textContent = scoreWords(views);
    showSummary(part(form, ".quiz-summary"), views);
    const some = views.some(({ answer }) => answer.hash);
    form.querySelectorAll(".quiz-whole > button").forEach((one) => {
      const button = /** @type {HTMLElement} */ (one);
      button.hidden = button.dataset.action === "reset" && !some;
    });
  }

  /** What a reader entered while this script was still on its way. Not after a reload or a way back: there the browser
   * fills in itself, perhaps what has been erased since. @returns {Map<QuestionView, Answer>} */
  function readEarly() {
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    if (answers !== undefined || visit?.type !== "navigate") return new Map();
    const drafts = views.filter(({ kind }) => kind !== "ordering").map((view) => /** @type {const} */ ([view, view.draft()]));
    return new Map(drafts.filter(([, draft]) => draft.response !== null || draft.confidence !== null));
  }

  /** Puts the quiz into the state of these answers, or of those kept in the browser; an edited question is asked afresh.
   * @param {unknown} [raw] @param {Map<QuestionView, Answer>} [early]  drafts of questions of which nothing is kept */
  function restore(raw, early) {
    const saved = kept.load();
    const seed = saved.seed || newSeed();
    const known = raw === undefined ? saved.answers : cleanAnswers(raw);
    const focused = document.activeElement;
    for (const view of views) {
      const answer = /** @type {Answer | undefined} */ (own(known, view.id));
      view.answer = answer && (answer.hash === view.hash || (raw !== undefined && !answer.hash)) ? { ...answer, hash: view.hash } : early?.get(view) ?? blank();
      // One that was opened without a forecast shows the forecast that has come since, from a file of answers.
      if (view.kind === "forecast_outcome" && view.answer.checked && probability(view.answer.response) === null) view.answer.response = sealed(view) ?? view.answer.response;
      view.answer.share = view.share;
      view.write(seed);
      view.show();
    }
    if (focused !== document.activeElement && form.contains(focused)) /** @type {HTMLElement} */ (focused).focus(); // it was moved
    if (raw !== undefined || !saved.seed) kept.save(raw === undefined ? {} : Object.fromEntries(views.map(({ id, answer }) => [id, answer.hash ? answer : null])), seed);
    if (early?.size) save([...early.keys()]);
    showWhole();
  }

  /** The forecast that a question opens: it lies with the answers to another quiz. @param {QuestionView} view */
  function sealed(view) {
    const [quiz, question] = (view.fieldset.dataset.opens ?? "").split("/");
    const answer = /** @type {Answer | undefined} */ (own(store.open(course, quiz).load().answers, question));
    return answer?.checked ? answer.response : undefined;
  }

  /** @param {QuestionView} view */
  function check(view) {
    if (view.answer.checked) return;
    const draft = view.draft();
    const lacking = view.lacking(draft);
    if (lacking) {
      part(view.fieldset, ".quiz-feedback").replaceChildren(element("p", "quiz-ask", lacking));
      const empty = controls(view.fieldset).find((input) => !["radio", "checkbox"].includes(input.type) && !input.value.trim());
      (lacking === view.type.ask ? empty ?? controls(view.fieldset)[0] : view.confidence[0])?.focus();
      return;
    }
    if (view.kind === "forecast_outcome") draft.response = sealed(view) ?? { probability: "" };
    view.answer = { ...draft, checked: true, tries: view.answer.tries + 1, time: new Date().toISOString() };
    view.answer.share = view.share;
    view.show();
    save([view]);
    showWhole();
    if (views.every(({ answer }) => answer.checked)) part(view.fieldset, ".quiz-feedback").append(element("p", "quiz-done", `${scoreWords(views)} A summary stands below the last question.`));
    focusOn(view, ["retry", "summary"]);
  }

  /** Moves the focus to the first of these that can be seen. @param {QuestionView} view @param {string[]} places */
  function focusOn(view, places) {
    const targets = places.map((place) => /** @type {HTMLElement | null} */ (place === "summary" ? view.fieldset.querySelector(".quiz-answer:not([hidden]) > summary") : view.button(place)));
    targets.find((target) => target && !target.hidden)?.focus();
  }

  /** @param {QuestionView} view */
  function retry(view) {
    view.answer = { ...view.answer, checked: false, share: null };
    view.show();
    save([view]);
    showWhole();
    (controls(view.fieldset).find((input) => input.checked) ?? controls(view.fieldset)[0] ?? view.fieldset.querySelector("[data-move]"))?.focus();
  }

  /** @param {QuestionView} view */
  function reveal(view) {
    view.answer = { ...view.answer, revealed: true };
    view.show();
    save([view]);
    showWhole();
    focusOn(view, ["summary"]);
  }

  /** Asks once more before it forgets. @param {HTMLElement} button */
  function reset(button) {
    if (!button.dataset.sure) {
      button.dataset.sure = button.textContent ?? "";
      button.textContent = "Erase my answers to this quiz";
      say(SURE);
      return;
    }
    views.forEach((view) => (view.answer = blank()));
    save(views, newSeed());
    restore();
    calm(button);
    say("Your answers to this quiz are erased.");
    (controls(found[0])[0] ?? found[0].querySelector("button"))?.focus();
  }

  /** @param {HTMLElement} button */
  function calm(button) {
    button.textContent = button.dataset.sure ?? "";
    delete button.dataset.sure;
    if (note.textContent === SURE) say("");
  }

  /** Moves a step of an order by one place. @param {QuestionView} view @param {HTMLElement} button */
  function move(view, button) {
    const item = /** @type {HTMLElement} */ (button.closest("li"));
    const list = /** @type {HTMLElement} */ (item.parentElement);
    const up = button.dataset.move === "up";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (other && up) other.before(item);
    else if (other) other.after(item);
    button.focus();
    const place = Array.from(list.children).indexOf(item) + 1;
    const said = `${(part(item, ".quiz-step").textContent ?? "").trim()}: now ${place} of ${list.children.length}.`;
    part(view.fieldset, ".quiz-feedback").replaceChildren(element("p", "quiz-moved", said));
    keepDraft(view);
  }

  /** @param {QuestionView} view */
  function keepDraft(view) {
    if (view.answer.checked) return;
    view.answer = view.draft();
    save([view]);
    showWhole();
  }

  /** Prints this quiz alone, with or without a page of answers. @param {boolean} withAnswers */
  function print(withAnswers) {
    const key = element("section", "quiz-key");
    if (withAnswers) {
      key.append(element("h2", "", "Answers"));
      for (const { number, fieldset } of views) {
        const box = element("div", "");
        box.append(element("h3", "", `Question ${number}`), ...clones(part(fieldset, ".quiz-answer"), ":scope > :not(summary)"));
        key.append(box);
      }
      form.append(key);
    }
    document.documentElement.classList.add("quiz-printing");
    form.setAttribute("data-printing", "");
    const after = () => {
      key.remove();
      document.documentElement.classList.remove("quiz-printing");
      form.removeAttribute("data-printing");
    };
    window.addEventListener("afterprint", after, { once: true });
    window.print();
  }

  const actions = { check, retry, reveal };
  form.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const view = views.find(({ fieldset }) => fieldset.contains(button));
    if (!button) return;
    const { action = "" } = button.dataset;
    if (view && button.dataset.move) move(view, button);
    else if (view && Object.hasOwn(actions, action)) actions[/** @type {keyof typeof actions} */ (action)](view);
    else if (action === "reset") reset(button);
    else if (action.startsWith("print")) print(action === "print-answers");
  });
  form.addEventListener("input", (event) => {
    const view = views.find(({ fieldset }) => fieldset.contains(/** @type {Node} */ (event.target)));
    if (view) keepDraft(view);
  });
  form.addEventListener("focusout", (event) => {
    const button = /** @type {HTMLElement} */ (event.target);
    if (button.dataset.sure) calm(button);
  });
  form.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "Enter" || event.isComposing || !(target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const view = views.find(({ fieldset }) => fieldset.contains(target));
    if (view) check(view);
  });
  for (const view of views) {
    view.hints.forEach((hint, at) =>
      hint.addEventListener("toggle", () => {
        if (!hint.open || view.answer.hints > at) return;
        view.answer = { ...view.answer, hash: view.hash, hints: at + 1 };
        view.hints.forEach((one, place) => (one.hidden = place > view.answer.hints));
        save([view]);
        showWhole();
      }),
    );
  }
  if (!keep) kept.save(Object.fromEntries(views.map(({ id }) => [id, null])));
  restore(answers, readEarly());
  window.addEventListener("storage", (event) => {
    if (!form.isConnected || (event.key !== kept.key && event.key !== null)) return;
    if (event.newValue !== null) kept.rejoin(); // otherwise all was erased
    restore();
  });
  form.dataset.quizReady = "true";
  return { restore, answers: given };
}
