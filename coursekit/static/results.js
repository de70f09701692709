/* The index of the book, heavier than a lesson, comes to the page of search results when there is something to look for. */
_ready(() => {
  Search.status?.setAttribute("role", "status");
  if (new URLSearchParams(location.search).get("q")) Search.loadIndex("searchindex.js");
});

/*
 * Results quote what a reader of the page sees at once. What is folded there, such as verdicts, answers and outcomes, is
 * to be opened after a judgement of one's own.
 */
{
  const UNQUOTED = "details:not([open]) > :not(summary), [hidden], .headerlink, script, style, template";
  const APART = "p, div, li, dt, dd, th, td, caption, h1, h2, h3, h4, pre, summary, legend, option, button";
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(UNQUOTED).forEach((part) => part.remove());
    page.querySelectorAll(APART).forEach((part) => part.after(" "));
    const article = page.querySelector("article");
    const found = (anchor && article?.querySelector(anchor)) || article;
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  };
}
