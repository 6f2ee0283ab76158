// Keyboard on the triage page: j / k move between rows, Enter opens the focused one (it is a link),
// "/" goes to the search field. Everything works without this file.
const rows = () => [...document.querySelectorAll(".triage .row-link")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function move(step) {
  const links = rows();
  if (links.length === 0) return;
  const row = document.activeElement?.closest(".triage tbody tr");
  const here = links.findIndex((link) => row?.contains(link));
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("tr").scrollIntoView({ block: "nearest" });
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.querySelector("[data-key-search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
