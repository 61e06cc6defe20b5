// A terminal of the room. Down come the terminal's bytes, and words in JSON; up go JSON arrays.
import { Terminal } from "/static/xterm.mjs";
import { FitAddon } from "/static/addon-fit.mjs";
import { Unicode11Addon } from "/static/addon-unicode11.mjs";

const KEYS = {
  esc: "\x1b", tab: "\t", back: "\x1b[Z", up: "\x1b[A", down: "\x1b[B", left: "\x1b[D", right: "\x1b[C",
  enter: "\r", pageup: "\x1b[5~", pagedown: "\x1b[6~", emergency: "\x1b[24~", send: "\x13", hide: "\x1b[20~", help: "?",
};
const PIECE = 8000;      // characters in one message up
const FIRST_WAIT = 500;  // ms before the first try to come back
const LAST_WAIT = 5000;
const SILENCE = 45000;   // ms without a word from the host before the line counts as dead

const screen = document.getElementById("screen");
const state = document.getElementById("state");
const words = document.getElementById("words");

function kept(store, name, fallback) {
  try { return store.getItem(name) ?? fallback; } catch { return fallback; }
}
function keep(store, name, value) {
  try { store.setItem(name, value); } catch { /* a browser that keeps nothing: it works without */ }
}

let tab = kept(sessionStorage, "tte-tab", "");
if (!/^[0-9a-f]{24}$/.test(tab)) {
  tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  keep(sessionStorage, "tte-tab", tab);
}

const narrow = window.matchMedia("(max-width: 600px)").matches;
let letters = Number(kept(localStorage, "tte-letters", narrow ? 12 : 15)) || 15;

const term = new Terminal({
  allowProposedApi: true,
  cursorBlink: false,
  fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSize: letters,
  scrollback: 0,
  screenReaderMode: kept(localStorage, "tte-reader", "") === "on",
  macOptionIsMeta: true,
  theme: { background: "#121417", foreground: "#e8e8e8" },
});
const fit = new FitAddon();
term.loadAddon(fit);
term.loadAddon(new Unicode11Addon());
term.unicode.activeVersion = "11";
term.open(screen);

let socket = null;
let wait = FIRST_WAIT;
let over = false;        // no coming back by itself
let heard = 0;
let focused = true;

function say(text) {
  words.textContent = text;
  words.hidden = !text;
  refit();
}
function up(message) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}
function typed(text) {
  focus(true); // who types is here, whatever the browser says of its window
  for (let at = 0; at < text.length; at += PIECE) up(["in", text.slice(at, at + PIECE)]);
}
function focus(on) {
  if (on === focused) return;
  focused = on;
  up(["focus", on]);
}
function refit() {
  try { fit.fit(); } catch { /* no room to measure yet */ }
}

function connect() {
  refit();
  state.textContent = "Connecting …";
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}${screen.dataset.socket}?tab=${tab}`);
  socket.binaryType = "arraybuffer";
  let opened = false;
  socket.onopen = () => {
    opened = true;
    heard = Date.now();
    term.reset();
    focused = true;
    up(["size", term.cols, term.rows]);
  };
  socket.onmessage = (event) => {
    heard = Date.now();
    if (typeof event.data !== "string") {
      wait = FIRST_WAIT;
      if (state.textContent !== "Connected") { state.textContent = "Connected"; say(""); term.focus(); }
      term.write(new Uint8Array(event.data));
      return;
    }
    const [kind, text] = JSON.parse(event.data);
    if (kind === "bye") { over = true; say(text); }
    if (kind === "wait") say(text);
    if (kind === "file" && typeof text === "string" && text.startsWith("/")) location.assign(text);
  };
  socket.onclose = async (event) => {
    socket = null;
    state.textContent = over ? "Closed" : "Not connected";
    if (over) { term.options.disableStdin = true; return; }
    if (!opened && !(await ticketStands())) { location.replace(screen.dataset.back); return; }
    if (words.hidden || wait === FIRST_WAIT) {
      say("The connection to the host is gone. What was sent is safe, and so is what you were typing, unless the host itself has stopped. This page keeps trying to come back. If it lasts, tell the facilitator.");
    }
    setTimeout(connect, wait + Math.random() * 300);
    wait = Math.min(LAST_WAIT, wait * 1.6);
  };
}

// Whether the seat still opens for this browser: a host that is down says neither yes nor no.
async function ticketStands() {
  try {
    const answer = await fetch(`${screen.dataset.back}/standing`, { cache: "no-store" });
    return answer.status !== 403;
  } catch {
    return true;
  }
}

term.onData(typed);
term.onBinary(typed);
term.onResize(({ cols, rows }) => up(["size", cols, rows]));
window.addEventListener("focus", () => focus(true));
window.addEventListener("blur", () => focus(false));
new ResizeObserver(refit).observe(screen);
window.visualViewport?.addEventListener("resize", () => {
  document.body.style.height = `${window.visualViewport.height}px`; // the keyboard of a phone takes room
  refit();
});
setInterval(() => {
  if (socket && socket.readyState === WebSocket.OPEN && Date.now() - heard > SILENCE) socket.close();
}, 5000);

// A finger scrolls as a wheel does.
let finger = null;
screen.addEventListener("touchstart", (event) => {
  finger = event.touches.length === 1 ? event.touches[0].clientY : null;
}, { passive: true });
screen.addEventListener("touchmove", (event) => {
  if (finger === null || event.touches.length !== 1) return;
  const touch = event.touches[0], box = screen.getBoundingClientRect();
  const tall = box.height / term.rows, lines = Math.trunc((finger - touch.clientY) / tall);
  if (!lines) return;
  finger -= lines * tall;
  const column = Math.min(term.cols, 1 + Math.floor((touch.clientX - box.left) / (box.width / term.cols)));
  const row = Math.min(term.rows, 1 + Math.floor((touch.clientY - box.top) / tall));
  typed(`\x1b[<${lines > 0 ? 65 : 64};${column};${row}M`.repeat(Math.min(5, Math.abs(lines))));
}, { passive: true });

document.getElementById("keys").addEventListener("click", (event) => {
  const key = event.target.closest("button")?.dataset.key;
  if (key) { typed(KEYS[key]); term.focus(); }
});
document.getElementById("more").addEventListener("click", (event) => {
  const what = event.target.closest("button")?.dataset.do;
  if (!what) return;
  if (what === "reader") {
    term.options.screenReaderMode = !term.options.screenReaderMode;
    keep(localStorage, "tte-reader", term.options.screenReaderMode ? "on" : "");
    event.target.textContent = `Screen reader: ${term.options.screenReaderMode ? "on" : "off"}`;
    return;
  }
  letters = Math.min(30, Math.max(7, letters + (what === "bigger" ? 1 : -1)));
  keep(localStorage, "tte-letters", letters);
  term.options.fontSize = letters;
  refit();
});

connect();
