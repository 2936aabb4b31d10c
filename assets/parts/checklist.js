// Ticks on a checklist are saved as they are made; without this, by a button.

const form = document.querySelector("form[data-saves]");

if (form) {
  const note = form.querySelector("[data-save-note]");
  const bar = form.querySelector("[data-save-bar]");
  const boxes = () => [...form.querySelectorAll('input[type="checkbox"]')];
  let saving = false;
  let changed = false;
  let sent = new Map(); // what the boxes were when they were last sent

  // What the server's page says of the list replaces what this page said. A box that was pressed
  // while the answer was on its way stays as it is, and is sent next.
  const take = (page) => {
    for (const part of form.querySelectorAll("[data-fresh]")) {
      part.replaceWith(page.getElementById(part.id));
    }
    const renewed = (root) => root.querySelector("form[data-saves] [data-renewed]");
    renewed(document).value = renewed(page).value;
    for (const box of boxes()) {
      const theirs = page.getElementById(box.id);
      if (theirs && box.checked === sent.get(box.id)) box.checked = theirs.checked;
      box.closest("li").classList.toggle("done", box.checked);
    }
    for (const stage of form.querySelectorAll(".stage")) {
      stage.className = page.getElementById(stage.id)?.className ?? stage.className;
    }
    if (!changed) note.textContent = page.querySelector(".flashes .ds-alert")?.textContent ?? "";
  };

  const send = () => fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });

  const save = async () => {
    if (saving) return;
    saving = true;
    try {
      while (changed) {
        changed = false;
        sent = new Map(boxes().map((box) => [box.id, box.checked]));
        const answer = await send();
        if (!answer.ok) throw new Error(answer.status);
        take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
      bar.hidden = true;
    } catch {
      // Offline, or the page has been open for long: the button says what to do, and its answer why.
      bar.hidden = false;
      note.textContent = "";
    }
    saving = false;
  };

  // Somebody who leaves while an answer is on its way takes nothing unsaved along.
  addEventListener("pagehide", () => {
    if (!changed) return;
    const was = form.querySelector("[data-renewed]");
    const ticked = [...sent].filter(([, checked]) => checked).map(([id]) => id.slice("tick-".length));
    was.value = `${was.value} ${ticked.join(" ")}`;
    send().catch(() => {});
  });

  bar.hidden = true;
  form.addEventListener("change", (event) => {
    event.target.closest("li")?.classList.toggle("done", event.target.checked);
    note.textContent = "";
    changed = true;
    save();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
