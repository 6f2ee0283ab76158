// Signing out: the phone forgets first, also where the browser does not empty itself when told to.
// While something waits nothing is deleted yet: the server asks, and its question says `sure`.
import { tellOnlineOnly } from "./notices.js";
import { count, wipe } from "./waiting.js";

async function leave(event) {
  event.preventDefault();
  const form = event.target;
  if (!navigator.onLine && tellOnlineOnly()) return;
  if (form.elements.sure || await count() === 0) await wipe();
  HTMLFormElement.prototype.submit.call(form);
}

export function watchSignOut() {
  for (const form of document.querySelectorAll("form[action$='/logout']")) {
    form.addEventListener("submit", leave);
  }
}
