// @ts-check
// Fills in the page of progress from the answers in this browser, and works its buttons.


/** @param {number} count @param {string} one @param {string} [many] */
const amount = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {ParentNode} parent @param {string} selector @returns {HTMLElement[]} */
const all = (parent, selector) => Array.from(parent.querySelectorAll(selector));

/** @param {ParentNode} parent @param {string} name @param {string} text */
const tell = (parent, name, text) => all(parent, `[data-show="${name}"]`).forEach((cell) => (cell.textContent = text));

/** A day in the reader's own time, such as 9 November 2018. @param {number} time */
const day = (time) => (time ? new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) : "");

/** Whether the browser keeps anything: its storage may be blocked or full. */
function keeps() {
  try {
    window.localStorage.setItem("coursekit?", "1".repeat(200));
    window.localStorage.removeItem("coursekit?");
    return true;
  } catch {
    return false;
  }
}

/** @param {HTMLElement} page */
function start(page) {
  const course = page.dataset.course ?? "";
  const dialog = /** @type {HTMLDialogElement} */ (page.querySelector("dialog"));
  const picker = /** @type {HTMLInputElement} */ (page.querySelector('input[type="file"]'));
  const rows = all(page, "tr[data-quiz-id]");
  /** @type {Course} */
  const asked = new Map(rows.map((row) => {
    const listed = /** @type {[string, string, number, number][]} */ (JSON.parse(row.dataset.questions ?? "[]"));
    const questions = listed.map(([id, hash, points, sure]) => /** @type {[string, Asked]} */ ([id, { hash, points, confidence: sure === 1 }]));
    return [row.dataset.quizId ?? "", new Map(questions)];
  }));

  /** Says something, where a screen reader hears it. @param {string} text */
  const say = (text) => all(page, ".progress-note").forEach((note) => (note.textContent = dialog.contains(note) === dialog.open ? text : ""));

  /** @param {string} quiz */
  const answersTo = (quiz) => new Map(Object.entries(CoursekitQuiz.store.open(course, quiz).load().answers).filter(([, { checked }]) => checked));

  /** What was answered of some questions. @param {Map<string, Answer>} answers @param {Map<string, Asked>} questions */
  function sumUp(answers, questions) {
    const checked = [...questions].flatMap(([id, question]) => {
      const answer = answers.get(id);
      return answer ? [{ answer, question }] : [];
    });
    const now = checked.filter(({ answer, question }) => answer.hash === question.hash);
    return {
      now, questions: questions.size, answered: now.length, changed: checked.length - now.length,
      points: now.reduce((sum, { answer, question }) => sum + (answer.share ?? 0) * question.points, 0),
      possible: [...questions.values()].reduce((sum, { points }) => sum + points, 0),
      last: Math.max(0, ...now.map(({ answer }) => when(answer))),
    };
  }

  /** @param {HTMLElement} row @param {Omit<ReturnType<typeof sumUp>, "now">} sum */
  function showSum(row, { questions, answered, changed, points, possible, last }) {
    tell(row, "answered", `${answered} of ${questions}${changed ? `; ${changed} changed since` : ""}`);
    tell(row, "points", `${CoursekitQuiz.shown(points)} of ${possible}`);
    tell(row, "last", day(last));
  }

  /** Fills in everything from what is kept now. */
  function show() {
    const sums = rows.map((row) => {
      const quiz = row.dataset.quizId ?? "";
      const sum = sumUp(answersTo(quiz), asked.get(quiz) ?? new Map());
      showSum(row, sum);
      return sum;
    });
    const add = (/** @type {(sum: ReturnType<typeof sumUp>) => number} */ value) => sums.reduce((total, sum) => total + value(sum), 0);
    showSum(all(page, ".progress-sum")[0], {
      questions: add((sum) => sum.questions), answered: add((sum) => sum.answered), changed: add((sum) => sum.changed),
      points: add((sum) => sum.points), possible: add((sum) => sum.possible), last: Math.max(0, ...sums.map((sum) => sum.last)),
    });
    showCalibration(sums.flatMap((sum) => sum.now).filter(({ question }) => question.points && question.confidence).map(({ answer }) => answer));
    showForecasts();
    // What stands there before is as long, so that nothing jumps.
    all(page, ".progress-static > span")[0].textContent = keeps()
      ? "These answers are in this browser, and nowhere else."
      : "This browser keeps no new answers now: its storage is blocked or full. What you answer lasts until the page is closed.";
  }

  /** @param {Answer[]} answers */
  function showCalibration(answers) {
    const steps = new Map(CoursekitQuiz.calibrationSteps(answers).map((one) => [String(one.step), one]));
    all(page, ".progress-calibration").forEach((section) => (section.hidden = !steps.size));
    for (const row of all(page, "tr[data-step]")) {
      const { given = 0, right = 0 } = steps.get(row.dataset.step ?? "") ?? {};
      tell(row, "given", String(given));
      tell(row, "right", given ? `${right} (${Math.round((100 * right) / given)} percent)` : "");
    }
  }

  function showForecasts() {
    for (const row of all(page, "tr[data-forecast]")) {
      const answer = answersTo(row.dataset.of ?? "").get(row.dataset.forecast ?? "");
      row.hidden = !answer; // a question of a late lesson tells what has come
      const current = answer?.hash === row.dataset.hash ? answer : undefined;
      const response = current && isRecord(current.response) ? current.response : {};
      const said = CoursekitQuiz.readNumber(response.probability ?? "");
      tell(row, "sealed", current ? day(when(current)) : answer ? "the question has changed since" : "not sealed yet");
      tell(row, "said", said === null ? "" : CoursekitQuiz.shown(said));
    }
  }

  function save() {
    const kept = keptAnswers(course);
    if (!kept.length) return say("There are no answers to save yet.");
    const now = new Date().toISOString();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([fileText(course, now)], { type: "application/json" }));
    link.download = `answers-${course}-${now.slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(`${amount(countAnswers(kept), "answer")} saved as ${link.download}. Look among your downloads.`);
  }

  /** @param {File} file */
  async function bringBack(file) {
    try {
      if (file.size > MOST_BYTES) throw new Refused("This file is too large to be a file of answers.");
      const plan = planImport(readFile(await file.text(), course), course, asked);
      if (!keepChanges(course, plan.changes)) throw new Refused("This browser does not keep the answers: its storage is blocked or full.");
      say(outcome(plan));
    } catch (error) {
      say(`${error instanceof Refused ? error.message : "This file cannot be read."} Nothing was taken from it, and your answers here are as they were.`);
    }
    show();
  }

  /** @param {Plan} plan */
  function outcome({ changes, taken, held, strange, quizzes, broken }) {
    const said = [taken ? `${amount(taken, "answer")} to ${amount(changes.length, "quiz", "quizzes")} brought back.` : "Nothing new in this file."];
    if (held) said.push(`${amount(held, "answer")} left out: what is here is as new or newer.`);
    if (strange) said.push(`${amount(strange, "answer")} left out: this book has no such question.`);
    if (quizzes) said.push(`${amount(quizzes, "quiz", "quizzes")} left out: this book has none of that name.`);
    if (broken) said.push(`${amount(broken, "entry", "entries")} left out: not readable.`);
    return said.join(" ");
  }

  /** Says what would be lost before anything is erased. */
  function ask() {
    const kept = keptAnswers(course);
    if (!kept.length) return say("There is nothing to erase.");
    all(dialog, "#progress-loss")[0].textContent =
      `This browser keeps ${amount(countAnswers(kept), "answer")} to the quizzes of this course: finished, begun, and forecasts that you sealed. Once erased they are gone, unless you have them in a file.`;
    say("");
    dialog.showModal();
  }

  function erase() {
    CoursekitQuiz.store.erase(course);
    dialog.close();
    show();
    say(keptAnswers(course).length ? "This browser did not let all answers be erased." : "All your answers are erased.");
  }

  const actions = { export: save, ask, erase, close: () => dialog.close() };
  page.addEventListener("click", (event) => {
    const { action = "" } = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset ?? {};
    if (Object.hasOwn(actions, action)) actions[/** @type {keyof typeof actions} */ (action)]();
  });
  picker.addEventListener("change", async () => {
    const file = picker.files?.[0];
    if (file) await bringBack(file);
    picker.value = ""; // the same file may be chosen once more
  });
  window.addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith(CoursekitQuiz.store.prefix(course))) show();
  });
  window.addEventListener("pageshow", show);
  all(page, ".progress-tools, .progress-forecasts").forEach((one) => (one.hidden = false));
  tell(page.querySelector("thead") ?? page, "answered", "Answered");
  show();
}

all(document, ".progress-page").forEach(start);
