// What a form still waits for before it can be finished: photographs that are being made smaller and kept, a position
// on its way; and what could not be kept.  The form's `[data-waits]` says so.
export function underway(form) {
  const going = { photos: new Set(), position: new Set() };
  const failed = new Map(); // id of a photograph → keeping it once more

  function show() {
    const place = form.querySelector("[data-waits]");
    const { photos, position } = going;
    const words = [
      photos.size && place.dataset.wordsPhotos.replace("{n}", photos.size),
      position.size && place.dataset.wordsPosition,
    ];
    place.textContent = words.filter(Boolean).join(" ");
    place.hidden = !place.textContent;
  }

  async function settled(...kinds) {
    for (const set of kinds.map((kind) => going[kind])) {
      while (set.size) await Promise.allSettled([...set]);
    }
  }

  return {
    failed,
    settled,

    // Follows a promise until it is kept or broken; answers it.
    follow(kind, promise) {
      going[kind].add(promise);
      show();
      const done = () => {
        going[kind].delete(promise);
        show();
      };
      promise.then(done, done);
      return promise;
    },

    // Whether leaving now would lose a photograph.
    get losing() {
      return going.photos.size > 0 || failed.size > 0;
    },

    // Keeps once more what could not be kept; true when nothing is left out.
    async again() {
      await settled("photos");
      for (const again of [...failed.values()]) await again();
      await settled("photos");
      return failed.size === 0;
    },

    // The same, then waits for a position too.
    async complete() {
      await this.again();
      await settled("photos", "position");
      return failed.size === 0;
    },
  };
}
