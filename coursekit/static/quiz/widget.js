// @ts-check
/** The widget of a live kernel: the form comes from Python, answers go back. @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  el.innerHTML = model.get("html");
  const form = part(el, "div.quiz");
  // A notebook may show a quiz twice, and there is no form element to keep radio buttons of one name apart.
  const copy = newSeed();
  form.querySelectorAll('[type="radio"]').forEach((one) => {
    const radio = /** @type {HTMLInputElement} */ (one);
    radio.name = `${copy}.${radio.name}`;
  });
  let own = false; // a change of ours comes back as an event
  /** @param {Answers} answers */
  function changed(answers) {
    own = true;
    model.set("answers", answers);
    model.save_changes();
    own = false;
  }
  const there = model.get("answers");
  const quiz = enhance(form, { answers: Object.keys(there).length ? there : undefined, keep: model.get("keep"), changed });
  if (Object.keys(quiz.answers()).length) changed(quiz.answers());
  const restore = () => own || quiz.restore(model.get("answers"));
  model.on("change:answers", restore);
  // JupyterLab's shortcuts must not take the keys that a form needs; and its page is not made for paper.
  form.setAttribute("data-lm-suppress-shortcuts", "true");
  form.querySelectorAll('[data-action^="print"]').forEach((button) => button.remove());
  return () => model.off("change:answers", restore);
}
