// The triage keeps itself up to date: where a newer alert was raised, the list is fetched anew and
// put in place of the old one. Without this file, loading the page again does the same.
const EVERY = 20_000;
const list = () => document.querySelector("[data-news]");

// Somebody in the middle of something keeps what they look at until they are done.
const busy = () => {
  const field = document.activeElement?.closest("[data-news] input");
  return document.hidden || Boolean(field?.value);
};

function replace(fresh) {
  const old = list();
  const row = document.activeElement?.closest(".row-link, .triage .btn");
  const place = row?.closest("tr")?.querySelector(".row-link")?.getAttribute("href");
  old.replaceWith(fresh);
  document.title = document.title.replace(/^(• )?/, "• ");
  if (!place) return;
  const again = fresh.querySelector(`.row-link[href="${CSS.escape(place)}"]`);
  (again ?? fresh.querySelector("h1"))?.focus();
}

async function look() {
  if (busy()) return;
  const shown = list();
  const answer = await fetch(shown.dataset.newsAt, { headers: { Accept: "application/json" } });
  if (answer.status === 401) return location.reload();
  if (!answer.ok || (await answer.json()).news === shown.dataset.news) return;
  const page = await fetch(location.href);
  if (!page.ok || page.redirected) return;
  const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
  const fresh = parsed.querySelector("[data-news]");
  if (!fresh || busy()) return;
  replace(document.adoptNode(fresh));
  document.querySelector("[data-news-told]").textContent =
    `A new alert was raised. ${fresh.querySelector("h1").textContent}`;
}

const quietly = () => look().catch(() => { /* Offline: the next look finds it. */ });
setInterval(quietly, EVERY);
document.addEventListener("visibilitychange", () => {
  document.title = document.title.replace(/^• /, "");
  quietly();
});
