// From the form to what is kept, and back; what is missing is said beside its field, as the
// server would say it.
const FRAME = ["key", "version", "recovery", "day"];

export function fields(form) {
  return [...new FormData(form)]
    .filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

// Whether a file was chosen.
export const withFiles = (form) =>
  [...new FormData(form).values()].some((value) => value instanceof File && value.size > 0);

// New answers under the old entry's day and key.
export function mended(form, kept) {
  const framing = ([name]) => FRAME.includes(name);
  return [...fields(form).filter((field) => !framing(field)), ...kept.filter(framing)];
}

function missing(form) {
  const names = new Set();
  const told = new FormData(form);
  for (const radio of form.querySelectorAll("input[type=radio][required]")) {
    if (!told.get(radio.name)) names.add(radio.name);
  }
  for (const name of told.getAll("asked")) {
    if (name !== "note" && !told.get(name)) names.add(name);
  }
  const heat = told.get("temperature_c")?.trim();
  if (heat) {
    const degrees = /^\d{1,3}([.,]\d{1,2})?$/.test(heat) ? Number(heat.replace(",", ".")) : NaN;
    if (!(degrees >= 34 && degrees <= 43)) names.add("temperature_c");
  }
  return names;
}

function unmark(form) {
  for (const note of form.querySelectorAll(".form-error")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function mark(form, name) {
  const field = form.elements[name];
  const scale = document.getElementById(name);
  const place = scale ?? field;
  const note = document.getElementById("fault").content.firstElementChild.cloneNode(true);
  note.id = `${name}-error`;
  note.querySelector("span").textContent =
    name === "temperature_c" ? form.dataset.degrees : form.dataset.choose;
  place.setAttribute("aria-invalid", "true");
  const said = (place.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  place.setAttribute("aria-describedby", [...new Set([...said, note.id])].join(" "));
  if (scale) scale.append(note);
  else field.after(note);
  return scale ? scale.querySelector("input") : field;
}

// Whether all is answered; else the first gap has the focus.
export function complete(form) {
  unmark(form);
  const gaps = [...missing(form)].map((name) => mark(form, name));
  gaps[0]?.focus();
  return gaps.length === 0;
}

// Put kept answers into the form again, to be mended.
export function fill(form, kept) {
  for (const [name, value] of kept.filter(([name]) => !FRAME.includes(name))) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
}
