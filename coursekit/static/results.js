/* The index of the book, heavier than a lesson, comes to the page of search results when there is something to look for. */
_ready(() => new URLSearchParams(location.search).get("q") && Search.loadIndex("searchindex.js"));
