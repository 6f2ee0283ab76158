// The check-in with or without a network: what is answered is kept on the phone first, then sent.
// Without this file the form is sent as any form is.
import { complete, fields, fill, mended, withFiles } from "./answers.js";
import { watchSignOut } from "./leaving.js";
import { show, tellNoPicture } from "./notices.js";
import { sendWaiting } from "./sending.js";
import { possible } from "./vault.js";
import { claim, count, drop, facts, keep, whenTold } from "./waiting.js";

const form = document.querySelector("form[data-check-in]");
const told = document.getElementById("own")?.dataset;
const onLoan = Boolean(form && !form.elements.csrf_token); // the empty form of the worker
let touched = false, sending = false, mending = null;

async function offerSync() {
  const worker = await navigator.serviceWorker.ready;
  try {
    await worker.sync?.register("send");
  } catch { /* Not allowed here: pages send as well. */ }
}

// Send what waits; where somebody has nothing half typed, lead them to the receipt.
async function send() {
  if (sending) return null;
  if (await count() === 0) {
    // Where the worker was faster and wiped what was of somebody else, nobody is left here.
    if (onLoan && !await facts()) return location.assign("/");
    return show("done", [], mend);
  }
  const result = await sendWaiting();
  if (result.state === "gone" && onLoan) location.assign("/");
  return result.sent.length ? whenSent(result.sent, result.state)
    : show(result.state, [], mend);
}

// Also where the worker or another page sent it.
function whenSent(sent, state = "done") {
  if (form && !touched && !sending) return location.assign(sent.at(-1).receipt);
  return show(state, sent, mend);
}

const mend = form && ((item) => {
  form.reset();
  fill(form, item.entry.fields);
  mending = item;
  touched = true;
  form.querySelector("input:not([type=hidden])").focus();
});

// The page after answering without a network.
function showKept(entry, own) {
  const page = document.getElementById("kept");
  document.getElementById("ask").hidden = true;
  const grave = page.dataset.grave.split(" ");
  page.querySelector("[data-urgent]").hidden =
    !entry.fields.some(([name, value]) => grave.includes(name) && value === "yes");
  for (const place of page.querySelectorAll("[data-call]")) {
    const number = own[place.dataset.call];
    place.hidden = !number;
    place.href = `tel:${(number ?? "").replaceAll(" ", "")}`;
    place.querySelector("bdi").textContent = number ?? "";
  }
  page.querySelector("time").textContent =
    new Date(entry.answered).toLocaleTimeString(document.documentElement.lang,
      { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  page.hidden = false;
  touched = false;
  page.querySelector("h1").focus();
}

function answered() {
  if (mending) {
    const { answered, refused, fields: old } = mending.entry;
    return { answered: refused.day ? Date.now() : answered, fields: mended(form, old) };
  }
  const frame = onLoan ? [["key", crypto.randomUUID()], ["version", "0"]] : [];
  return { answered: Date.now(), fields: [...fields(form), ...frame] };
}

async function save(own) {
  const entry = answered();
  const id = await keep(own.person, entry);
  if (mending) await drop(mending.id);
  const now = onLoan || mending ? null
    : { id, person: own.person, csrf: form.elements.csrf_token.value };
  const result = await sendWaiting(now);
  if (result.direct?.receipt) return location.assign(result.direct.receipt);
  if (result.direct) {
    await drop(id);
    return HTMLFormElement.prototype.submit.call(form);
  }
  if (!now && result.sent.length) return location.assign(result.sent.at(-1).receipt);
  if (result.state === "gone") return location.assign("/");
  navigator.storage?.persist?.();
  offerSync();
  showKept(entry, own);
  return show(result.state, result.sent, mend);
}

// What another page or the worker did.
function hear({ sent, gone }) {
  // It is somebody else's phone now: this page was of the one before.
  if (gone) return location.assign("/");
  if (sent.length) return whenSent(sent);
  return sending ? null : show("done", [], mend);
}

async function onSubmit(event) {
  // A picture goes the form's own way; only words and numbers are kept here.
  const pictures = withFiles(form);
  if (pictures && navigator.onLine) return;
  event.preventDefault();
  if (sending || !complete(form)) return;
  sending = true;
  form.querySelector("button.btn-primary").setAttribute("aria-disabled", "true");
  try {
    const own = await facts();
    if (own) {
      await save(own);
      if (pictures) tellNoPicture();
    } else {
      // Nothing can be kept here (a private window, storage switched off): as any form.
      HTMLFormElement.prototype.submit.call(form);
    }
  } catch (error) {
    console.error(error);
    HTMLFormElement.prototype.submit.call(form);
  } finally {
    sending = false;
    form.querySelector("button.btn-primary").removeAttribute("aria-disabled");
  }
}

// Nobody's form stands here only because the network was late: the server's own page comes with it.
function askAgain() {
  const again = async () => {
    try {
      if ((await fetch("/healthz", { cache: "no-store" })).ok) location.reload();
    } catch { /* Not yet. */ }
  };
  addEventListener("online", again);
  setInterval(again, 3_000);
}

async function start() {
  const { person } = document.body.dataset;
  if (person) await claim(person, told && { clinic: told.clinic, emergency: told.emergency });
  if (form) {
    const own = await facts();
    if (onLoan && !own) {
      document.getElementById("ask").hidden = true;
      document.getElementById("nobody").hidden = false;
      return askAgain();
    }
    form.addEventListener("submit", onSubmit);
    form.addEventListener("input", () => { touched = true; });
  }
  navigator.serviceWorker.register("/service-worker.js", { type: "module" });
  watchSignOut();
  document.getElementById("try")?.addEventListener("click", send);
  addEventListener("online", send);
  whenTold(hear);
  // The phone may know of no network and have one, or the other way round.
  setInterval(async () => { if (!document.hidden && await count()) send(); }, 30_000);
  await send();
}

if (possible()) await start();
