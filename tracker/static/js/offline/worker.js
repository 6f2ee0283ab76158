// The service worker. It keeps files and two pages that are about nobody; pages about somebody
// always come from the network and are never kept.
import { sendWaiting } from "./sending.js";

const PATIENCE = 6000;
const OWN_PAGES = /^\/(history|check-in(\/\d+(\/saved)?)?)?$/;

export function serve({ version, form, pages, files }) {
  const name = `tracker-${version}`;

  async function fetchAll() {
    const cache = await caches.open(name);
    await Promise.all([...pages, ...files].map(async (address) => {
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      await cache.put(address, answer);
    }));
    await self.skipWaiting();
  }

  async function dropOld() {
    const names = await caches.keys();
    await Promise.all(names.filter((other) => other !== name).map((other) => caches.delete(other)));
    await self.clients.claim();
  }

  const known = (address) => caches.match(address, { ignoreVary: true });

  async function page(request) {
    const path = new URL(request.url).pathname;
    const stand = pages.includes(path) ? path : OWN_PAGES.test(path) ? form : null;
    if (!stand) return fetch(request);
    // Signing out may have emptied the phone: then there is nothing to fall back on, nor to hurry.
    const late = new Promise((_, fail) => { setTimeout(fail, PATIENCE); });
    const asked = fetch(request);
    try {
      return await Promise.race([asked, late]);
    } catch {
      return await known(stand) ?? asked;
    }
  }

  self.addEventListener("install", (event) => event.waitUntil(fetchAll()));
  self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(request));
    else if (pathname.startsWith("/static/")) {
      event.respondWith(known(request.url).then((kept) => kept ?? fetch(request)));
    }
  });
  // The browser wakes the worker when the network is back, also after the page was closed.
  self.addEventListener("sync", (event) => event.waitUntil(sendWaiting().then(({ state }) => {
    if (state === "offline" || state === "busy") throw new Error(state);
  })));
}
