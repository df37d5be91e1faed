// Keeps a page of `sitegen serve` up to date. It is part of the preview alone: no built page has it.
"use strict";
(() => {
  const here = location.pathname + location.search;
  const script = document.currentScript;
  const first = JSON.parse(script.dataset.state);
  const own = new URL(".", script.src);
  const SCROLL = "sitegen-scroll";
  const CLOSED = "sitegen-closed";
  let assets = first.assets;
  let source = null;

  // --- scroll position -----------------------------------------------------

  function reload() {
    sessionStorage.setItem(SCROLL, JSON.stringify([here, scrollX, scrollY]));
    source.close();
    location.reload();
  }

  const [page, left, top] = JSON.parse(sessionStorage.getItem(SCROLL) || "[]");
  sessionStorage.removeItem(SCROLL);

  function scrollBack() {
    if (page === here) scrollTo({ left, top, behavior: "instant" });
  }

  // --- stylesheets and pictures --------------------------------------------

  const isSite = (address) => address.origin === location.origin;

  function changedIn(after) {
    const paths = new Set([...Object.keys(assets), ...Object.keys(after)]);
    return new Set([...paths].filter((path) => assets[path] !== after[path]));
  }

  // By sheet, the one on its way that is to replace it.
  const coming = new Map();

  function freshen(element, attribute, version) {
    const address = new URL(element[attribute]);
    if (!isSite(address)) return;
    address.searchParams.set("sitegen", version);
    if (element.localName !== "link") {
      element[attribute] = address.href;
      return;
    }
    // The old sheet stays until the new one is there, so nothing flashes.
    if ([...coming.values()].includes(element)) return;
    const next = coming.get(element) ?? element.cloneNode();
    coming.set(element, next);
    next[attribute] = address.href;
    next.onload = next.onerror = () => {
      element.remove();
      coming.delete(element);
    };
    if (!next.isConnected) element.after(next);
  }

  function swap(after) {
    const changed = changedIn(after);
    assets = after;
    if (!changed.size) return;
    const uses = (element, attribute) => changed.has(decodeURI(new URL(element[attribute]).pathname));
    if ([...document.scripts].some((one) => one.src && uses(one, "src"))) {
      reload();
      return;
    }
    const version = Date.now().toString(36);
    // One sheet may import another, and both may show pictures and fonts.
    for (const link of document.querySelectorAll("link[rel~=stylesheet]")) freshen(link, "href", version);
    for (const image of document.images) if (image.src && uses(image, "src")) freshen(image, "src", version);
  }

  // --- problems --------------------------------------------------------------

  const host = document.createElement("sitegen-problems");
  const root = host.attachShadow({ mode: "open" });
  const looks = document.createElement("link");
  looks.rel = "stylesheet";
  looks.href = new URL("live.css", own);

  function make(name, className, text, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }

  const place = (one) => [one.path, one.line, one.column].filter(Boolean).join(":");
  const titled = (count) => `${count} ${count === 1 ? "problem" : "problems"}`;

  function line(one) {
    const parts = [make("p", "place", place(one)), make("p", "message", one.message)];
    if (one.hint) parts.push(make("p", "hint", one.hint));
    return make("li", "", "", ...parts);
  }

  function show(count, problems) {
    if (!count) {
      sessionStorage.removeItem(CLOSED);
      host.remove();
      return;
    }
    const said = JSON.stringify(problems);
    const isClosed = sessionStorage.getItem(CLOSED) === said;
    const toggle = (closed) => {
      if (closed) sessionStorage.setItem(CLOSED, said);
      else sessionStorage.removeItem(CLOSED);
      show(count, problems);
    };
    const button = make("button", isClosed ? "badge" : "close", isClosed ? titled(count) : "Close");
    button.type = "button";
    button.onclick = () => toggle(!isClosed);
    if (isClosed) {
      root.replaceChildren(looks, button);
    } else {
      const items = problems.map(line);
      if (count > problems.length) items.push(make("li", "more", `and ${count - problems.length} more`));
      const header = make("header", "", "", make("h1", "", titled(count)), button);
      const note = make("p", "note", "What is broken is shown as it last was in order. This goes away when it is mended.");
      const panel = make("section", "panel", "", header, make("ul", "", "", ...items), note);
      panel.setAttribute("role", "alertdialog");
      panel.setAttribute("aria-label", titled(count));
      panel.onkeydown = (event) => {
        if (event.key === "Escape") toggle(true);
      };
      root.replaceChildren(looks, panel);
    }
    if (!host.isConnected) document.documentElement.append(host);
  }

  // --- news --------------------------------------------------------------------

  function hear(event) {
    const now = JSON.parse(event.data);
    if (now.page !== first.page) {
      reload();
      return;
    }
    swap(now.assets);
    show(now.count, now.problems);
  }

  // A browser opens few connections to one server: pages that nobody sees give theirs back.
  function listen() {
    if (source) source.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(new URL(`events?page=${encodeURIComponent(here)}`, own));
    source.onmessage = hear;
  }

  scrollBack();
  addEventListener("load", scrollBack, { once: true });
  addEventListener("pageshow", (event) => event.persisted && listen());
  addEventListener("pagehide", () => source && source.close());
  document.addEventListener("visibilitychange", listen);
  listen();
})();
