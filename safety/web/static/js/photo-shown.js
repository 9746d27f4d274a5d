// Shows a photo that is kept here or at the server.  A kind that this browser cannot draw (HEIC in most) is drawn by the
// server as a small copy, which it does not keep; without a line `words` stand in its place.
const same = { credentials: "same-origin" };

async function drawn(blob) {
  const { csrf_token: token } = await (await fetch("/api/v1/me/csrf", same)).json();
  const headers = { "Content-Type": blob.type || "application/octet-stream", "X-CSRFToken": token };
  const answer = await fetch("/api/v1/evidence/previews", { ...same, method: "POST", body: blob, headers });
  return answer.ok ? answer.blob() : null;
}

export function showPhoto(image, { id, blob, words }) {
  image.onerror = async () => {
    image.onerror = null;
    image.alt = words;
    const copy = blob && (await drawn(blob).catch(() => null));
    if (!copy) return;
    image.alt = "";
    image.src = URL.createObjectURL(copy);
  };
  image.src = blob ? URL.createObjectURL(blob) : `/files/${id}/thumbnail`;
}
