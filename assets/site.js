// Small comforts. Everything on the site works without this file.

import "./ask.js";
import "./parts/board.js";
import "./parts/checklist.js";

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// A form that came back with errors: the summary of them is read out and seen first.
document.querySelector("[data-error-summary]")?.focus();

// The menu lies open on wide screens also where the browser cannot be told so in the style sheet.
const menu = document.querySelector(".site-menu");
if (menu) {
  const wide = matchMedia("(width >= 62rem)");
  if (!CSS.supports("selector(::details-content)")) {
    const follow = () => menu.toggleAttribute("open", wide.matches);
    wide.addEventListener("change", follow);
    follow();
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A form is sent once, however often the button is pressed. The button stays in reach of
// assistive technology, and works again when the page is come back to.
const release = (form) => {
  delete form.dataset.sent;
  each("[aria-busy]", (button) => {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }, form);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.target === "_blank") return;
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, 10_000, form); // a download leaves the page standing
});

addEventListener("pageshow", () => each("form[data-sent]", release));

// A text field is as high as its text, and says how much more fits.
const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
};

const count = (area) => {
  const note = document.getElementById(`${area.id}-limit`);
  if (!note) return;
  // An emoji is one character here, as on the server.
  const left = Number(area.dataset.maxlength) - [...area.value].length;
  const over = left < 0;
  note.textContent = (over ? note.dataset.over : note.dataset.left).replace("{number}", Math.abs(left));
  note.dataset.state = over ? "over" : "under";
};

each("textarea[data-grows]", (area) => {
  const follow = () => grow(area);
  area.addEventListener("input", follow);
  if (area.value) follow();
});

each("textarea[data-maxlength]", (area) => {
  // Read out only when typing rests, and only when little room is left.
  const live = document.createElement("span");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  area.after(live);
  let rest;
  area.addEventListener("input", () => {
    count(area);
    clearTimeout(rest);
    rest = setTimeout(() => {
      const near = area.value.length > Number(area.dataset.maxlength) * 0.9;
      live.textContent = near ? document.getElementById(`${area.id}-limit`).textContent : "";
    }, 1200);
  });
  if (area.value) count(area);
});

// Unsent text is kept in this tab until the form has been sent, or somebody signs out.
const drawer = {
  key: (name) => `unsent:${name}`,
  read(name) {
    try {
      return JSON.parse(sessionStorage.getItem(this.key(name)));
    } catch {
      return null;
    }
  },
  write(name, kept) {
    try {
      sessionStorage.setItem(this.key(name), JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing is no reason to stop.
    }
  },
  names() {
    try {
      return Object.keys(sessionStorage).filter((key) => key.startsWith("unsent:")).map((key) => key.slice(7));
    } catch {
      return [];
    }
  },
  remove: (name) => sessionStorage.removeItem(drawer.key(name)),
};

const texts = "textarea[name], input:is([type=text], [type=email], [type=tel], [type=search], [type=url])[name]";

each("form[data-keep]", (form) => {
  const name = form.dataset.keep;
  const fields = [...form.querySelectorAll(texts)];
  const kept = drawer.read(name);
  if (kept && fields.every((field) => field.value === field.defaultValue)) {
    let filled = false;
    for (const field of fields) {
      const stored = field.value && !("keepOver" in form.dataset);
      if (stored || !kept.values[field.name] || field.value === kept.values[field.name]) continue;
      field.value = kept.values[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      filled = true;
    }
    if (filled) {
      const note = document.createElement("p");
      note.className = "kept-note";
      note.setAttribute("role", "status");
      note.textContent = form.dataset.keepMessage;
      form.prepend(note);
    }
  }
  const keep = (sent) => {
    const values = Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    drawer.write(name, { values, sent });
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
});

// What was sent, and did not come back with errors or to be looked at once more, has arrived.
if (!document.querySelector(".error-page")) {
  for (const name of drawer.names()) {
    const kept = drawer.read(name);
    const back = document.querySelector(`form[data-keep="${CSS.escape(name)}"]`);
    if (!kept?.sent) continue;
    if (back && document.querySelector("[data-error-summary], [data-not-saved], [data-not-sent-yet]")) drawer.write(name, { ...kept, sent: false });
    else drawer.remove(name);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.closest(".account")) drawer.names().forEach(drawer.remove);
});

// A link that somebody wants to keep: <button hidden data-copy="#id" data-copied="Copied">.
each("[data-copy]", (button) => {
  const source = document.querySelector(button.dataset.copy);
  if (!source || !navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 3000);
  });
});

// A dialog is a section of the page until there is a button that can open it.
each("dialog[data-dialog]", (dialog) => {
  const openers = document.querySelectorAll(`[data-opens="${dialog.id}"]`);
  if (!openers.length || dialog.querySelector("[data-error-summary]")) return;
  dialog.close();
  for (const opener of openers) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  each(`[data-closes="${dialog.id}"]`, (button) => {
    button.hidden = false;
    button.addEventListener("click", () => dialog.close());
  });
});
