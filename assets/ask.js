// The question form: guides that may have the answer appear while one writes.

const form = document.querySelector(".ask-form");
const box = form?.querySelector("[data-suggestions]");

if (box) {
  const area = form.elements.body;
  const list = box.querySelector("[data-suggestions-list]");
  const said = box.querySelector("[data-suggestions-said]");
  const empty = list.innerHTML;
  let rest;
  let asked = "";
  let latest = 0;

  box.hidden = false;

  const show = (html) => {
    const words = html.trim();
    if (words === list.innerHTML.trim()) return;
    list.innerHTML = words;
    const found = list.querySelector("[data-said]");
    // Said once for each new set of guides, when typing rests.
    said.textContent = found ? found.dataset.said : "";
    if (found) form.elements.shown.value = "1";
  };

  const look = async () => {
    const text = area.value.trim();
    if (text === asked) return;
    asked = text;
    const number = ++latest;
    if (text.length < 8) {
      show(empty);
      return;
    }
    const body = new URLSearchParams({ body: text.slice(0, 1000), csrf_token: form.elements.csrf_token.value });
    try {
      const answer = await fetch(box.dataset.suggestions, { method: "POST", body });
      // What was asked last is what is shown; what goes wrong is shown to nobody.
      if (answer.ok && number === latest) show(await answer.text());
    } catch {
      // Without a line there are no guides, and the question can be sent all the same later.
    }
  };

  const later = () => {
    clearTimeout(rest);
    rest = setTimeout(look, 600);
  };
  area.addEventListener("input", later);
  if (area.value) later();
}

// What must be filled in follows from how one wants the answer.
if (form?.elements.reply_by) {
  const follow = () => {
    const call = form.elements.reply_by.value === "call";
    form.elements.email.required = !call;
    form.elements.phone.required = call;
  };
  form.addEventListener("change", follow);
  follow();
}
