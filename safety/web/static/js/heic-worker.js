// Decodes HEIC apart from the page, with libheif (LGPL-3.0, unchanged, as heic-to packs it without `eval`).  It is loaded
// when the first such picture comes that the browser itself cannot draw.
import libheifOf from "../vendor/heic-to/libheif.js";

const libheif = libheifOf();

async function decoded(buffer) {
  const decoder = new libheif.HeifDecoder();
  const images = decoder.decode(buffer);
  try {
    if (!images.length) throw new Error("no picture in it");
    const image = images.find((one) => one.is_primary()) ?? images[0];
    const [width, height] = [image.get_width(), image.get_height()];
    const target = new ImageData(width, height);
    target.data.fill(255);
    return await new Promise((resolve, reject) =>
      image.display(target, (shown) => (shown ? resolve(shown) : reject(new Error("not decoded")))),
    );
  } finally {
    for (const image of images) image.free();
  }
}

addEventListener("message", async ({ data: { id, buffer } }) => {
  try {
    const picture = await decoded(buffer);
    postMessage({ id, picture }, [picture.data.buffer]);
  } catch (error) {
    postMessage({ id, problem: String(error) });
  }
});
postMessage({ ready: true });
