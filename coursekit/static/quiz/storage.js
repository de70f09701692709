// @ts-check
// Answers in the reader's own browser, by course, quiz and question. Nothing leaves it. Whatever is found there is
// looked over before it is used: it may be old, cut short, or written by somebody else.

/**
 * @typedef {{
 *   hash: string, response: Given | null, checked: boolean, tries: number, share: number | null,
 *   confidence: number | null, hints: number, revealed: boolean, time: string,
 * }} Answer  `hash` tells an edited question; `share` is what was right, 0 to 1; `time` of the last check, UTC
 * @typedef {Record<string, Answer>} Answers  by question id
 * @typedef {{seed: number, answers: Answers}} Saved
 * @typedef {{load: () => Saved, save: (changes: Record<string, Answer | null>, seed?: number) => boolean, rejoin: () => void, key: string}} Store
 *   `rejoin`: another window that wrote at the same moment has not seen what was saved from here; saves it again
 */

const FORMAT = 1;
const MOST = 5000;
/** Milliseconds within which two windows may write without seeing one another. */
const MOMENT = 3000;

/** What cannot be kept in the browser is kept as long as the page is open. @type {Map<string, string>} */
const memory = new Map();

/** @param {unknown} value @param {number} low @param {number} high @returns {number | null} */
const whole = (value, low, high) => (Number.isInteger(value) && Number(value) >= low && Number(value) <= high ? Number(value) : null);

/** @param {unknown} value @returns {value is string} */
const isShort = (value) => typeof value === "string" && value.length <= 2000;

/** @param {unknown} value @returns {Given | null} */
function cleanResponse(value) {
  if (isShort(value)) return value;
  if (isTexts(value)) return value.length <= 50 && value.every(isShort) ? value : null;
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  return entries.length <= 50 && entries.every(([, one]) => isShort(one)) ? /** @type {Record<string, string>} */ (Object.fromEntries(entries)) : null;
}

/** Returns an answer of known shape, or null. @param {unknown} raw @returns {Answer | null} */
function cleanAnswer(raw) {
  if (!isObject(raw)) return null;
  const response = cleanResponse(raw.response);
  const share = typeof raw.share === "number" && raw.share >= 0 && raw.share <= 1 ? raw.share : null;
  const time = typeof raw.time === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(raw.time) && raw.time.length < 40 ? raw.time : "";
  return {
    hash: typeof raw.hash === "string" ? raw.hash.slice(0, 16) : "",
    response, checked: raw.checked === true && response !== null, tries: whole(raw.tries, 0, 9999) ?? 0, share,
    confidence: whole(raw.confidence, 1, 3), hints: whole(raw.hints, 0, 3) ?? 0, revealed: raw.revealed === true, time,
  };
}

/** Returns the answers of known shape. @param {unknown} raw @returns {Answers} */
function cleanAnswers(raw) {
  const known = Object.entries(isObject(raw) ? raw : {})
    .filter(([id]) => /^[a-z0-9-]{1,60}$/.test(id))
    .slice(0, MOST)
    .map(([id, answer]) => /** @type {[string, Answer | null]} */ ([id, cleanAnswer(answer)]));
  return /** @type {Answers} */ (Object.fromEntries(known.filter(([, answer]) => answer)));
}

/** Another format than ours counts as nothing. @param {string | null | undefined} text @returns {Saved} */
function readSaved(text) {
  /** @type {unknown} */
  let raw = null;
  try {
    raw = JSON.parse(text ?? "null");
  } catch {
    // cut short or not ours
  }
  const known = isObject(raw) && raw.version === FORMAT ? raw : {};
  return { seed: whole(known.seed, 1, 2 ** 32) ?? 0, answers: cleanAnswers(known.answers) };
}

/** What could not be kept is newer than what lies in the browser. @param {string} key @returns {string | null} */
function readKey(key) {
  try {
    return memory.get(key) ?? window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Returns whether it could be kept. @param {string} key @param {string | null} text */
function writeKey(key, text) {
  memory.delete(key);
  try {
    if (text === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, text);
    return true;
  } catch {
    if (text !== null) memory.set(key, text);
    return false;
  }
}

const store = {
  FORMAT,
  cleanAnswers,

  /** @param {string} course */
  prefix: (course) => `coursekit/${course}/`,

  /** The answers to one quiz. Each save reads first: another part of the quiz, or another window, may have written.
   * @param {string} course @param {string} quiz @returns {Store} */
  open(course, quiz) {
    const key = store.prefix(course) + quiz;
    const load = () => readSaved(readKey(key));
    /** @param {Record<string, Answer | null>} answers @param {number} seed */
    const write = (answers, seed) => writeKey(key, JSON.stringify({ version: FORMAT, seed, answers: Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer)) }));
    /** What was saved from here, and when. @type {Map<string, [Answer | null, number]>} */
    const recent = new Map();
    return {
      key,
      load,
      save(changes, seed) {
        const now = load();
        Object.entries(changes).forEach(([id, answer]) => recent.set(id, [answer, Date.now()]));
        // What is new stands first: where there are more than MOST, the last are passed over.
        return write({ ...changes, ...now.answers, ...changes }, seed ?? now.seed);
      },
      rejoin() {
        const { answers, seed } = load();
        const lost = [...recent].filter(([id, [answer, at]]) => Date.now() - at < MOMENT && JSON.stringify(cleanAnswer(answer)) !== JSON.stringify(own(answers, id) ?? null));
        if (lost.length) write({ ...answers, ...Object.fromEntries(lost.map(([id, [answer]]) => [id, answer])) }, seed);
      },
    };
  },

  /** The names of the quizzes with something kept. @param {string} course @returns {string[]} */
  quizzes(course) {
    const keys = new Set(memory.keys());
    try {
      Object.keys(window.localStorage).forEach((key) => keys.add(key));
    } catch {
      // blocked
    }
    const prefix = store.prefix(course);
    return [...keys].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).sort();
  },

  /** Forgets everything of a course. @param {string} course */
  erase: (course) => store.quizzes(course).forEach((quiz) => writeKey(store.prefix(course) + quiz, null)),
};
