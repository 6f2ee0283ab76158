// Before a photo leaves the phone: made small where the browser can read it, and shown with the last
// photo laid over it, so that it is framed the same. Everything works without this file; what it
// cannot read (HEIC in some browsers) is sent as it is.
const LONG_SIDE = 1600;

async function shrunk(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * share));
  canvas.height = Math.max(1, Math.round(bitmap.height * share));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  return { canvas, blob };
}

function preview(place, canvas, last, words) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.chosen);
  place.replaceChildren(canvas);
  place.hidden = false;
  if (!last?.complete || !last.naturalWidth) return;
  const label = document.createElement("label");
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: 0, max: 100, value: 40, className: "form-range" });
  label.append(words.over, range);
  const photo = document.createElement("canvas");
  Object.assign(photo, { width: canvas.width, height: canvas.height });
  photo.getContext("2d").drawImage(canvas, 0, 0);
  const draw = () => {
    const pen = canvas.getContext("2d");
    pen.globalAlpha = 1;
    pen.drawImage(photo, 0, 0);
    pen.globalAlpha = range.value / 100;
    pen.drawImage(last, 0, 0, canvas.width, canvas.height);
  };
  range.addEventListener("input", draw);
  place.append(label);
  draw();
}

function install(form) {
  const words = form.dataset;
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const status = form.querySelector("[data-status]");
  const place = form.querySelector("[data-preview]");
  const last = form.closest(".photo-card").querySelector("[data-last]");
  if (last) last.loading = "eager";
  for (const input of inputs) {
    input.addEventListener("change", async () => {
      const file = input.files[0];
      place.hidden = true;
      if (!file) return;
      for (const other of inputs) if (other !== input) other.value = "";
      try {
        const { canvas, blob } = await shrunk(file);
        if (blob && blob.size < file.size) {
          const carrier = new DataTransfer();
          carrier.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
          input.files = carrier.files;
        }
        preview(place, canvas, last, words);
        status.textContent = words.ready;
      } catch {
        status.textContent = words.unseen;
      }
    });
  }
  form.addEventListener("submit", () => {
    status.textContent = words.sending;
    form.querySelector("[data-send]").disabled = true;
  });
  // Back from the next page by the back button: the form can be used again.
  window.addEventListener("pageshow", () => {
    form.querySelector("[data-send]").disabled = false;
  });
}

document.querySelectorAll("[data-photo-form]").forEach(install);
