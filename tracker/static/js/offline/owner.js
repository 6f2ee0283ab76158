// On every page of somebody signed in: what this browser keeps of anybody else goes.
import { watchSignOut } from "./leaving.js";
import { possible } from "./vault.js";
import { claim } from "./waiting.js";

const person = document.body.dataset.person;
if (possible() && person) {
  watchSignOut();
  await claim(person);
}
