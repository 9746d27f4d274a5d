// A conflict's page: the choices for each difference show while "merge" is chosen.

const form = document.querySelector("[data-decision]");

function showMerging() {
  const chosen = form.querySelector('input[name="choice"]:checked');
  form.classList.toggle("is-merging", chosen?.value === "merge");
}

if (form) {
  form.addEventListener("change", showMerging);
  form.addEventListener("input", (event) => {
    const name = event.target.dataset?.own;
    if (name) form.querySelector(`input[name="${name}"][value="own"]`).checked = true;
  });
  showMerging();
}
