// Labels and links that want to do something: on the page from the folder and on the one that is served, they do nothing.
import { assert, clickOn, picture, readFileSync, soon, withPage, writeFileSync } from "./browser.mjs";

export default async function (address, file) {
  await withPage({}, async (page, context) => {
    let pages = 0;
    context.on("page", () => pages++);
    await page.addInitScript(() => (globalThis.harm = () => (globalThis.harmed = true)));
    await page.goto(address + "#/views/all");
    await soon(page, picture.ids, ids => ids.includes("shop.web"), "the picture is there");
    await soon(page, picture.words, words => words.includes("<img"), "the label is text");
    await clickOn(page, "shop.web");
    await soon(page, () => document.querySelector(".panel:not([hidden])")?.innerText ?? "", text => text.includes("<img src=x"), "in the panel, too");
    await page.goto(address + "#/elements/shop.web");
    await soon(page, () => document.querySelector(".page")?.innerText ?? "", text => text.includes("<img src=x") && text.includes("Run this"), "and on its page");
    await page.goto(address + "#/decisions/1");
    await soon(page, () => document.querySelector(".page h1")?.textContent ?? "", text => text.includes("<script>"), "a decision's title is text");
    const found = await page.evaluate(() => {
      const roots = [document, document.querySelector(".picture").shadowRoot];
      const all = roots.flatMap(root => [...root.querySelectorAll("*")]);
      const leads = all.flatMap(one => [one.getAttribute("href"), one.getAttributeNS("http://www.w3.org/1999/xlink", "href"), one.getAttribute("src")]).filter(Boolean);
      return {
        odd: all.filter(one => /^(img|iframe|object|embed|foreignObject|animate|set)$/i.test(one.localName)).length,
        handlers: all.flatMap(one => [...one.attributes]).filter(attribute => attribute.name.startsWith("on")).length,
        leads: leads.filter(url => /^\s*(javascript|data:text|vbscript)/i.test(url)),
      };
    });
    assert.deepEqual(found, { odd: 0, handlers: 0, leads: [] });
    // Were such a thing ever to stand there, the policy would stop it.
    const refused = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "harm()";
      document.body.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", "harm()");
      image.src = "data:,";
      const link = document.createElement("a");
      link.href = "javascript:harm()";
      document.body.append(image, link);
      link.click();
      await new Promise(done => setTimeout(done, 300));
      return globalThis.harmed === undefined;
    });
    assert.ok(refused, "no script but the page's own runs");
    // What is wrong with a program is only told, too.
    if (file) {
      const good = readFileSync(file, "utf8");
      writeFileSync(file, good.replace("https://example.com/run", "javascript:harm()").replace("Run this", "<img src=x onerror=harm()>"));
      await soon(page, () => document.querySelector(".errors:not([hidden])")?.innerText ?? "", text => text.includes('"<img src=x onerror=harm()>" "javascript:harm()"'), "the error shows the line");
      assert.equal(await page.evaluate(() => document.querySelectorAll(".errors img, .errors a").length), 0);
      assert.equal(await page.evaluate(() => globalThis.harmed), undefined);
      writeFileSync(file, good);
    }
    assert.equal(pages, 0, "no window was opened");
  });
}
