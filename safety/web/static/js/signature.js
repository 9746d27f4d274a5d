// Signing by hand: the drawing is kept as a PNG data URL in the hidden field beside the canvas.  The field is the
// truth: the canvas shows what it holds, after a reload, an undo or a turn of the device too.
//: Of each pad's field: what it held before each stroke, for undoing.
const strokes = new WeakMap();
//: How many strokes can be undone one by one.
const MOST_STROKES = 30;

async function load() {
  return (await import("../vendor/signature_pad/signature_pad.min.js")).default;
}

async function pictureFrom(address) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}

// Whole, unbent and from the left edge, as large as it fits.
function paint(canvas, picture) {
  const scale = Math.min(canvas.width / picture.naturalWidth, canvas.height / picture.naturalHeight);
  const ink = canvas.getContext("2d");
  ink.save();
  ink.setTransform(1, 0, 0, 1, 0, 0);
  ink.drawImage(picture, 0, 0, picture.naturalWidth * scale, picture.naturalHeight * scale);
  ink.restore();
}

function attach(box, SignaturePad) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[type=hidden]");
  const undo = box.querySelector("[data-undo]");
  // Dark ink on white paper in both themes: the picture goes onto a printed sheet.
  const pad = new SignaturePad(canvas, {
    penColor: "#0b1f44",
    backgroundColor: "#ffffff",
    minWidth: 0.8,
    maxWidth: 2.6,
  });
  const before = () => strokesOf(field);
  const state = { turn: 0, stroke: false, later: false };

  // Nobody draws while the picture is being painted: the stroke would be kept without what was there.
  async function show() {
    if (state.stroke) {
      state.later = true;
      return;
    }
    state.turn += 1;
    const turn = state.turn;
    undo.disabled = !before().length;
    if (!canvas.offsetWidth) return; // hidden: shown when it is seen
    pad.off();
    delete box.dataset.ready;
    const picture = field.value ? await pictureFrom(field.value).catch(() => null) : null;
    if (turn !== state.turn) return;
    if (!picture) field.value = "";
    const scale = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * scale;
    canvas.height = canvas.offsetHeight * scale;
    canvas.getContext("2d").scale(scale, scale);
    pad.clear();
    if (picture) paint(canvas, picture);
    pad.on();
    box.dataset.ready = "";
  }

  function hold(drawing) {
    field.value = drawing;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    undo.disabled = !before().length;
  }

  function remember() {
    strokes.set(field, [...before(), field.value].slice(-MOST_STROKES));
  }

  pad.addEventListener("beginStroke", () => (state.stroke = true));
  pad.addEventListener("endStroke", () => {
    state.stroke = false;
    remember();
    hold(canvas.toDataURL("image/png"));
    if (state.later) show();
    state.later = false;
  });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    if (field.value) remember();
    hold("");
    show();
  });
  undo.addEventListener("click", () => {
    const earlier = before();
    strokes.set(field, earlier.slice(0, -1));
    hold(earlier.at(-1) ?? "");
    show();
  });
  // Somebody else has put a drawing into the field (see `put`).
  field.addEventListener("drawing", show);
  new ResizeObserver(show).observe(canvas);
  addEventListener("pageshow", show); // a browser that fills forms again on the way back
}

// What a pad's field held before each stroke: kept with the drawing, so that strokes from before a reload are undone singly.
export const strokesOf = (field) => strokes.get(field) ?? [];

// Puts a drawing that was kept into a pad's field, with its strokes where they were kept; the pad shows it.
export function put(field, drawing, earlier = []) {
  field.value = drawing;
  strokes.set(field, earlier);
  field.dispatchEvent(new Event("drawing"));
}

export async function signature(root = document) {
  const boxes = [...root.querySelectorAll("[data-signature]")];
  if (!boxes.length) return;
  const SignaturePad = await load();
  boxes.forEach((box) => attach(box, SignaturePad));
}
