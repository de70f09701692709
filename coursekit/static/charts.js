/**
 * Charts that come alive where they stand, when a reader asks: by the button, by a tap or click on the drawing, by
 * resting the mouse on it, or by taking hold of a control that moves it. Only then are Vega and the chart's data
 * loaded, once. The live chart lies over the drawing, which keeps its place, its name for listeners, and its turn in
 * print; so nothing can move.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box  pixels of the drawing
 * @typedef {{drawing: HTMLElement, view: any, scale: () => number}} Live
 */
(() => {
  "use strict";
  const VEGA = new URL("vega.js", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const REST = 300; // milliseconds: a pointer that only passes, or a page scrolled under it, rests nowhere so long
  const FAILED = "The live chart could not be loaded. The drawing and the data of this chart are still here.";
  /** Lines, and marks that join or label rows: points only where there are no others. */
  const LINES = ["line", "area", "trail"];
  const LATER = ["rule", ...LINES, "text"];
  /** @type {Record<string, object[]>} the wide and the narrow specification, by id of the figure */
  const specs = {};
  /** @type {Map<string, Promise<void>>} */
  const scripts = new Map();

  /** Load a script once; one that failed may be asked for again. @param {string} address @returns {Promise<void>} */
  function load(address) {
    const known = scripts.get(address);
    if (known) return known;
    const loading = new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(undefined);
      script.onerror = () => { scripts.delete(address); script.remove(); fail(new Error(address)); };
      document.head.append(script);
    });
    scripts.set(address, loading);
    return loading;
  }

  /** Put a new element at the end of another. @param {Element} parent @param {string} tag @param {string} name of its class */
  function add(parent, tag, name) {
    const made = document.createElement(tag);
    made.className = name;
    parent.append(made);
    return made;
  }

  /** Say in words what a mark stands for; what its row leaves open is left out. @param {any} tooltip @returns {string} */
  function words(tooltip) {
    if (typeof tooltip !== "object") return String(tooltip);
    return Object.entries(tooltip).filter(([, value]) => value && value !== "null").map((pair) => pair.join(": ")).join("\n");
  }

  /** Return where a mark lies in its drawing. @param {Live} live @param {any} item @returns {Box} */
  function box({ view, scale }, item) {
    const { left, top } = view.padding();
    const { x1, y1, x2, y2 } = item.bounds ?? { x1: item.x, y1: item.y, x2: item.x, y2: item.y };
    let [x, y] = [left + x1, top + y1];
    for (let group = item.mark.group; group; group = group.mark?.group) [x, y] = [x + (group.x || 0), y + (group.y || 0)];
    const by = scale();
    return { x: x * by, y: y * by, width: (x2 - x1) * by, height: (y2 - y1) * by };
  }

  /** Show what a mark stands for, beside it, or hide what is shown. @param {Live} live @param {any} [item] */
  function show(live, item) {
    const { drawing } = live;
    drawing.querySelectorAll(".chart-tip, .chart-ring").forEach((old) => old.remove());
    if (!item) return;
    const { x, y, width, height } = box(live, item);
    const ring = add(drawing, "div", "chart-ring");
    Object.assign(ring.style, { left: `${x - 3}px`, top: `${y - 3}px`, width: `${width + 6}px`, height: `${height + 6}px` });
    const tip = add(drawing, "div", "chart-tip");
    tip.setAttribute("aria-hidden", "true"); // listeners hear the same from the slider
    tip.textContent = words(item.tooltip);
    const above = y - tip.offsetHeight - 8;
    tip.style.top = `${above < 0 ? y + height + 8 : above}px`;
    tip.style.left = `${Math.max(0, Math.min(x + width / 2 - tip.offsetWidth / 2, drawing.clientWidth - tip.offsetWidth))}px`;
  }

  /** Return the marks that stand for rows, in the order of the data. @param {Live} live @returns {any[]} */
  function points(live) {
    /** @type {any[]} */
    const found = [];
    /** @param {any} mark */
    const search = (mark) => mark.items.forEach((/** @type {any} */ item) => {
      if (item.items) item.items.forEach(search);
      else if (mark.role === "mark" && item.tooltip) found.push(item);
    });
    search(live.view.scenegraph().root);
    const rank = (/** @type {any} */ item) => LATER.indexOf(item.mark.marktype);
    const first = Math.min(...found.map(rank));
    // A row that two marks show, such as a dot and a dash, is one point.
    return [...new Map(found.filter((item) => rank(item) === first).map((item) => [words(item.tooltip), item])).values()];
  }

  /** Lay a live chart over a drawing. @param {HTMLElement} drawing @param {object} spec @returns {Promise<Live>} */
  async function enliven(drawing, spec) {
    const still = /** @type {SVGSVGElement} */ (drawing.querySelector("svg"));
    const host = add(drawing, "div", "chart-live");
    host.setAttribute("aria-hidden", "true"); // the drawing underneath has the name
    /** @type {Live} */
    const live = { drawing, view: null, scale: () => drawing.clientWidth / still.viewBox.baseVal.width };
    /** A line is many rows, of which a pointer means none. @param {any} item */
    const pointed = (item) => (item?.tooltip && !LINES.includes(item.mark.marktype) ? item : undefined);
    const tooltip = (/** @type {any} */ _handler, /** @type {Event} */ _event, /** @type {any} */ item, /** @type {any} */ value) => show(live, value && pointed(item));
    const options = { mode: "vega", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip };
    live.view = (await /** @type {any} */ (window).vegaEmbed(host, spec, options)).view;
    const svg = /** @type {SVGSVGElement} */ (host.querySelector("svg"));
    svg.setAttribute("viewBox", /** @type {string} */ (still.getAttribute("viewBox")));
    ["width", "height"].forEach((name) => svg.removeAttribute(name));
    // Words that the drawing keeps from leaving it are kept here too: both have the same words in the same order.
    const drawn = still.querySelectorAll("text, tspan");
    svg.querySelectorAll("text, tspan").forEach((text, at) => ["textLength", "lengthAdjust"].forEach((name) => {
      if (drawn[at]?.textContent === text.textContent && drawn[at].hasAttribute(name)) text.setAttribute(name, /** @type {string} */ (drawn[at].getAttribute(name)));
    }));
    // A finger points by a tap, after which Vega takes it to have gone.
    live.view.addEventListener("click", (/** @type {Event} */ _event, /** @type {any} */ item) => show(live, pointed(item)));
    return live;
  }

  /** Put a slider through the points in the place of the button. @param {HTMLButtonElement} button @param {Live[]} lives */
  function slide(button, lives) {
    const shown = () => lives.find((live) => live.drawing.offsetParent) ?? lives[0];
    const count = points(shown()).length;
    const tools = add(/** @type {Element} */ (button.parentElement), "div", "chart-points");
    const slider = /** @type {HTMLInputElement} */ (add(tools, "input", ""));
    const place = add(tools, "span", "");
    Object.assign(slider, { type: "range", min: "1", max: String(count), value: "1", ariaLabel: "Go through the points of this chart" });
    const go = (/** @type {boolean} */ visibly) => {
      const item = points(shown())[Number(slider.value) - 1];
      place.textContent = `${slider.value}/${count}`;
      slider.setAttribute("aria-valuetext", `${slider.value} of ${count}. ${words(item.tooltip).replaceAll("\n", ", ")}`);
      if (visibly) show(shown(), item);
    };
    slider.addEventListener("input", () => go(true));
    slider.addEventListener("focus", () => go(true));
    slider.addEventListener("blur", () => lives.forEach((live) => show(live)));
    const focused = document.activeElement === button;
    button.remove();
    if (!count) return tools.remove();
    go(false);
    if (focused) slider.focus();
  }

  /** Return the controls of the page that move a chart. @param {HTMLElement} figure @returns {Element[]} */
  const inputs = (figure) => (figure.dataset.inputs ? [...document.querySelectorAll(figure.dataset.inputs)] : []);

  /** Make a figure live. @param {HTMLElement} figure @param {HTMLButtonElement} button */
  async function explore(figure, button) {
    if (figure.dataset.state) return;
    figure.dataset.state = "loading";
    button.setAttribute("aria-busy", "true");
    const status = figure.querySelector(".chart-status") ?? add(figure, "p", "chart-status");
    status.setAttribute("role", "status");
    status.textContent = "";
    try {
      await Promise.all([load(VEGA), load(new URL(/** @type {string} */ (figure.dataset.live), document.baseURI).href)]);
      const drawings = /** @type {HTMLElement[]} */ ([...figure.querySelectorAll(".chart-drawing")]);
      const lives = await Promise.all(drawings.map((drawing, at) => enliven(drawing, specs[figure.id][at])));
      figure.dataset.state = "live";
      slide(button, lives);
      inputs(figure).forEach((input) => input.dispatchEvent(new Event("input"))); // moved before Vega listened
      figure.addEventListener("keydown", (event) => event.key === "Escape" && lives.forEach((live) => show(live)));
    } catch {
      figure.querySelectorAll(".chart-live").forEach((half) => half.remove());
      delete figure.dataset.state;
      button.removeAttribute("aria-busy");
      status.textContent = FAILED;
    }
  }

  /** Listen on a figure for the reader's wish. @param {HTMLElement} figure */
  function listen(figure) {
    const button = /** @type {HTMLButtonElement} */ (figure.querySelector(".chart-explore"));
    let resting = 0;
    const start = () => explore(figure, button);
    button.hidden = false;
    button.addEventListener("click", start);
    inputs(figure).forEach((input) => ["focus", "pointerdown", "input"].forEach((kind) => input.addEventListener(kind, start)));
    figure.querySelectorAll(".chart-drawing").forEach((drawing) => {
      drawing.addEventListener("click", start); // a finger that scrolls makes no click
      drawing.addEventListener("pointermove", (event) => {
        const { pointerType, movementX, movementY } = /** @type {PointerEvent} */ (event);
        if (pointerType !== "mouse" || !(movementX || movementY) || /** @type {any} */ (navigator).connection?.saveData) return;
        clearTimeout(resting);
        resting = window.setTimeout(start, REST);
      });
      drawing.addEventListener("pointerleave", () => clearTimeout(resting));
    });
  }

  /** @type {any} */ (window).coursekitCharts = { add: (/** @type {string} */ id, /** @type {object[]} */ pair) => { specs[id] = pair; } };
  /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure.chart[data-live]")).forEach(listen);
})();
