const boxes = [...document.querySelectorAll("fieldset input[type=checkbox]")];
const find = document.getElementById("find");
function show() {
  const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const text = find.value.toLowerCase();
  let any = false;
  for (const group of document.querySelectorAll("section")) {
    let hasMatch = false;
    const inName = group.querySelector("h2").textContent.toLowerCase().includes(text);
    for (const item of group.querySelectorAll("li")) {
      const level = item.dataset.levels.split(" ").some(name => wanted.has(name));
      const match = inName || item.textContent.toLowerCase().includes(text);
      item.hidden = !(level && match);
      hasMatch = hasMatch || !item.hidden;
    }
    group.hidden = !hasMatch;
    const link = document.querySelector(`nav a[href="#${group.id}"]`);
    link.parentElement.hidden = !hasMatch;
    if (text && hasMatch) {
      group.querySelectorAll("details:not(.same)").forEach(part => { part.open = true; });
    }
    any = any || hasMatch;
  }
  document.querySelector(".empty").hidden = any;
}
boxes.forEach(box => box.addEventListener("change", show));
find.addEventListener("input", show);
