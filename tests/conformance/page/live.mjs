// The page of a program that is watched: what is changed on disk is swapped in, and nothing is lost by it.
import { assert, clickOn, picture, readFileSync, soon, withPage, writeFileSync } from "./browser.mjs";

export default async function (address, file) {
  const good = readFileSync(file, "utf8");
  const change = (from, to) => {
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(from), `${from} is in the program`);
    writeFileSync(file, text.replace(from, to));
  };
  await withPage({}, async page => {
    await page.goto(address + "#/views/all");
    await soon(page, picture.ids, ids => ids.includes("shop.web") && ids.includes("shop.web -> shop.orders"), "the picture is there");
    await soon(page, () => document.querySelector(".light").textContent, text => text === "Watching", "the page listens");

    // Zoom, choice and scroll, to be kept.
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, -240);
    await clickOn(page, "shop.web");
    await soon(page, picture.chosen, id => id === "shop.web", "a box is chosen");
    await page.evaluate(() => (document.querySelector(".panel").scrollTop = 60));
    const was = await page.evaluate(() => ({ ...document.querySelector(".stage").dataset, scrolled: document.querySelector(".panel").scrollTop }));
    assert.ok(was.scrolled > 0, "the panel is long enough to be scrolled");
    const holds = async what => {
      const now = await page.evaluate(() => ({ ...document.querySelector(".stage").dataset, scrolled: document.querySelector(".panel").scrollTop }));
      assert.deepEqual(now, was, `zoom, place and scroll stay: ${what}`);
      assert.equal(await page.evaluate(picture.chosen), "shop.web", `the choice stays: ${what}`);
      assert.match(page.url(), /#\/views\/all\?select=shop\.web$/);
    };

    change('service web "Web"', 'service web "Window"');
    await soon(page, picture.words, words => words.includes("Window"), "an edit on disk changes the picture");
    await soon(page, () => document.querySelector(".panel h2").textContent, title => title === "Window", "and the panel");
    await holds("an edit");

    change("image \"web:1\"", "imaje \"web:1\"");
    const wrong = await soon(page, () => document.querySelector(".errors:not([hidden])")?.innerText ?? "", text => text.includes("imaje"), "an error is shown");
    assert.match(wrong, /1 error/);
    assert.match(wrong, /main\.arch:\d+:\d+/, "with its place");
    assert.match(wrong, /\^/, "in its code frame");
    assert.ok((await page.evaluate(picture.words)).includes("Window"), "the last good picture stays below");
    await holds("an error");

    change("imaje \"web:1\"", "image \"web:1\"");
    await soon(page, () => document.querySelector(".errors").hidden, hidden => hidden, "the error goes");
    await holds("its end");

    // Something new, something renamed, something gone.
    change("// more", "service mail \"Mail\" { image \"mail:1\"; listen http 80 }");
    await soon(page, picture.ids, ids => ids.includes("shop.mail"), "what is new is drawn");
    await soon(page, () => document.querySelector(".nav-list").textContent, text => text.includes("Mail"), "and listed");
    change("service mail", "service post");
    await soon(page, picture.ids, ids => ids.includes("shop.post") && !ids.includes("shop.mail"), "what is renamed is drawn so");
    await soon(page, picture.chosen, id => id === "shop.web", "the choice stays");

    // A manifest on its page follows, too.
    await page.goto(address + "#/files/kubernetes/base/shop/web.yaml");
    await soon(page, () => document.querySelector(".file").textContent, text => text.includes("image: web:1"), "the manifest is there");
    change("web:1", "web:2");
    await soon(page, () => document.querySelector(".file").textContent, text => text.includes("image: web:2"), "and follows");

    // Another theme is the page's, too.
    const ground = () => getComputedStyle(document.body).backgroundColor;
    assert.equal(await page.evaluate(ground), "rgb(255, 255, 255)");
    writeFileSync(file.replace("main.arch", "archc.toml"), '[diagrams]\ntheme = "dark"\n');
    await soon(page, ground, colour => colour === "rgb(13, 17, 23)", "the page takes on the theme");
  });
  writeFileSync(file, good);
}
