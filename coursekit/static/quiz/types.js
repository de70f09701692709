// @ts-check
// One entry per question type: how its controls are read and set, how a response is graded, which feedback it has earned.

/**
 * @typedef {{element: HTMLElement, key: Key}} Line  a line of the folded answers
 * @typedef {{line: Line, label: string, right: boolean | null}} Remark  feedback on a part of a response
 * @typedef {{
 *   ask: string,
 *   read: (fieldset: HTMLFieldSetElement) => Given | null,
 *   write: (fieldset: HTMLFieldSetElement, response: Given | null) => void,
 *   ready?: (response: Given) => boolean,
 *   grade: (response: unknown, keys: Key[]) => number | null,
 *   remarks: (response: Given, lines: Line[], fieldset: HTMLFieldSetElement) => Remark[],
 * }} QuestionType  `ask` is said when `ready` finds a response unfinished
 */

/** @param {Element} parent @param {string} selector @returns {HTMLElement} */
function part(parent, selector) {
  const found = parent.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`quiz: no ${selector} in the form`);
  return found;
}

/** @typedef {HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement} Control */
/** @param {HTMLFieldSetElement} fieldset @returns {Control[]} */
const controls = (fieldset) => Array.from(fieldset.querySelectorAll(".quiz-controls :is(input, select, textarea)"));

/** @param {HTMLFieldSetElement} fieldset @returns {Line[]} */
const answerLines = (fieldset) =>
  Array.from(fieldset.querySelectorAll(".quiz-answer > ul > li")).map((item) => {
    const element = /** @type {HTMLElement} */ (item);
    const { value = "", correct, item: name = "", low, high, written } = element.dataset;
    const key = { value, correct: correct === "true", item: name, low: Number(low), high: Number(high), written: written === "true" };
    return { element, key };
  });

/** The words of an answer without "Right:". @param {Line} line */
function labelOf({ element }) {
  const words = /** @type {HTMLElement} */ (part(element, "p").cloneNode(true));
  words.querySelector("strong")?.remove();
  return (words.textContent ?? "").trim();
}

/** @param {Key[]} keys */
const rightValues = (keys) => keys.filter((key) => key.correct).map((key) => key.value);

/** @param {Key} key */
const variants = (key) => key.value.split("\n");

/** Feedback of the first line that fits, or of the last. @param {Line[]} lines @param {(key: Key) => boolean} fits @returns {Remark[]} */
function oneRemark(lines, fits) {
  const line = lines.find(({ key }) => fits(key)) ?? lines[lines.length - 1];
  return line ? [{ line, label: "", right: null }] : [];
}

/** Radio buttons. @type {QuestionType} */
const oneOf = {
  ask: "Choose an answer first.",
  read: (fieldset) => controls(fieldset).find((input) => input.checked)?.value ?? null,
  write: (fieldset, response) => controls(fieldset).forEach((input) => (input.checked = input.value === response)),
  grade: (response, keys) => Number(keys.some((key) => key.correct && key.value === response)),
  remarks: (response, lines) => lines.filter(({ key }) => key.value === response).map((line) => ({ line, label: "", right: null })),
};

/** Checkboxes. @type {QuestionType} */
const anyOf = {
  ask: "Tick at least one answer first.",
  read: (fieldset) => {
    const ticked = controls(fieldset).filter((input) => input.checked).map((input) => input.value);
    return ticked.length ? ticked : null;
  },
  write: (fieldset, response) =>
    controls(fieldset).forEach((input) => (input.checked = isTexts(response) && response.includes(input.value))),
  grade: (response, keys) => chooseMany(response, rightValues(keys)),
  remarks: (response, lines) =>
    lines
      .filter(({ key }) => isTexts(response) && response.includes(key.value))
      .map((line) => ({ line, label: labelOf(line), right: line.key.correct })),
};

/** One text field. @type {Pick<QuestionType, "read" | "write">} */
const field = {
  read: (fieldset) => controls(fieldset)[0]?.value.trim() || null,
  write: (fieldset, response) => controls(fieldset).forEach((input) => (input.value = typeof response === "string" ? response : "")),
};

/** @param {number | null} given */
const within = (given) => (/** @type {Key} */ key) => given !== null && key.low <= given && given <= key.high;

/** @type {QuestionType} */
const numeric = {
  ...field,
  ask: "Write a number first, such as 12 or 55.5.",
  ready: (response) => readNumber(response) !== null,
  grade: (response, keys) => Number(keys.some((key) => key.correct && within(readNumber(response))(key))),
  remarks: (response, lines) => oneRemark(lines, within(readNumber(response))),
};

