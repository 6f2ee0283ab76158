// Passkeys: the browser makes or uses one when the button is pressed; the form then carries what
// it answers. Without this file the other ways to sign in remain.
const form = document.querySelector("form[data-passkey]");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function make(told) {
  const publicKey = {
    ...told, challenge: bytes(told.challenge), excludeCredentials: known(told.excludeCredentials),
    user: { ...told.user, id: bytes(told.user.id) },
  };
  const key = await navigator.credentials.create({ publicKey });
  return [key, {
    attestationObject: text(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  }];
}

async function use(told) {
  const publicKey = {
    ...told, challenge: bytes(told.challenge), allowCredentials: known(told.allowCredentials),
  };
  const key = await navigator.credentials.get({ publicKey });
  const handle = key.response.userHandle;
  return [key, {
    authenticatorData: text(key.response.authenticatorData),
    signature: text(key.response.signature),
    userHandle: handle?.byteLength ? text(handle) : null,
  }];
}

async function run(button) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const act = form.dataset.passkey === "make" ? make : use;
    const [key, response] = await act(JSON.parse(form.dataset.options));
    form.elements.credential.value = JSON.stringify({
      id: key.id, rawId: text(key.rawId), type: key.type,
      response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
      clientExtensionResults: {},
    });
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

if (form && window.PublicKeyCredential) {
  const button = form.querySelector("[data-passkey-go]");
  document.querySelectorAll("[data-passkey-none]").forEach((words) => { words.hidden = true; });
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(button);
  });
}
