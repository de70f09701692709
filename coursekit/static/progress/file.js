// @ts-check
// The file of answers that a reader takes along: made, looked over, merged. A file that comes in may be anybody's: it
// is read as data, and what is not of known shape is left out and counted. No page is touched here.

/**
 * @typedef {{hash: string, points: number, confidence: boolean}} Asked  what the book asks now
 * @typedef {Map<string, Map<string, Asked>>} Course  by quiz and question
 * @typedef {{quiz: string, seed: number, answers: Answers}} Change  what an import changes in one quiz
 * @typedef {{changes: Change[], taken: number, held: number, strange: number, quizzes: number, broken: number}} Plan
 *   `held`: what is here is as new or newer; `strange`: no such question; `quizzes`: no such quiz; `broken`: not readable
 */

const FILE_FORMAT = "coursekit-answers";
const FILE_VERSION = 1;
const MOST_BYTES = 2_000_000;

/** Says in words for the reader why a file is not taken. */
class Refused extends Error {}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** All that this browser keeps of a course, by quiz. @param {string} course @returns {[string, Saved][]} */
const keptAnswers = (course) =>
  CoursekitQuiz.store.quizzes(course).map((quiz) => /** @type {[string, Saved]} */ ([quiz, CoursekitQuiz.store.open(course, quiz).load()])).filter(([, { answers }]) => Object.keys(answers).length);

/** @param {[string, Saved][]} kept */
const countAnswers = (kept) => kept.reduce((sum, [, { answers }]) => sum + Object.keys(answers).length, 0);

/** The text of a file of answers. @param {string} course @param {string} exported time, UTC */
const fileText = (course, exported) =>
  `${JSON.stringify({ format: FILE_FORMAT, version: FILE_VERSION, course, exported, quizzes: Object.fromEntries(keptAnswers(course)) }, null, 1)}\n`;

/** Returns the quizzes in the text of a file, not yet looked over. @param {string} text @param {string} course */
function readFile(text, course) {
  /** @type {unknown} */
  let raw;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Refused("This file cannot be read: it is not JSON, or it was cut short.");
  }
  if (!isRecord(raw) || raw.format !== FILE_FORMAT) throw new Refused("This is not a file of answers.");
  if (Number.isInteger(raw.version) && Number(raw.version) > FILE_VERSION)
    throw new Refused("This file was made by a newer edition of the book. Bring it back there.");
  if (raw.version !== FILE_VERSION) throw new Refused("The version of this file is not known.");
  if (raw.course !== course) throw new Refused("The answers in this file belong to another course.");
  if (!isRecord(raw.quizzes)) throw new Refused("There are no quizzes in this file.");
  return raw.quizzes;
}

/** @param {Answer} answer */
const when = (answer) => Date.parse(answer.time) || 0;

/** Whether an answer is to stand in the place of another: an answer to what is asked now goes before one to an earlier
 * wording; of two alike the later stands. @param {Answer} one @param {Answer | undefined} other @param {string} hash */
function isBetter(one, other, hash) {
  if (!other) return true;
  const current = Number(one.hash === hash) - Number(other.hash === hash);
  return current > 0 || (current === 0 && when(one) > when(other));
}

/** Returns what an import would change. @param {Record<string, unknown>} quizzes @param {string} course @param {Course} asked @returns {Plan} */
function planImport(quizzes, course, asked) {
  /** @type {Plan} */
  const plan = { changes: [], taken: 0, held: 0, strange: 0, quizzes: 0, broken: 0 };
  for (const [quiz, entry] of Object.entries(quizzes)) {
    const questions = asked.get(quiz);
    const found = isRecord(entry) && isRecord(entry.answers) ? entry.answers : null;
    if (!questions) plan.quizzes++;
    else if (!found) plan.broken++;
    if (!questions || !found) continue;
    const answers = Object.entries(CoursekitQuiz.store.cleanAnswers(found)).filter(([, { hash }]) => hash);
    plan.broken += Object.keys(found).length - answers.length;
    const here = new Map(Object.entries(CoursekitQuiz.store.open(course, quiz).load().answers));
    const known = answers.filter(([id]) => questions.has(id));
    const better = known.filter(([id, answer]) => isBetter(answer, here.get(id), questions.get(id)?.hash ?? ""));
    plan.strange += answers.length - known.length;
    plan.held += known.length - better.length;
    plan.taken += better.length;
    const seed = isRecord(entry) && Number.isInteger(entry.seed) ? Number(entry.seed) : 0;
    if (better.length) plan.changes.push({ quiz, seed, answers: Object.fromEntries(better) });
  }
  return plan;
}

/** Keeps all changes or, where the browser does not take one, none. @param {string} course @param {Change[]} changes */
function keepChanges(course, changes) {
  /** @type {(() => void)[]} */
  const undo = [];
  for (const { quiz, seed, answers } of changes) {
    const kept = CoursekitQuiz.store.open(course, quiz);
    const before = kept.load();
    const gone = Object.fromEntries(Object.keys(answers).map((id) => [id, null]));
    undo.unshift(() => kept.save({ ...gone, ...before.answers }, before.seed));
    if (kept.save(answers, before.seed || seed)) continue;
    undo.forEach((step) => step());
    return false;
  }
  return true;
}