/** @type {QuestionType} */
const shortText = {
  ...field,
  ask: "Write an answer first.",
  ready: (response) => fold(response) !== "",
  grade: (response, keys) => {
    const right = keys.filter((key) => key.correct).flatMap(variants);
    const mistaken = keys.filter((key) => !key.correct && key.value).flatMap(variants);
    if (accepts(right, response, false)) return 1;
    return Number(!accepts(mistaken, response, false) && accepts(right, response, true));
  },
  remarks: (response, lines) => {
    const exact = lines.some(({ key }) => accepts(variants(key), response, false));
    return oneRemark(lines, (key) => accepts(variants(key), response, !exact));
  },
};

/** A control per item. @type {Pick<QuestionType, "read" | "write">} */
const perItem = {
  read: (fieldset) => {
    const given = Object.fromEntries(controls(fieldset).map((control) => [control.dataset.item ?? "", control.value.trim()]));
    return Object.values(given).some(Boolean) ? given : null;
  },
  write: (fieldset, response) =>
    controls(fieldset).forEach((control) => (control.value = String(own(response, control.dataset.item ?? "") ?? ""))),
};

/** @param {Given} response */
const allFilled = (response) => Object.values(response).every(Boolean);

/** @param {unknown} response @param {Key} key whether an item was given what it should be */
function itemRight(response, key) {
  const given = own(response, key.item);
  if (!key.written) return accepts(variants(key), given, false);
  return accepts(variants(key), given, false) || accepts(variants(key), given, true);
}

/** What was chosen for each item, said of each. @param {(response: unknown, key: Key) => boolean} isRight @returns {QuestionType} */
const items = (isRight) => ({
  ...perItem,
  ask: "Answer every line first.",
  ready: allFilled,
  grade: (response, keys) => keys.filter((key) => isRight(response, key)).length / keys.length,
  remarks: (response, lines, fieldset) =>
    lines.map((line, at) => {
      const control = controls(fieldset).find((one) => one.dataset.item === line.key.item);
      const label = control?.closest("label")?.querySelector("span")?.textContent ?? `Gap ${at + 1}, “${String(own(response, line.key.item) ?? "")}”`;
      return { line, label, right: isRight(response, line.key) };
    }),
});

/** Steps to be moved up and down. @type {QuestionType} */
const ordering = {
  ask: "",
  read: (fieldset) => Array.from(fieldset.querySelectorAll(".quiz-order > li"), (item) => /** @type {HTMLElement} */ (item).dataset.value ?? ""),
  write: (fieldset, response) => {
    const list = part(fieldset, ".quiz-order");
    const there = Array.from(list.children, (item) => /** @type {HTMLElement} */ (item));
    if (!isTexts(response) || response.length !== there.length) return;
    const known = there.map((item) => item.dataset.value ?? "");
    if (known.every((value) => response.includes(value)))
      list.append(...there.sort((a, b) => response.indexOf(a.dataset.value ?? "") - response.indexOf(b.dataset.value ?? "")));
  },
  grade: (response, keys) => order(response, keys.map((key) => key.value).filter(Boolean)),
  remarks: (response, lines) => {
    const share = ordering.grade(response, lines.map(({ key }) => key));
    return oneRemark(lines, (key) => !key.value && key.correct === (share === 1));
  },
};

/** A probability and a reason. Nothing is graded. @type {QuestionType} */
const forecast = {
  ...perItem,
  ask: "Write a probability from 0 to 100, and your reason, first.",
  ready: (response) => probability(response) !== null && allFilled(response),
  grade: () => null,
  remarks: () => [],
};

/** The forecast is fetched by the form: it lies with the answers to another quiz. @type {QuestionType} */
const outcome = { ask: "", read: () => null, write: () => {}, grade: () => null, remarks: () => [] };

/** The names are those of the question banks. @type {Record<string, QuestionType>} */
const TYPES = {
  single_choice: oneOf, true_false: oneOf, judgement: oneOf, multiple_choice: anyOf, numeric, short_text: shortText,
  matching: items((response, key) => own(response, key.item) === key.value),
  sorting: items((response, key) => own(response, key.item) === key.value),
  gaps: items(itemRight), ordering, forecast, forecast_outcome: outcome,
};

/** Grades a response to a question: the share that is right, or null where nothing is graded.
 * @param {HTMLFieldSetElement} fieldset @param {unknown} response */
const grade = (fieldset, response) =>
  TYPES[fieldset.dataset.questionType ?? ""].grade(response, answerLines(fieldset).map(({ key }) => key));
