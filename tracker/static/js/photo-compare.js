// Two photos side by side get a switch to lie upon each other, with a slider between them.
// Everything works without this file; the words stand in the page.
function install(place) {
  const words = place.dataset;
  const [, after] = place.querySelectorAll("figure");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-link" });
  button.textContent = words.lay;
  button.setAttribute("aria-pressed", "false");
  const label = document.createElement("label");
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: 0, max: 100, value: 50, className: "form-range" });
  label.className = "compare-slider";
  label.append(words.slide, range);
  label.hidden = true;
  const slide = () => after.style.setProperty("--cut", `${range.value}%`);
  range.addEventListener("input", slide);
  button.addEventListener("click", () => {
    const laid = place.classList.toggle("is-laid");
    button.setAttribute("aria-pressed", String(laid));
    button.textContent = laid ? words.apart : words.lay;
    label.hidden = !laid;
    slide();
  });
  place.after(button, label);
}

document.querySelectorAll("[data-compare]").forEach(install);
