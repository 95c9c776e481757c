// The page: a form, the entries, and who answers.
import { answered, request, requestUntilAnswered } from "./requests.js";

const ENTRIES = "/api/entries";
const REFRESH = 2_000;
const MESSAGE_LENGTH = 1000;

const element = (id) => document.getElementById(id);

/** Makes an element: make("p", { className: "quiet" }, "text", child, …). Text is never read as HTML. */
function make(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// --- Notices -------------------------------------------------------------------------------------

/** One notice per concern; the first one that there is is shown. */
const notices = { sending: null, deleting: null, tiers: null, entries: null };
let sending = null; // the AbortController of the entry on its way

function notice(concern, text) {
  notices[concern] = text;
  const first = Object.values(notices).find((notice) => notice) ?? "";
  element("notice").hidden = !first;
  if (element("notice-text").textContent !== first) {
    element("notice-text").textContent = first; // unchanged text is not announced again
  }
  element("notice-stop").hidden = !notices.sending;
}

element("notice-stop").addEventListener("click", () => sending?.abort());

// --- Entries -------------------------------------------------------------------------------------

const shown = new Map(); // id -> list item
let next = null; // where older entries are
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function show(entry) {
  if (shown.has(entry.id)) {
    return;
  }
  const item = entryItem(entry);
  const below = [...shown.keys()].filter((id) => id < entry.id);
  element("entries").insertBefore(item, shown.get(Math.max(...below)) ?? null);
  shown.set(entry.id, item);
}

function hide(id) {
  shown.get(id)?.remove();
  shown.delete(id);
}

function entryItem({ id, author, message, createdAt }) {
  const avatar = make("span", { className: "avatar", ariaHidden: "true" }, [...author][0].toUpperCase());
  avatar.style.setProperty("--hue", hue(author));
  const time = make("time", { className: "quiet", dateTime: createdAt, title: new Date(createdAt).toLocaleString() });
  time.textContent = since(createdAt);
  return make("li", { className: "entry card" },
    avatar,
    make("div", {},
      make("header", {}, make("span", { className: "author" }, author), time, deleteButton(id, author)),
      make("p", { className: "message" }, message)));
}

/** The first press asks, the second deletes. */
function deleteButton(id, author) {
  const button = make("button", { type: "button", className: "delete", ariaLabel: `Delete the entry of ${author}` }, "Delete");
  const ask = (sure) => {
    button.classList.toggle("sure", sure);
    button.textContent = sure ? "Really?" : "Delete";
    button.ariaLabel = sure ? `Really delete the entry of ${author}?` : `Delete the entry of ${author}`;
  };
  button.addEventListener("blur", () => ask(false));
  button.addEventListener("click", async () => {
    if (!button.classList.contains("sure")) {
      ask(true);
      return;
    }
    button.disabled = true;
    try {
      await request("DELETE", `${ENTRIES}/${id}`);
      hide(id);
      tellWhenEmpty();
      notice("deleting", null);
    } catch (error) {
      button.disabled = false;
      ask(false);
      notice("deleting", `${error.message} Whether the entry was deleted is not known; try again.`);
    }
  });
  return button;
}

function hue(author) {
  let sum = 0;
  for (const character of author) {
    sum = (sum * 31 + character.codePointAt(0)) % 360;
  }
  return sum;
}

function since(moment) {
  const seconds = Math.min(0, (new Date(moment) - Date.now()) / 1000);
  for (const [unit, length] of [["day", 86_400], ["hour", 3_600], ["minute", 60]]) {
    if (-seconds >= length) {
      return ago.format(Math.trunc(seconds / length), unit);
    }
  }
  return "just now";
}

function tellWhenEmpty() {
  element("empty").textContent = "Nobody has signed yet. Be the first.";
  element("empty").hidden = shown.size > 0;
}

/** Brings the newest page in line with what the application has; older ones stay as they were. */
async function readEntries() {
  const page = await request("GET", ENTRIES);
  const present = new Set(page.entries.map((entry) => entry.id));
  // Without an entry in common there may be others between this page and what is shown: begin anew.
  const connected = [...present].some((id) => shown.has(id));
  const oldest = page.next && connected ? Math.min(...present) : 0;
  for (const id of [...shown.keys()]) {
    if (id >= oldest && !present.has(id)) {
      hide(id);
    }
  }
  if (!page.next || !connected) {
    next = page.next;
  }
  page.entries.forEach(show);
  element("older").hidden = !next;
  tellWhenEmpty();
  for (const time of document.querySelectorAll(".entry time")) {
    time.textContent = since(time.dateTime);
  }
}

element("older").addEventListener("click", async () => {
  element("older").disabled = true;
  try {
    const page = await request("GET", next);
    page.entries.forEach(show);
    next = page.next;
    element("older").hidden = !next;
  } catch (error) {
    notice("entries", error.message);
  }
  element("older").disabled = false;
});

// --- The form ------------------------------------------------------------------------------------

const form = element("sign");

function problem(text) {
  element("problem").textContent = text ?? "";
  element("problem").hidden = !text;
}

function countLeft() {
  element("left").textContent = `${MESSAGE_LENGTH - form.message.value.length} characters left`;
}

/** What is on its way cannot be edited. */
function lock(locked) {
  form.author.readOnly = form.message.readOnly = element("send").disabled = locked;
  element("send").textContent = locked ? "Sending …" : "Sign";
}

form.addEventListener("input", () => {
  countLeft();
  problem(null);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const missing = [form.author, form.message].find((field) => !field.value.trim());
  if (missing) {
    problem(missing === form.author ? "Please enter your name." : "Please enter a message.");
    missing.focus();
    return;
  }
  sending = new AbortController();
  lock(true);
  problem(null);
  try {
    const entry = await requestUntilAnswered("POST", ENTRIES, {
      body: { author: form.author.value, message: form.message.value },
      signal: sending.signal,
      onRetry: (error, tries) =>
        notice("sending", `${error.message} Your entry waits here and is sent again (${tries} ${tries === 1 ? "try" : "tries"} so far).`),
    });
    show(entry);
    tellWhenEmpty();
    form.message.value = "";
    countLeft();
  } catch (error) {
    problem(sending.signal.aborted ? "Not confirmed: the entry may not have been written. Sign again to send it anew." : error.message);
  }
  lock(false);
  notice("sending", null);
});

// --- Who answers ---------------------------------------------------------------------------------

const answers = new Map(); // pod -> number of answers

answered.addEventListener("pod", ({ detail: pod }) => {
  answers.set(pod, (answers.get(pod) ?? 0) + 1);
  const most = Math.max(...answers.values());
  const items = [...answers].sort(([one], [other]) => one.localeCompare(other)).map(([name, count]) =>
    make("li", { className: name === pod ? "pod last" : "pod" },
      make("span", { className: "name" }, name),
      make("span", { className: "count" }, String(count)),
      make("progress", { max: most, value: count, ariaLabel: `Answers of ${name}` })));
  element("pods").replaceChildren(...items);
});

async function readTiers() {
  const { version, database } = await request("GET", "/api/info");
  element("version").textContent = version;
  tellDatabase(database.reachable ? "good" : "bad", database.reachable ? `PostgreSQL ${database.version}` : "Cannot be reached");
  if (!database.reachable) {
    throw new Error("The database cannot be reached just now.");
  }
}

function tellDatabase(state, text) {
  element("database-dot").className = `dot ${state}`;
  element("database").textContent = text;
}

// --- Refresh -------------------------------------------------------------------------------------

/** Reads again and again while somebody looks, and tells when it cannot. */
async function keepReading(concern, read) {
  if (!document.hidden) {
    try {
      await read();
      notice(concern, null);
    } catch (error) {
      notice(concern, `${error.message} Trying again …`);
    }
  }
  setTimeout(keepReading, REFRESH, concern, read);
}

keepReading("entries", readEntries);
keepReading("tiers", () =>
  readTiers().catch((error) => {
    if (error.passing) {
      tellDatabase("", "Not known while no application pod answers");
    }
    throw error;
  }));
