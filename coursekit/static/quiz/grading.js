// @ts-check
// The rules by which responses are graded: those of coursekit/quiz/grading.py, rule by rule. No page is touched here.

/**
 * @typedef {string | string[] | Record<string, string>} Given  what a reader entered
 * @typedef {{value: string, correct: boolean, item: string, low: number, high: number, written: boolean}} Key
 *   one line of the folded answers; a value may hold several accepted texts, one per line
 */

const LONGEST = 200;

// The same two tables as in Python.
/** @type {Record<string, string>} */
const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ς: "σ",
  ي: "ی", ى: "ی", ك: "ک", ة: "ه",
};
for (const start of [0x660, 0x6f0]) for (let digit = 0; digit < 10; digit++) LETTERS[String.fromCharCode(start + digit)] = String(digit);

/** @type {[RegExp, string][]} */
const SPELLINGS = [
  [/m[ou]ham+[aei]d/g, "muhamad"], [/kh|x/g, "h"], [/gh/g, "g"], [/zh|dj/g, "j"], [/ph/g, "f"], [/tch/g, "ch"],
  [/q|ck/g, "k"], [/w/g, "v"], [/ou|oo|o/g, "u"], [/ee|ei|ie|ey|y|e/g, "i"], [/ah$/, "a"], [/(.)\1+/gu, "$1"],
];

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is string[]} */
const isTexts = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

/** An entry of an object that is its own: "constructor" may be the id of a question. @param {unknown} object @param {string} name */
const own = (object, name) => (isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);

/** @param {unknown} response @param {string[]} right */
function chooseMany(response, right) {
  if (!isTexts(response)) return 0;
  const ticked = new Set(response);
  const hits = right.filter((value) => ticked.has(value)).length;
  return Math.max(0, (2 * hits - ticked.size) / right.length);
}

/** Kendall's tau, and 0 where that is negative. @param {unknown} response @param {string[]} right */
function order(response, right) {
  if (!isTexts(response) || response.length !== right.length || new Set(response).size !== right.length) return 0;
  const places = response.map((value) => right.indexOf(value));
  if (places.includes(-1)) return 0;
  const pairs = (places.length * (places.length - 1)) / 2;
  let good = 0;
  places.forEach((one, at) => places.slice(at + 1).forEach((other) => (good += Number(one < other))));
  return Math.max(0, (2 * good - pairs) / pairs);
}

/** Leaves out of a written answer what does not matter. @param {unknown} text */
function fold(text) {
  if (typeof text !== "string" || [...text].length > LONGEST) return "";
  const folded = text.replace(/^[ \t\u00a0]*[Tt][Hh][Ee][ \t\u00a0]+/, "").normalize("NFKD").toLowerCase().normalize("NFKD");
  return Array.from(folded, (letter) => LETTERS[letter] ?? letter).join("").replace(/[^\p{Ll}\p{Lo}\p{Lt}\p{Lu}\p{Nd}]/gu, "");
}

/** Makes common spellings of one sound one. @param {string} folded */
const loosen = (folded) => SPELLINGS.reduce((text, [pattern, letters]) => text.replace(pattern, letters), folded);

/** @param {string[]} accepted @param {unknown} text @param {boolean} loosely */
function accepts(accepted, text, loosely) {
  const given = fold(text);
  const same = loosely ? loosen : (/** @type {string} */ folded) => folded;
  return given !== "" && accepted.some((variant) => same(fold(variant)) === same(given));
}

/** Reads what a reader wrote as a number: "10,993", "6,6", "55.5 %". @param {unknown} response @returns {number | null} */
function readNumber(response) {
  if (typeof response !== "string") return null;
  let text = response.replace(/[\s\x1c-\x1f\x85]/g, "").replace(/\u2212/g, "-").replace(/%$/, "");
  if (text.length > 30) return null;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replace(/,/g, "");
  else if (/^[+-]?\d+,\d+$/.test(text)) text = text.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
}

/** The probability in the response to a forecast, from 0 to 1. @param {unknown} response @returns {number | null} */
function probability(response) {
  const percent = readNumber(own(response, "probability") ?? "");
  return percent !== null && percent >= 0 && percent <= 100 ? percent / 100 : null;
}

/** The Brier score of one forecast: 0 is best, 1 is worst. @param {number} forecast @param {boolean} happened */
const brier = (forecast, happened) => (forecast - Number(happened)) ** 2;
