if (typeof document !== "undefined" && document.currentScript) {
  const pause = () => /** @type {any} */ (window).scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));
  /** One quiz after another, the first at once: between two, the browser can draw and answer the reader. */
  const start = async () => {
    for (const form of document.querySelectorAll("div.quiz")) {
      CoursekitQuiz.enhance(/** @type {HTMLElement} */ (form));
      await pause();
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
