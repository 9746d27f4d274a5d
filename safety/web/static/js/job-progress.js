// The progress of a job that runs behind: asks the API until the job has ended, then leads on to its result.
const PAUSE = 1000;

async function ask(card) {
  const answer = await fetch(card.dataset.asks ?? `/api/v1/jobs/${card.dataset.job}`, {
    headers: { Accept: "application/json" },
  });
  if (answer.status === 401) return { state: "out" };
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function show(card, job) {
  const bar = card.querySelector("progress");
  const words = card.querySelector("[data-job-words]");
  if (job.total) {
    bar.max = job.total;
    bar.value = job.done ?? 0;
    words.textContent = `${job.done ?? 0} / ${job.total}`;
  }
  if (job.state === "queued") words.textContent = card.dataset.waitingWords;
  if (job.state === "out") words.textContent = card.dataset.outWords;
  if (job.state === "failed")
    words.textContent = [card.dataset.failedWords, job.problem].filter(Boolean).join("：");
}

async function watch(card) {
  for (;;) {
    try {
      const job = await ask(card);
      show(card, job);
      if (job.state === "done") {
        card.querySelector("[data-job-words]").textContent = card.dataset.doneWords;
        if (card.dataset.done) location.assign(card.dataset.done);
        return;
      }
      if (job.state === "failed" || job.state === "out") return;
    } catch {
      // The network may be away for a moment; the job goes on without us.
    }
    await new Promise((resume) => setTimeout(resume, PAUSE));
  }
}

export function jobProgress(root = document) {
  for (const card of root.querySelectorAll("[data-job]")) watch(card);
}
