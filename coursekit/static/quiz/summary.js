// @ts-check
// What is said of a whole quiz: the score, how well the reader's confidence fitted, how forecasts did, what to read again.

/** @typedef {{number: number, points: number, final: boolean, fieldset: HTMLFieldSetElement, answer: Answer, share: number | null}} Result
 *   one question; `share` is null until it is checked, and where nothing is graded */

const CONFIDENCE = ["", "guessing", "fairly sure", "sure"];

/** @param {string} tag @param {string} className @param {string} [text] */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** At most two decimals. @param {number} value */
const shown = (value) => String(Number(value.toFixed(2)));

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** @param {Result[]} results */
function scoreOf(results) {
  const sum = (/** @type {(result: Result) => number} */ value) => results.reduce((total, result) => total + value(result), 0);
  return {
    points: sum(({ share, points }) => (share ?? 0) * points),
    possible: sum(({ points }) => points),
    left: results.filter(({ answer }) => !answer.checked).length,
  };
}

/** The score in words. @param {Result[]} results */
function scoreWords(results) {
  const { points, possible, left } = scoreOf(results);
  const still = left ? `, ${counted(left, "question")} to answer.` : ".";
  if (possible) return `Score: ${shown(points)} of ${counted(possible, "point")}${still}`;
  return `Answered: ${results.length - left} of ${results.length}, not scored.`;
}

/** How often the reader was right at each step of confidence that was used. @param {{confidence: number | null, share: number | null}[]} answers */
function calibrationSteps(answers) {
  const steps = [1, 2, 3].map((step) => {
    const given = answers.filter(({ confidence, share }) => confidence === step && share !== null);
    return { step, right: given.filter(({ share }) => share === 1).length, given: given.length };
  });
  return steps.filter(({ given }) => given);
}

/** The same in words. @param {{confidence: number | null, share: number | null}[]} answers */
const calibration = (answers) => calibrationSteps(answers).map(({ step, right, given }) => `${CONFIDENCE[step]}: ${right} of ${given} right`).join("; ");

/** The mean Brier score of opened forecasts beside that of the base rates. @param {Result[]} results */
function forecastWords(results) {
  const scored = results.map(({ fieldset, answer }) => {
    const { outcome, baseRate } = fieldset.dataset;
    const said = probability(answer.response);
    if (!answer.checked || said === null || (outcome !== "happened" && outcome !== "did_not_happen")) return null;
    return { own: brier(said, outcome === "happened"), base: baseRate ? brier(Number(baseRate), outcome === "happened") : null };
  });
  const known = scored.flatMap((one) => (one ? [one] : []));
  if (!known.length) return "";
  const mean = (/** @type {number[]} */ values) => shown(values.reduce((sum, value) => sum + value, 0) / values.length);
  const compared = known.flatMap(({ own, base }) => (base === null ? [] : [{ own, base }]));
  const rates = compared.length
    ? ` On ${counted(compared.length, "forecast")} with a base rate: yours ${mean(compared.map(({ own }) => own))}, the base rates' ${mean(compared.map(({ base }) => base))}.`
    : "";
  return `Brier score over ${counted(known.length, "settled forecast")}: ${mean(known.map(({ own }) => own))} (0 is best, 1 is worst).${rates}`;
}

/** Fills the summary, once everything is answered. @param {HTMLElement} box @param {Result[]} results */
function showSummary(box, results) {
  box.hidden = !results.length || results.some(({ answer }) => !answer.checked);
  box.replaceChildren();
  if (box.hidden) return;
  box.append(element("p", "quiz-done", `All answered. ${scoreWords(results)}`));
  const fitted = calibration(results.filter(({ points }) => points).map(({ answer, share }) => ({ confidence: answer.confidence, share })));
  if (fitted) box.append(element("p", "", `How sure you were, and how often right: ${fitted}.`));
  const forecasts = forecastWords(results);
  if (forecasts) box.append(element("p", "", forecasts));
  const again = results.filter(({ share, points }) => points && share !== null && share < 1);
  const list = element("ul", "quiz-reread");
  for (const { number, fieldset } of again) {
    const item = element("li", "", `Question ${number}: `);
    fieldset.querySelectorAll(".quiz-references > *").forEach((link, at) => item.append(at ? "; " : "", link.cloneNode(true)));
    list.append(item);
  }
  if (again.length) box.append(element("p", "", "To read again:"), list);
}
