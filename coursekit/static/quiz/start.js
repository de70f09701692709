if (typeof document !== "undefined" && document.currentScript) {
  const start = () => document.querySelectorAll("div.quiz").forEach((form) => CoursekitQuiz.enhance(form));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
