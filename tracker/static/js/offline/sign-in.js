// On the page of sign-in: say what waits, or forget it where the server says so.
import { show } from "./notices.js";
import { sendWaiting } from "./sending.js";
import { possible } from "./vault.js";

if (possible()) {
  await show("ended");
  await show((await sendWaiting()).state);
}
