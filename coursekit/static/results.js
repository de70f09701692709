/* The index of the book, heavier than a lesson, comes to the page of search results when there is something to look for. */
if (new URLSearchParams(location.search).get("q")) {
  const index = document.createElement("script");
  index.src = "searchindex.js";
  document.head.append(index);
}
