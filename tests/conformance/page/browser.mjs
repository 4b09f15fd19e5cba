// A browser for the tests of the page, and what they ask of it. `BROWSER` is the browser's program, `TOOLS` where its driver is
// installed.
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

const { chromium } = createRequire(process.env.TOOLS + "/")("playwright-core");

export { assert, readFileSync, writeFileSync };

/** Runs `work` with a page of a fresh browser; a mistake of the page's script, or a request to anywhere else, is a failure. */
export async function withPage(options, work) {
  const browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const mistakes = [];
    const foreign = [];
    page.on("pageerror", error => mistakes.push(error.message));
    page.on("dialog", dialog => (mistakes.push("a dialog: " + dialog.message()), dialog.dismiss()));
    page.on("request", request => {
      const url = new URL(request.url());
      if (!["file:", "data:"].includes(url.protocol) && url.hostname !== "127.0.0.1") foreign.push(request.url());
    });
    await work(page, context);
    assert.deepEqual(mistakes, [], "the page's script makes no mistake");
    assert.deepEqual(foreign, [], "the page asks nobody else for anything");
  } finally {
    await browser.close();
  }
}

/** What `read` gives in the page, as soon as `fits` says yes to it. */
export async function soon(page, read, fits, what) {
  const until = Date.now() + 30_000;
  for (;;) {
    const value = await page.evaluate(read);
    if (fits(value)) return value;
    assert.ok(Date.now() < until, `${what}: still ${JSON.stringify(value)?.slice(0, 600)}`);
    await page.waitForTimeout(30);
  }
}

export const picture = {
  /** The names of the boxes and lines that are drawn. */
  ids: () => [...(document.querySelector(".picture")?.shadowRoot.querySelectorAll("[data-id]") ?? [])].map(one => one.dataset.id),
  /** All that is written in it. */
  words: () => [...(document.querySelector(".picture")?.shadowRoot.querySelectorAll("text") ?? [])].map(one => one.textContent).join(" "),
  scale: () => Number(document.querySelector(".stage").dataset.scale),
  at: () => document.querySelector(".stage").dataset.at,
  chosen: () => document.querySelector(".picture").shadowRoot.querySelector(".chosen[data-id]")?.dataset.id,
  ground: () => getComputedStyle(document.querySelector(".picture").shadowRoot.querySelector("svg > rect")).fill,
};

/** The middle of a box on the screen, clear of what lies in it. */
export async function placeOf(page, id) {
  return page.evaluate(id => {
    const group = [...document.querySelector(".picture").shadowRoot.querySelectorAll("[data-id]")].find(one => one.dataset.id === id);
    const target = group.classList.contains("line") ? group.querySelector(".target") : group;
    if (group.classList.contains("line")) {
      const matrix = target.getScreenCTM();
      for (const share of [0.5, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]) {
        const point = target.getPointAtLength(target.getTotalLength() * share).matrixTransform(matrix);
        if (document.querySelector(".picture").shadowRoot.elementFromPoint(point.x, point.y)?.closest("[data-id]") === group) return { x: point.x, y: point.y };
      }
    }
    const box = target.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }, id);
}

export async function clickOn(page, id) {
  const { x, y } = await placeOf(page, id);
  await page.mouse.click(x, y);
}
