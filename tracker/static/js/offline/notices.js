// What the person sees of the waiting check-ins. The words stand in the page (partials/waiting.html).
import { count, drop, list } from "./waiting.js";

const place = () => document.getElementById("waiting");

function line(kind, text, ...more) {
  const box = document.getElementById(`waiting-${kind}`).content.firstElementChild.cloneNode(true);
  box.querySelector("p").textContent = text;
  box.lastElementChild.append(...more);
  return box;
}

function link(text, href) {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = href;
  return made;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-link";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

const worded = (words, name, number) =>
  (number === 1 ? words[`${name}One`] : words[`${name}Many`]).replace("{n}", number);

function tellRefused(words, item, mend) {
  const when = new Date(item.entry.answered).toLocaleString(document.documentElement.lang,
    { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  const told = words.refused.replace("{when}", when)
    .replace("{why}", Object.values(item.entry.refused).join(" "));
  const mending = mend ? [button(words.mend, () => mend(item))] : [];
  return line("warn", told, ...mending, button(words.drop, async () => {
    await drop(item.id);
    await show("done");
  }));
}

// Whether there was a place to say it.
function tell(name) {
  const box = place();
  box?.prepend(line("warn", box.dataset[name]));
  box?.scrollIntoView({ block: "center" });
  return Boolean(box);
}

export const tellOnlineOnly = () => tell("onlineOnly");
export const tellNoPicture = () => tell("noPicture");

// state as of sending.js; sent: receipts of what just went out; mend(item) corrects a refused one.
export async function show(state, sent = [], mend = null) {
  const box = place();
  if (!box) return;
  const words = box.dataset;
  const lines = [];
  if (state === "gone") lines.push(line("warn", words.gone));
  if (sent.length) {
    lines.push(line("ok", worded(words, "sent", sent.length),
      link(words.receipt, sent.at(-1).receipt)));
  }
  // A list needs the key and time; most pages have nothing to list.
  const refused = await count() ? (await list()).filter((item) => item.entry.refused) : [];
  const waits = await count() - refused.length;
  if (waits) {
    const ended = state === "ended" && !box.hasAttribute("data-here");
    lines.push(line("warn", worded(words, state === "ended" ? "signIn" : "waits", waits),
      ...(ended ? [link(words.toSignIn, "/login?next=/check-in")] : [])));
  }
  lines.push(...refused.map((item) => tellRefused(words, item, mend)));
  box.replaceChildren(...lines);
}
