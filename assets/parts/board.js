// A search that is under way: look again until it leads somewhere else.
const waits = document.querySelector("[data-awaits]");

const look = async () => {
  try {
    const response = await fetch(waits.dataset.awaits, { headers: { "Accept": "text/html" } });
    if (response.redirected) {
      location.replace(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-awaits]");
    if (fresh && fresh.innerHTML !== waits.innerHTML) waits.innerHTML = fresh.innerHTML;
  } catch {
    // The network may be away for a moment: look again.
  }
  setTimeout(look, 500);
};

if (waits) setTimeout(look, 300);
