// What the phone keeps: sealed by a key that no script can read, in the browser's own database.
// A sealed thing opens only for the person it was sealed for.
const NAME = "tracker";
export const WAITING = "waiting", FACTS = "facts", KEYS = "keys";
const text = new TextEncoder();

export const possible = () =>
  Boolean(globalThis.indexedDB && globalThis.crypto?.subtle && navigator.serviceWorker);

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(FACTS);
    request.result.createObjectStore(WAITING, { keyPath: "id", autoIncrement: true });
  };
  return answer(request);
}

// Runs `work` on a store in a transaction of its own; done means that it is on the disk.
async function inside(store, mode, work) {
  const database = await opened();
  try {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore(store));
    await finished;
    return result;
  } finally {
    database.close();
  }
}

export const read = (store, key) => inside(store, "readonly", (s) => answer(s.get(key)));
export const readAll = (store) => inside(store, "readonly", (s) => answer(s.getAll()));
export const write = (store, value, key) =>
  inside(store, "readwrite", (s) => answer(key === undefined ? s.put(value) : s.put(value, key)));
export const remove = (store, key) =>
  inside(store, "readwrite", (s) => answer(s.delete(key)));

export async function empty() {
  for (const store of [WAITING, FACTS, KEYS]) {
    await inside(store, "readwrite", (s) => answer(s.clear()));
  }
}

async function sealingKey() {
  const known = await read(KEYS, "seal");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false,
    ["encrypt", "decrypt"]);
  // Two pages may do this at once: the first one's key is the one that stays.
  return inside(KEYS, "readwrite", async (store) => {
    const first = await answer(store.get("seal"));
    if (first) return first;
    await answer(store.put(made, "seal"));
    return made;
  });
}

export async function seal(person, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: text.encode(person) },
    await sealingKey(), text.encode(JSON.stringify(value)));
  return { person, iv, data };
}

export async function unseal({ person, iv, data }) {
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData: text.encode(person) }, await sealingKey(), data);
  return JSON.parse(new TextDecoder().decode(plain));
}
