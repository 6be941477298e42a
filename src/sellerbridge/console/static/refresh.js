"use strict";
// Keeps a part of a page fresh while something goes on: asks for the page again and takes that part from it.
// <div id="progress" data-refresh="1500">: milliseconds; empty when it is over.
(() => {
  const part = document.querySelector("[data-refresh]");
  if (!part || !part.dataset.refresh) return;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-refresh]");
      if (!answer.ok || !fresh || !fresh.dataset.refresh) return location.reload();
      part.replaceChildren(...fresh.childNodes);
    } catch { /* the console is away for a moment: look again */ }
    setTimeout(look, Number(part.dataset.refresh));
  };
  setTimeout(look, Number(part.dataset.refresh));
})();
