// Chosen files and photos are shown before they are sent, and each can be taken out again.
function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function card(file, input, words) {
  const item = document.createElement("div");
  item.className = "picked-item";
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    picture.addEventListener("error", () => picture.remove());
    item.append(picture);
  }
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${size(file.size)}`;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn btn-sm";
  remove.textContent = words;
  remove.setAttribute("aria-label", `${words} ${file.name}`);
  remove.addEventListener("click", () => {
    const rest = new DataTransfer();
    for (const other of input.files) if (other !== file) rest.items.add(other);
    input.files = rest.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  item.append(name, remove);
  return item;
}

export function picker(root = document) {
  for (const input of root.querySelectorAll("input[type=file][data-picker]")) {
    const place = input.parentElement.querySelector("[data-picked]");
    input.addEventListener("change", () => {
      place.replaceChildren(...[...input.files].map((file) => card(file, input, input.dataset.removeWords)));
    });
  }
}
