// What a camera noted in a HEIC (Exif: when and where), for the JPEG that is made of it: the server compares it with
// the device's own time and position.  ISO/IEC 14496-12 and 23008-12: `iinf` names the item, `iloc` its bytes.
const word = (view, at) =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
const LONGEST_SEGMENT = 0xffff;
const ORIENTATION = 0x0112;

function* boxes(view, from, to) {
  for (let at = from; at + 8 <= to; ) {
    const [told, type] = [view.getUint32(at), word(view, at + 4)];
    const head = told === 1 ? 16 : 8;
    const size = told === 1 ? Number(view.getBigUint64(at + 8)) : told || to - at;
    if (size < head) return;
    yield { type, at: at + head, end: Math.min(at + size, to) };
    at += size;
  }
}

function box(view, type, { at, end }) {
  for (const one of boxes(view, at, end)) if (one.type === type) return one;
  return null;
}

// The id of the Exif item; null where there is none.
function itemOf(view, info) {
  const wide = view.getUint8(info.at) > 0;
  for (const { type, at, end } of boxes(view, info.at + (wide ? 8 : 6), info.end)) {
    if (type !== "infe" || end - at < 12) continue;
    const version = view.getUint8(at);
    const [id, kind] =
      version === 2
        ? [view.getUint16(at + 4), word(view, at + 8)]
        : [view.getUint32(at + 4), word(view, at + 10)];
    if (version >= 2 && kind === "Exif") return id;
  }
  return null;
}

// Reads numbers one after another.
function reader(view, start) {
  let at = start;
  return (bytes) => {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value = value * 256 + view.getUint8(at + index);
    at += bytes;
    return value;
  };
}

// Where the bytes of an item lie: `{ method, extents: [[offset, length]] }`.
function placeOf(view, location, wanted) {
  const version = view.getUint8(location.at);
  const read = reader(view, location.at + 4);
  const [sizes, more] = [read(1), read(1)];
  const [offsets, lengths, bases, indexes] = [sizes >> 4, sizes & 15, more >> 4, version ? more & 15 : 0];
  for (let left = read(version < 2 ? 2 : 4); left; left -= 1) {
    const id = read(version < 2 ? 2 : 4);
    const method = version ? read(2) & 15 : 0;
    read(2);
    const base = read(bases);
    const extents = Array.from({ length: read(2) }, () => {
      read(indexes);
      return [base + read(offsets), read(lengths)];
    });
    if (id === wanted) return { method, extents };
  }
  return null;
}

function bytesOf(view, meta) {
  const inside = { at: meta.at + 4, end: meta.end };
  const [info, location, data] = ["iinf", "iloc", "idat"].map((type) => box(view, type, inside));
  const id = info && location && itemOf(view, info);
  const place = id && placeOf(view, location, id);
  if (!place || place.method > 1 || place.extents.length !== 1) return null;
  const [[offset, length]] = place.extents;
  const start = place.method ? data.at + offset : offset;
  return new Uint8Array(view.buffer, start, length).slice();
}

// The pixels are turned upright already: the note that they are not is taken back.
function uprightIn(tiff) {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  for (let left = view.getUint16(first, little), at = first + 2; left; left -= 1, at += 12) {
    if (view.getUint16(at, little) === ORIENTATION) view.setUint16(at + 8, 1, little);
  }
}

// The Exif of a HEIC as a JPEG's segment; null where there is none, or none that can be read.
export function exifSegment(buffer) {
  try {
    const view = new DataView(buffer);
    const meta = box(view, "meta", { at: 0, end: buffer.byteLength });
    const item = meta && bytesOf(view, meta);
    if (!item) return null;
    const tiff = item.subarray(4 + new DataView(item.buffer).getUint32(0));
    uprightIn(tiff);
    const length = 2 + 6 + tiff.length;
    if (length > LONGEST_SEGMENT) return null;
    return new Uint8Array([0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]);
  } catch {
    return null; // what a camera wrote wrongly stays unknown, as everywhere
  }
}
