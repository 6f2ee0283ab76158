// On the pages of sign-in and sign-out: say what waits.
import { show } from "./notices.js";
import { possible } from "./vault.js";

if (possible()) await show("ended");
