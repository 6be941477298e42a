"use strict";
/* What a browser with scripts adds. Every page works without it. */

/** A table's cells carry their head's words, so that on a phone a row can be read as a card. */
function label(root) {
  for (const box of root.querySelectorAll(".table")) {
    const heads = [...box.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of box.querySelectorAll("tbody tr")) {
      let column = 0;
      for (const cell of row.cells) {
        if (heads[column] && !cell.dataset.label) cell.dataset.label = heads[column];
        column += cell.colSpan;
      }
    }
    box.classList.add("labelled");
  }
}

/** Buttons that copy show only where the browser can. */
function offerCopies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

function dress(root) {
  label(root);
  offerCopies(root);
}

/** This page as it is now; nothing where it cannot be had. */
async function again() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Take over what the live parts of this page say now. */
async function refresh() {
  const fresh = await again();
  for (const part of fresh ? document.querySelectorAll("[data-live]") : []) {
    const now = fresh.getElementById(part.id);
    if (!now || part.contains(document.activeElement)) continue;
    dress(now);
    if (now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  }
}

/** A part that says how often (data-every, in milliseconds) is looked at again so often; when it says so no more, it is
    over, and the whole page is another one. */
function watch(part) {
  setTimeout(async () => {
    try {
      const now = (await again())?.getElementById(part.id);
      if (!now || !now.dataset.every) return location.reload();
      part.replaceChildren(...now.childNodes);
    } catch {
      /* The console is away for a moment: look again. */
    }
    watch(part);
  }, Number(part.dataset.every));
}

/** While the page is looked at, follow the runs; at most one look in two seconds, and one more when all is over. */
function follow() {
  const rest = 2000;
  let source = null;
  let waiting = 0;
  let known = "";

  function moved(event) {
    if (event.data === known || waiting) return;
    known = event.data;
    waiting = setTimeout(async () => {
      try {
        await refresh();
      } finally {
        waiting = 0;
      }
    }, rest);
  }
  function open() {
    if (source || document.hidden) return;
    source = new EventSource("/events");
    source.addEventListener("run", (event) => {
      if (known === "" && event.data === "[]") known = event.data;
      moved(event);
    });
    source.addEventListener("overview", () => moved({ data: String(Date.now()) }));
  }
  function close() {
    if (source) source.close();
    source = null;
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

/** Ask before a deed that cannot be taken back. */
function ask(button) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const row = document.createElement("p");
  const yes = document.createElement("button");
  const no = document.createElement("button");
  text.textContent = button.dataset.confirm;
  text.id = "question";
  dialog.setAttribute("aria-labelledby", "question");
  row.className = "actions";
  yes.className = "button danger";
  yes.textContent = button.textContent;
  no.className = "button quiet";
  no.textContent = document.body.dataset.no;
  no.autofocus = true;
  row.append(yes, no);
  dialog.append(text, row);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    delete button.dataset.confirm;
    button.form.requestSubmit(button);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button && button.dataset.confirm) {
    event.preventDefault();
    ask(button);
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => {
    button.dataset.words = button.textContent;
    button.textContent = document.body.dataset.working;
  }, 400);
  addEventListener("pagehide", () => clearTimeout(slow), { once: true });
  // A download leaves the page where it is: the form can be sent again.
  setTimeout(() => settle(form), 8000);
});

/** A form as it was before it was sent. */
function settle(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.words) button.textContent = button.dataset.words;
  }
}

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(settle);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const words = button.textContent;
  button.textContent = document.body.dataset.copied;
  setTimeout(() => (button.textContent = words), 2000);
});

/** A choice marked data-submit sends its form at once; a search so marked does when nobody types for a while. */
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit], input[data-submit]:not([type=search])")) {
    event.target.form.requestSubmit();
  }
});
let typing = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches("input[type=search][data-submit]")) return;
  clearTimeout(typing);
  typing = setTimeout(() => event.target.form.requestSubmit(), 900);
});

dress(document);
if (document.querySelector("[data-live]")) follow();
for (const part of document.querySelectorAll("[data-every]")) watch(part);
