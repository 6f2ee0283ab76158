// Sends what waits, in order, each once: the server knows the keys of what it has taken in.
import { change, count, drop, list, tellOthers, wipe } from "./waiting.js";

const PLACE = "/check-in/phone";
const PATIENCE = 15_000;

const one = (work) => (navigator.locks ? navigator.locks.request("sending", work) : work());

// What became of it: { state, sent, refused, direct }.
//   state: "done" | "offline" | "busy" | "ended" (sign in first) | "gone" (of somebody else: wiped)
//   direct: the answer to the entry just typed, where `now` named it: { status, receipt }.
export const sendWaiting = (now = null) => one(async () => {
  const result = await sendAll(now);
  if (result.sent.length) tellOthers({ sent: result.sent });
  return result;
});

async function sendAll(now) {
  const result = { state: "done", sent: [], refused: [], direct: null };
  if (await count() === 0) return result;
  const who = await signedIn(now);
  if (who.state !== "patient") return stopped(result, who.state);
  for (const item of await list()) {
    if (item.person !== who.person) return stopped(result, "other");
    if (item.entry.refused) continue;
    const answer = await post(item, who.csrf, item.id === now?.id);
    const state = await settle(item, answer, item.id === now?.id, result);
    if (state) return stopped(result, state);
  }
  return result;
}

async function stopped(result, state) {
  const foreign = state === "other" || state === "revoked";
  if (foreign) await wipe();
  return { ...result, state: foreign ? "gone" : state };
}

async function signedIn(now) {
  if (now) return { state: "patient", person: now.person, csrf: now.csrf };
  try {
    const answer = await fetch(PLACE, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : { state: "busy" };
  } catch {
    return { state: "offline" };
  }
}

async function post({ person, entry }, csrf, direct) {
  const form = new URLSearchParams(entry.fields);
  form.set("csrf_token", csrf);
  form.set("person", person);
  // A span, not a moment: the phone's clock may be wrong.
  if (!direct) form.set("waited", Math.max(0, Math.floor((Date.now() - entry.answered) / 1000)));
  try {
    const answer = await fetch(PLACE, { method: "POST", body: form,
      signal: AbortSignal.timeout(PATIENCE) });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    return { status: answer.status, ...told };
  } catch {
    return { status: 0 };
  }
}

// Nothing to say means that the next one can follow.
async function settle(item, answer, direct, result) {
  if (answer.status === 200) {
    await drop(item.id);
    result.sent.push(answer);
    if (direct) result.direct = answer;
    return null;
  }
  if (answer.status === 0) return "offline";
  if (answer.status === 401) return answer.state ?? "ended";
  if (answer.status === 403) return "other";
  if (direct && answer.status < 500) {
    // The person is still there: the server's own page tells them what to mend.
    result.direct = answer;
    return "busy";
  }
  if (answer.status !== 422) return "busy";
  item.entry.refused = answer.errors;
  await change(item);
  result.refused.push(item);
  return null;
}
