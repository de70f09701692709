// @ts-check
// One question of a form: its controls, its buttons, its feedback.

/** Numbers from 0 to 1 that follow from a seed (mulberry32). @param {number} seed @returns {() => number} */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** Returns the items in an order that follows from the seed and from theirs. @param {Element[]} items @param {number} seed @param {string} salt */
function shuffled(items, seed, salt) {
  const next = random([...salt].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, seed));
  const children = [...items];
  for (let at = children.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [children[at], children[other]] = [children[other], children[at]];
  }
  return children;
}

/** @param {Element} source @param {string} [selector] @returns {Node[]} */
const clones = (source, selector) => Array.from(selector ? source.querySelectorAll(selector) : source.children, (node) => node.cloneNode(true));

/** @returns {Answer} */
const blank = () => ({ hash: "", response: null, checked: false, tries: 0, share: null, confidence: null, hints: 0, revealed: false, time: "" });

/** One question of a form: its controls, its buttons, its feedback. */
class QuestionView {
  /** @param {HTMLFieldSetElement} fieldset @param {number} number */
  constructor(fieldset, number) {
    const { questionId = "", questionType = "", hash = "", points = "1", final } = fieldset.dataset;
    this.fieldset = fieldset;
    this.number = number;
    this.id = questionId;
    this.kind = questionType;
    this.hash = hash;
    this.points = Number(points);
    this.final = final === "true";
    this.type = TYPES[questionType];
    this.answer = blank();
    this.list = questionType === "ordering" ? part(fieldset, ".quiz-order") : fieldset.dataset.shuffle ? part(fieldset, ".quiz-controls") : null;
    this.items = Array.from(this.list?.children ?? []); // as they came: what is shuffled twice must not move twice
    this.confidence = /** @type {HTMLInputElement[]} */ (Array.from(fieldset.querySelectorAll(".quiz-confidence input")));
    this.hints = /** @type {HTMLDetailsElement[]} */ (Array.from(fieldset.querySelectorAll(".quiz-hint")));
  }

  /** @param {string} action */
  button(action) {
    return /** @type {HTMLButtonElement | null} */ (this.fieldset.querySelector(`[data-action="${action}"]`));
  }

  /** The share that is right; null until it is checked, and where nothing is graded. */
  get share() {
    return this.answer.checked ? grade(this.fieldset, this.answer.response) : null;
  }

  /** What the controls hold now. @returns {Answer} */
  draft() {
    const confidence = whole(Number(this.confidence.find((input) => input.checked)?.value), 1, 3);
    return { ...this.answer, hash: this.hash, response: this.type.read(this.fieldset), confidence };
  }

  /** What is still to be entered, in words; empty if nothing. @param {Answer} draft */
  lacking({ response, confidence }) {
    if (this.kind === "forecast_outcome") return "";
    if (response === null || !(this.type.ready?.(response) ?? true)) return this.type.ask;
    return this.confidence.length && confidence === null ? "Say how sure you are first." : "";
  }

  /** Sets the controls to the kept answer, or to nothing. @param {number} seed */
  write(seed) {
    this.list?.append(...shuffled(this.items, seed, this.id));
    const first = this.list?.firstElementChild;
    if (first && this.kind === "ordering" && grade(this.fieldset, this.type.read(this.fieldset)) === 1) this.list?.append(first);
    if (this.fieldset.dataset.shuffle) this.sortAnswers();
    this.type.write(this.fieldset, this.answer.response);
    this.confidence.forEach((input) => (input.checked = Number(input.value) === this.answer.confidence));
    this.hints.forEach((hint, at) => (hint.open = at < this.answer.hints));
  }

  /** Puts the answers, and so the feedback, in the order in which a reader sees what they are about. */
  sortAnswers() {
    const places = controls(this.fieldset).map((control) => control.value);
    const lines = answerLines(this.fieldset).sort((one, other) => places.indexOf(one.key.value) - places.indexOf(other.key.value));
    lines[0]?.element.parentElement?.append(...lines.map(({ element }) => element));
  }

