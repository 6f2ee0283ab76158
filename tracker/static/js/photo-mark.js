// A tap marks the very spot; without this file, one of nine fields is chosen.
function install(place) {
  const spot = document.querySelector(`[data-spot="${place.dataset.pick}"]`);
  const circle = place.querySelector("circle");
  const { width, height } = circle.ownerSVGElement.viewBox.baseVal;
  spot.disabled = spot.value === "";
  const mark = (x, y) => {
    circle.classList.remove("d-none");
    circle.setAttribute("cx", x * width);
    circle.setAttribute("cy", y * height);
    spot.value = `${x.toFixed(3)},${y.toFixed(3)}`;
    spot.disabled = false;
  };
  place.querySelector(".pick-cells").addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    // A keyboard's choice comes without a place: then it is the middle of the field.
    const byHand = event.detail > 0;
    const box = place.getBoundingClientRect();
    const cell = Number(event.target.value) - 1;
    const x = byHand ? (event.clientX - box.left) / box.width : (cell % 3 + 0.5) / 3;
    const y = byHand ? (event.clientY - box.top) / box.height : (Math.floor(cell / 3) + 0.5) / 3;
    mark(Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1));
  });
}

document.querySelectorAll("[data-pick]").forEach(install);
