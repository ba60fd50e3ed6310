"use strict";
(() => {
  const every = 15000;
  const offline = document.getElementById("offline");
  const answer = () => document.querySelector(".side").textContent + ": " + document.getElementById("answer").textContent;
  const busy = () => document.hidden || String(getSelection()) !== "" || document.activeElement.closest("#main details, #main .scroll");
  const opened = () => [...document.querySelectorAll("#main details[open]")].map((d) => d.closest("article").querySelector("h3").textContent);

  const show = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const main = fresh.getElementById("main");
    if (!main) throw new Error("the answer is no status page");
    const before = answer(), open = opened();
    const scrolled = [...document.querySelectorAll("#main .scroll")].map((s) => [s.getAttribute("aria-labelledby"), s.scrollLeft]);
    document.getElementById("main").replaceWith(main);
    for (const d of document.querySelectorAll("#main details")) d.open = open.includes(d.closest("article").querySelector("h3").textContent);
    for (const [id, left] of scrolled) {
      const s = document.querySelector(`#main .scroll[aria-labelledby="${CSS.escape(id)}"]`);
      if (s) s.scrollLeft = left;
    }
    document.title = fresh.title;
    document.querySelector("link[rel=icon]").href = fresh.querySelector("link[rel=icon]").href;
    if (answer() !== before) document.getElementById("news").textContent = answer();
  };

  const refresh = async () => {
    if (!busy()) {
      try {
        const got = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
        if (!got.ok) throw new Error(got.statusText);
        show(await got.text());
        offline.hidden = true;
      } catch {
        if (offline.hidden) offline.textContent = "tempfail does not answer: this is how it was.";
        offline.hidden = false;
      }
    }
    setTimeout(refresh, every);
  };
  setTimeout(refresh, every);
})();