  /** Shows the question as checked or as open. */
  show() {
    const { answer, fieldset, share } = this;
    const done = answer.checked && (this.final || answer.revealed || share === 1);
    [...controls(fieldset), ...this.confidence].forEach((input) => (input.disabled = answer.checked));
    fieldset.querySelectorAll(".quiz-moves").forEach((moves) => (/** @type {HTMLElement} */ (moves).hidden = answer.checked));
    this.showButton("check", !answer.checked);
    this.showButton("retry", answer.checked && !answer.revealed);
    this.showButton("reveal", answer.checked && !done);
    this.hints.forEach((hint, at) => (hint.hidden = at > answer.hints));
    const folded = /** @type {HTMLDetailsElement} */ (part(fieldset, ".quiz-answer"));
    folded.hidden = !done;
    folded.open = done && answer.revealed;
    if (!answer.checked) delete fieldset.dataset.result;
    else fieldset.dataset.result = share === null || !this.points ? "done" : share === 1 ? "right" : share > 0 ? "partly" : "wrong";
    part(fieldset, ".quiz-feedback").replaceChildren(...(answer.checked ? this.feedback() : []));
  }

  /** @param {string} action @param {boolean} visible */
  showButton(action, visible) {
    const button = this.button(action);
    if (button) button.hidden = !visible;
  }

  /** @returns {Node[]} */
  feedback() {
    const { answer, fieldset, share } = this;
    const lines = answerLines(fieldset);
    const nodes = [element("p", "quiz-result", this.verdict(lines))];
    for (const { line, label, right } of answer.response === null ? [] : this.type.remarks(answer.response, lines, fieldset)) {
      const box = element("div", "quiz-why");
      if (label) box.append(element("p", "quiz-chosen", `${right ? "Right" : "Not right"}: ${label}`));
      if (!label || !right || this.kind === "multiple_choice") box.append(...clones(part(line.element, ".quiz-why")));
      nodes.push(box);
    }
    const all = share === 1 || share === null || this.final;
    return all ? [...nodes, ...clones(part(fieldset, ".quiz-answer"), ".quiz-explanation, .quiz-references")] : nodes;
  }

  /** The result in words. @param {Line[]} lines */
  verdict(lines) {
    const { answer, share, points } = this;
    if (this.kind === "forecast") return `Sealed on ${answer.time.slice(0, 10)}: ${String(own(answer.response, "probability"))} percent.`;
    if (this.kind === "forecast_outcome") return `${labelOf(lines[0])} ${this.opened()}`;
    if (this.kind === "judgement") {
      const chosen = lines.find(({ key }) => key.value === answer.response);
      const course = lines.find(({ key }) => key.correct);
      const sure = answer.confidence ? ` (${CONFIDENCE[answer.confidence]})` : "";
      const other = course && course !== chosen ? `the course’s verdict: “${labelOf(course)}”` : "the course’s verdict is the same";
      return `Your verdict${sure}: “${chosen ? labelOf(chosen) : ""}”; ${other}.`;
    }
    if (share === 1) return "Right.";
    if (!share) return "Not right.";
    const worth = points ? ` ${shown(share * points)} of ${counted(points, "point")}.` : "";
    return `Partly right.${worth}`;
  }

  /** A sealed forecast beside what happened. */
  opened() {
    const { outcome = "", baseRate } = this.fieldset.dataset;
    const said = probability(this.answer.response);
    const sealed = said === null
      ? "No forecast of yours is kept in this browser."
      : `You said ${shown(100 * said)} percent, because: “${String(own(this.answer.response, "reason") ?? "")}”`;
    const happened = outcome === "happened";
    if (!happened && outcome !== "did_not_happen") return sealed;
    const base = baseRate ? ` Brier score of the base rate: ${shown(brier(Number(baseRate), happened))}.` : "";
    return `${sealed}${said === null ? "" : ` Your Brier score: ${shown(brier(said, happened))}.`}${base}`;
  }
}
