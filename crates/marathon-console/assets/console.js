// Keeps an open page up to date. The server renders every number, date and word; this module only puts
// the elements it sends in the place of those they replace. Without it the page is complete, and still.

const INTERVAL_MS = 1000;
const RETRY_MS_MIN = 2000;
const RETRY_MS_MAX = 60000;

const live = document.getElementById("live");
const state = document.getElementById("live-state");
const toggle = document.getElementById("live-toggle");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What has arrived and is not yet on the page: id -> html, the newest of each. */
const waiting = new Map();
let paused = false;
let connection = "connecting";
let timer = 0;
let shownAt = -INTERVAL_MS;
let retryMs = RETRY_MS_MIN;

function show() {
  const name = paused ? "paused" : connection;
  live.dataset.state = name;
  if (state.textContent !== live.dataset[name]) state.textContent = live.dataset[name];
  toggle.textContent = paused ? live.dataset.resume : live.dataset.pause;
}

function schedule() {
  if (paused || timer || waiting.size === 0) return;
  const wait = Math.max(0, shownAt + INTERVAL_MS - performance.now());
  timer = setTimeout(() => {
    timer = 0;
    if (paused) return;
    shownAt = performance.now();
    for (const [id, html] of waiting) {
      if (replace(id, html)) waiting.delete(id);
    }
    schedule();
  }, wait);
}

/** Replaces an element unless its text is being marked; true if that is done. Keeps what its reader did to it: opened tables, scrolling, the place of the focus. */
function replace(id, html) {
  const old = document.getElementById(id);
  const template = document.createElement("template");
  template.innerHTML = html;
  const next = template.content.firstElementChild;
  if (!old || !next || next.id !== id) return true;
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.containsNode(old, true)) return false;
  for (const details of old.querySelectorAll("details[open]")) {
    next.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  }
  const scrolled = [...old.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (!calm.matches) markChanges(old, next);
  old.replaceWith(next);
  next.querySelectorAll(".scroll").forEach((box, n) => (box.scrollLeft = scrolled[n] ?? 0));
  if (focused?.id) document.getElementById(focused.id)?.focus({ preventScroll: true });
  return true;
}

/** Marks the counters whose figure differs, so that the style sheet can let them glow for a moment. */
function markChanges(old, next) {
  const before = old.querySelectorAll("dd");
  next.querySelectorAll("dd").forEach((figure, n) => {
    if (before[n] && before[n].textContent !== figure.textContent) figure.classList.add("fresh");
  });
}

function connect() {
  const source = new EventSource(live.dataset.stream);
  source.onopen = () => {
    connection = "on";
    retryMs = RETRY_MS_MIN;
    show();
  };
  source.onmessage = (message) => {
    for (const [id, html] of Object.entries(JSON.parse(message.data))) waiting.set(id, html);
    schedule();
  };
  source.onerror = () => {
    connection = "lost";
    show();
    // The browser reconnects by itself unless the server refused; then it is up to us, ever more slowly.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
      retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
    }
  };
}

/** A tile leads to its row of the table, which older browsers leave closed. */
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details && !details.open) {
    details.open = true;
    target.scrollIntoView({ block: "center" });
  }
}

/** SHA-256 of a file, in hex. */
async function fingerprint(file) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Photos stay where they are: their fingerprints are sent in their place. */
function keepPhotos(input) {
  const form = input.form;
  form.addEventListener("submit", async (event) => {
    if (input.files.length === 0) return;
    event.preventDefault();
    const fingerprints = await Promise.all([...input.files].map(fingerprint));
    form.elements[input.dataset.fingerprints].value = fingerprints.join(",");
    input.disabled = true;
    form.submit();
  });
  // Whoever comes back to the form may choose others.
  addEventListener("pageshow", () => (input.disabled = false));
}

if (globalThis.crypto?.subtle) document.querySelectorAll("[data-fingerprints]").forEach(keepPhotos);

addEventListener("hashchange", openTarget);
openTarget();

if (live && "EventSource" in window) {
  toggle.addEventListener("click", () => {
    paused = !paused;
    show();
    schedule();
  });
  live.hidden = false;
  show();
  connect();
}
