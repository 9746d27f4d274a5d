// Signing by hand: the drawing is kept as a PNG data URL in the hidden field beside the canvas.
async function load() {
  return (await import("../vendor/signature_pad/signature_pad.min.js")).default;
}

function attach(box, SignaturePad) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[type=hidden]");
  // Dark ink on white paper in both themes: the picture goes onto a printed sheet.
  const pad = new SignaturePad(canvas, { penColor: "#0b1f44", backgroundColor: "#ffffff", minWidth: 0.8, maxWidth: 2.6 });
  const fit = () => {
    const strokes = pad.toData();
    const scale = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * scale;
    canvas.height = canvas.offsetHeight * scale;
    canvas.getContext("2d").scale(scale, scale);
    pad.clear();
    if (strokes.length) pad.fromData(strokes);
    else if (field.value) pad.fromDataURL(field.value, { width: canvas.offsetWidth, height: canvas.offsetHeight });
  };
  const store = () => {
    field.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  pad.addEventListener("endStroke", store);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    pad.clear();
    store();
  });
  box.querySelector("[data-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    store();
  });
  new ResizeObserver(fit).observe(canvas);
}

export async function signature(root = document) {
  const boxes = [...root.querySelectorAll("[data-signature]")];
  if (!boxes.length) return;
  const SignaturePad = await load();
  boxes.forEach((box) => attach(box, SignaturePad));
}
