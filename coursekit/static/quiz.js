// @ts-check
// Brings a quiz form alive: on a page of the built book as a classic script, in a live kernel as a module made
// of this same text. The form is complete without it. It reads the key from the folded answers, so that there is
// one copy of every text.

/**
 * @typedef {string | string[] | null} Given  what the reader entered; null if nothing
 * @typedef {{response: Given, tries: number}} Answer  a checked response
 * @typedef {{right: number, answered: number, questions: number}} Score
 * @typedef {{value: string, correct: boolean, tolerance: number}} Key  one line of the folded answers
 * @typedef {{
 *   read: (fieldset: HTMLFieldSetElement) => Given,
 *   write: (fieldset: HTMLFieldSetElement, response: Given) => void,
 *   grade: (response: Given, keys: Key[]) => boolean,
 *   lines: (response: Given, keys: Key[]) => number[],
 *   ask: string,
 * }} QuestionType  `lines` gives the positions of the answers whose feedback the response has earned
 */

var CoursekitQuiz = (() => {
  "use strict";

  /** The same slack as in Python: 0.1 + 0.2 is not 0.3 in either language.
   * @param {number} number @param {number} answer @param {number} tolerance */
  const within = (number, answer, tolerance) =>
    Math.abs(number - answer) <= tolerance + 1e-9 * Math.max(1, Math.abs(answer));

  /** Reads what a reader wrote as a number: "10,993", "6,6", "55.5 %". The rule is that of `read_number` in Python.
   * @param {unknown} response @returns {number | null} */
  function readNumber(response) {
    let text = String(response).replace(/[\s\x1c-\x1f\x85]/g, "").replace(/\u2212/g, "-").replace(/%$/, "");
    if (text.length > 30 || Array.isArray(response)) return null;
    if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replace(/,/g, "");
    else if (/^[+-]?\d+,\d+$/.test(text)) text = text.replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
  }

  /** @param {HTMLFieldSetElement} fieldset @returns {HTMLInputElement[]} */
  const inputs = (fieldset) => Array.from(fieldset.querySelectorAll(".quiz-controls input"));

  /** @param {Given} response @returns {string[]} */
  const asList = (response) => (Array.isArray(response) ? response.map(String) : response === null ? [] : [String(response)]);

  /** What a reader can have entered, also by way of Python. @param {unknown} response */
  const isResponse = (response) => ["string", "number"].includes(typeof response) || Array.isArray(response);

  /** Radio buttons: single choice, true or false. @type {QuestionType} */
  const oneOf = {
    ask: "Choose an answer first.",
    read: (fieldset) => inputs(fieldset).find((input) => input.checked)?.value ?? null,
    write: (fieldset, response) => inputs(fieldset).forEach((input) => (input.checked = input.value === response)),
    grade: (response, keys) => keys.some((key) => key.correct && key.value === response),
    lines: (response, keys) => keys.flatMap((key, at) => (key.value === response ? [at] : [])),
  };

  /** Checkboxes. @type {QuestionType} */
  const anyOf = {
    ask: "Tick at least one answer first.",
    read: (fieldset) => {
      const ticked = inputs(fieldset).filter((input) => input.checked).map((input) => input.value);
      return ticked.length ? ticked : null;
    },
    write: (fieldset, response) =>
      inputs(fieldset).forEach((input) => (input.checked = asList(response).includes(input.value))),
    grade: (response, keys) =>
      Array.isArray(response) && keys.every((key) => key.correct === response.includes(key.value)) &&
      response.every((value) => keys.some((key) => key.value === value)),
    lines: (response, keys) => keys.flatMap((key, at) => (asList(response).includes(key.value) ? [at] : [])),
  };

  /** A number in a text field. The last line of the answers stands for any other number. @type {QuestionType} */
  const number = {
    ask: "Write a number first, such as 12 or 55.5.",
    read: (fieldset) => (readNumber(inputs(fieldset)[0]?.value ?? "") === null ? null : inputs(fieldset)[0].value.trim()),
    write: (fieldset, response) => inputs(fieldset).forEach((input) => (input.value = asList(response)[0] ?? "")),
    grade: (response, keys) => {
      const given = response === null ? null : readNumber(response);
      return given !== null && keys.some((key) => key.correct && within(given, Number(key.value), key.tolerance));
    },
    lines: (response, keys) => {
      const given = readNumber(response);
      const at = keys.findIndex((key) => key.value !== "" && given !== null && within(given, Number(key.value), key.tolerance));
      return [at === -1 ? keys.length - 1 : at];
    },
  };

  /** One entry per question type; the names are those of the question banks. @type {Record<string, QuestionType>} */
  const TYPES = { single_choice: oneOf, true_false: oneOf, multiple_choice: anyOf, numeric: number };

  /** @param {HTMLFieldSetElement} fieldset @returns {{line: HTMLElement, key: Key}[]} */
  const answerLines = (fieldset) =>
    Array.from(fieldset.querySelectorAll(".quiz-answer li")).map((item) => {
      const line = /** @type {HTMLElement} */ (item);
      const { value = "", correct, tolerance = "0" } = line.dataset;
      return { line, key: { value, correct: correct === "true", tolerance: Number(tolerance) } };
    });

  /** Grades a response to a question by the rule of its type. @param {HTMLFieldSetElement} fieldset @param {Given} response */
  const grade = (fieldset, response) =>
    TYPES[fieldset.dataset.questionType ?? ""].grade(response, answerLines(fieldset).map(({ key }) => key));

  /** @param {Element} parent @param {string} selector @returns {HTMLElement} */
  function part(parent, selector) {
    const found = parent.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new Error(`quiz: no ${selector} in the form`);
    return found;
  }

  /** @param {string} tag @param {string} className @param {string} text */
  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  /**
   * Brings one form alive.
   * @param {HTMLFormElement} form
   * @param {{answers?: Record<string, Answer>, changed?: (answers: Record<string, Answer>, score: Score) => void}} [options]
   * @returns {{restore: (answers: Record<string, Answer>) => void}}
   */
  function enhance(form, { answers = {}, changed = () => {} } = {}) {
    /** What was checked, by question id. @type {Map<string, Answer>} */
    const given = new Map();
    /** Checks made so far, kept over a retry. @type {Map<string, number>} */
    const tries = new Map();
    const fieldsets = /** @type {HTMLFieldSetElement[]} */ (Array.from(form.querySelectorAll("fieldset[data-question-id]")));
    const idOf = (/** @type {HTMLFieldSetElement} */ fieldset) => fieldset.dataset.questionId ?? "";
    const typeOf = (/** @type {HTMLFieldSetElement} */ fieldset) => TYPES[fieldset.dataset.questionType ?? ""];

    /** @returns {Score} */
    function score() {
      const checked = fieldsets.filter((fieldset) => given.has(idOf(fieldset)));
      const right = checked.filter((fieldset) => grade(fieldset, given.get(idOf(fieldset))?.response ?? null));
      return { right: right.length, answered: checked.length, questions: fieldsets.length };
    }

    /** @returns {string} the score in words, also shown under the quiz */
    function showScore() {
      const { right, answered, questions } = score();
      const left = questions - answered;
      const words = `Score: ${right} of ${questions} right` + (left ? `, ${left} still to answer.` : ".");
      part(form, ".quiz-score").textContent = words;
      return left ? "" : words;
    }

    /** Shows a question as checked or as open. @param {HTMLFieldSetElement} fieldset */
    function show(fieldset) {
      const answer = given.get(idOf(fieldset));
      const right = answer !== undefined && grade(fieldset, answer.response);
      inputs(fieldset).forEach((input) => (input.disabled = answer !== undefined));
      part(fieldset, '[data-action="check"]').hidden = answer !== undefined;
      part(fieldset, '[data-action="retry"]').hidden = answer === undefined;
      part(fieldset, ".quiz-answer").hidden = answer === undefined;
      if (answer === undefined) {
        delete fieldset.dataset.result;
        part(fieldset, ".quiz-feedback").replaceChildren();
        return;
      }
      fieldset.dataset.result = right ? "right" : "wrong";
      part(fieldset, ".quiz-feedback").replaceChildren(...feedback(fieldset, answer, right));
    }

    /** @param {HTMLFieldSetElement} fieldset @param {Answer} answer @param {boolean} right @returns {Node[]} */
    function feedback(fieldset, answer, right) {
      const lines = answerLines(fieldset);
      const several = Array.isArray(answer.response);
      const missing = lines.filter(({ key }) => key.correct && !asList(answer.response).includes(key.value)).length;
      const verdict = right ? "Right." : several && missing ? "Not yet: something is missing." : "Not right.";
      const nodes = [element("p", "quiz-result", verdict)];
      for (const at of typeOf(fieldset).lines(answer.response, lines.map(({ key }) => key))) {
        const box = element("div", "quiz-why", "");
        if (several) box.append(element("p", "quiz-chosen", (lines[at].key.correct ? "Right: " : "Not right: ") + labelOf(lines[at].line)));
        box.append(...clones(part(lines[at].line, ".quiz-why")));
        nodes.push(box);
      }
      if (right) nodes.push(...clones(part(fieldset, ".quiz-answer"), ".quiz-explanation, .quiz-references"));
      return nodes;
    }

    /** @param {HTMLElement} line @returns {string} the words of an answer, without "Right:" */
    function labelOf(line) {
      const words = /** @type {HTMLElement} */ (part(line, "p").cloneNode(true));
      words.querySelector("strong")?.remove();
      return (words.textContent ?? "").trim();
    }

    /** @param {Element} source @param {string} [selector] @returns {HTMLElement[]} */
    const clones = (source, selector) =>
      /** @type {HTMLElement[]} */ (
        Array.from(selector ? source.querySelectorAll(selector) : source.children).map((node) => node.cloneNode(true))
      );

    /** @param {HTMLFieldSetElement} fieldset */
    function check(fieldset) {
      const id = idOf(fieldset);
      if (given.has(id)) return;
      const response = typeOf(fieldset).read(fieldset);
      if (response === null) {
        part(fieldset, ".quiz-feedback").replaceChildren(element("p", "quiz-ask", typeOf(fieldset).ask));
        inputs(fieldset)[0]?.focus();
        return;
      }
      tries.set(id, (tries.get(id) ?? 0) + 1);
      given.set(id, { response, tries: tries.get(id) ?? 1 });
      show(fieldset);
      const done = showScore();
      if (done) part(fieldset, ".quiz-feedback").append(element("p", "quiz-done", done));
      part(fieldset, '[data-action="retry"]').focus();
      changed(Object.fromEntries(given), score());
    }

    /** @param {HTMLFieldSetElement} fieldset */
    function retry(fieldset) {
      given.delete(idOf(fieldset));
      show(fieldset);
      showScore();
      (inputs(fieldset).find((input) => input.checked) ?? inputs(fieldset)[0])?.focus();
      changed(Object.fromEntries(given), score());
    }

    /** Puts the quiz into the state of these answers; unknown questions and shapes are passed over.
     * @param {Record<string, Answer>} answers */
    function restore(answers) {
      given.clear();
      tries.clear();
      for (const fieldset of fieldsets) {
        const answer = answers?.[idOf(fieldset)];
        const response = isResponse(answer?.response) ? answer.response : null;
        typeOf(fieldset).write(fieldset, response);
        if (response !== null) {
          tries.set(idOf(fieldset), Number(answer?.tries) || 1);
          given.set(idOf(fieldset), { response, tries: tries.get(idOf(fieldset)) ?? 1 });
        }
        show(fieldset);
      }
      showScore();
    }

    for (const fieldset of fieldsets) {
      part(fieldset, '[data-action="check"]').addEventListener("click", () => check(fieldset));
      part(fieldset, '[data-action="retry"]').addEventListener("click", () => retry(fieldset));
    }
    form.addEventListener("submit", (event) => {
      // Enter in a field checks that question and leaves the page where it is.
      event.preventDefault();
    });
    form.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key !== "Enter" || !(target instanceof HTMLInputElement)) return;
      event.preventDefault();
      const fieldset = /** @type {HTMLFieldSetElement | null} */ (target.closest("fieldset[data-question-id]"));
      if (fieldset) check(fieldset);
    });
    form.setAttribute("data-quiz-ready", "true"); // form.dataset is the control of a question called "dataset", if any
    restore(answers);
    return { restore };
  }

  /** The widget of a live kernel: the form comes from Python, answers and score go back.
   * @param {{model: any, el: HTMLElement}} context */
  function render({ model, el }) {
    el.innerHTML = model.get("html");
    const form = /** @type {HTMLFormElement} */ (part(el, "form.quiz"));
    let own = false; // a change of ours comes back as an event
    const quiz = enhance(form, {
      answers: model.get("answers"),
      changed: (answers, score) => {
        own = true;
        model.set("answers", answers);
        model.set("score", score);
        model.save_changes();
        own = false;
      },
    });
    const restore = () => own || quiz.restore(model.get("answers"));
    model.on("change:answers", restore);
    // JupyterLab's shortcuts must not take the keys that a form needs.
    form.setAttribute("data-lm-suppress-shortcuts", "true");
    return () => model.off("change:answers", restore);
  }

  return { enhance, grade, widget: { render } };
})();

if (typeof document !== "undefined" && document.currentScript) {
  const start = () =>
    document.querySelectorAll("form.quiz").forEach((form) => CoursekitQuiz.enhance(/** @type {HTMLFormElement} */ (form)));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
