const form = document.getElementById("form");
const { issue, proof, digest } = form.dataset;
form.hidden = false;
for (const frame of document.querySelectorAll("iframe")) {
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page && page.scrollHeight) frame.style.blockSize = `${page.scrollHeight + 4}px`;
  };
  frame.addEventListener("load", fit);
  frame.closest("details").addEventListener("toggle", fit);
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(form);
  const comments = [...form.querySelectorAll("textarea")]
    .filter((area) => area.value.trim())
    .map((area) => ({ number: Number(area.dataset.number), about: area.dataset.about, words: area.value.trim() }));
  const made = { kind: "newsletter-comments", version: 1, issue, proof: Number(proof), digest, by: given.get("by"), opinion: given.get("opinion") ?? "", comments };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(made, null, 1)], { type: "application/json" }));
  link.download = `comments-${issue}-proof-${proof}.json`;
  link.click();
  document.getElementById("done").textContent = `Saved as ${link.download}, where your downloads are. Send that file back to the person who asked you.`;
});
