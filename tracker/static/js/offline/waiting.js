// The check-ins that wait on this phone, oldest first, and whose phone it is.
import { FACTS, WAITING, empty, read, readAll, remove, seal, unseal, write } from "./vault.js";

// Other pages and the worker hear of it: that something changed, receipts of what was sent, or
// that all is gone.
const channel = new BroadcastChannel("waiting");
export const tellOthers = (news) => channel.postMessage({ sent: [], gone: false, ...news });
export const whenTold = (act) => channel.addEventListener("message", ({ data }) => act(data));

// The server asks before a sign-out that would delete something: it knows the number alone.
async function tellNumber() {
  const number = (await readAll(WAITING)).length;
  if (globalThis.cookieStore) {
    await (number
      ? cookieStore.set({ name: "waiting", value: String(number), sameSite: "strict",
        expires: Date.now() + 400 * 24 * 3600 * 1000 })
      : cookieStore.delete("waiting"));
  } else if (globalThis.document) {
    document.cookie = `waiting=${number}; path=/; samesite=strict; max-age=${number && 34560000}`;
  }
  tellOthers();
}

export async function keep(person, entry) {
  const id = await write(WAITING, await seal(person, entry));
  await tellNumber();
  return id;
}

export async function drop(id) {
  await remove(WAITING, id);
  await tellNumber();
}

export const count = async () => (await readAll(WAITING)).length;

// Each as { id, person, entry }, in the order of answering.
export async function list() {
  const rows = await readAll(WAITING);
  return Promise.all(rows.map(async (row) =>
    ({ id: row.id, person: row.person, entry: await unseal(row) })));
}

export async function change({ id, person, entry }) {
  await write(WAITING, { id, ...await seal(person, entry) });
}

// The person of this phone, and whom they can call; nothing about health.
export async function facts() {
  const sealed = await read(FACTS, "own");
  return sealed ? unseal(sealed) : null;
}

export async function wipe() {
  await empty();
  await tellNumber();
  tellOthers({ gone: true });
}

// From now on this is that person's phone. What is kept of anybody else goes.
export async function claim(person, told) {
  const own = await read(FACTS, "own");
  const rows = await readAll(WAITING);
  if ((own && own.person !== person) || rows.some((row) => row.person !== person)) await wipe();
  if (told) await write(FACTS, await seal(person, { person, ...told }), "own");
  await tellNumber();
}
