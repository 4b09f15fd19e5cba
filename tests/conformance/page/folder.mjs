// The page as a folder, opened from the disk: pictures, search, deep links, keys, touch, and the pages of everything.
import { assert, clickOn, picture, placeOf, soon, withPage } from "./browser.mjs";

export default async function (index) {
  await withPage({}, async page => {
    await page.goto(index);
    await soon(page, picture.ids, ids => ids.includes("boutique"), "the first picture is there");
    assert.equal(await page.evaluate(() => document.fonts.check("14px Inter")), true, "the font is in it");

    // Search by keys alone.
    await page.keyboard.press("/");
    await page.keyboard.type("all serv");
    await soon(page, () => document.querySelector(".results li[aria-selected=true] .row-title")?.textContent, title => title === "All services", "search finds the view");
    await page.keyboard.press("Enter");
    await soon(page, picture.ids, ids => ids.includes("boutique.ordering.checkoutservice"), "the view that was found is shown");
    assert.match(page.url(), /#\/views\/services$/);

    await keys(page);
    await chosen(page);
  });
  await withPage({}, page => deepLinks(page, index));
  await withPage({}, page => flow(page, index));
  await withPage({}, page => toolsAreAside(page, index));
  await withPage({ colorScheme: "dark" }, page => colours(page, index));
  await withPage({ hasTouch: true, viewport: { width: 390, height: 780 } }, (page, context) => touch(page, context, index));
}

async function keys(page) {
  await page.evaluate(() => document.querySelector(".stage").focus());
  const fitted = await page.evaluate(picture.scale);
  await page.keyboard.press("+");
  await soon(page, picture.scale, scale => scale > fitted * 1.2, "plus zooms in");
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  await soon(page, picture.scale, scale => scale < fitted, "minus zooms out");
  const at = await page.evaluate(picture.at);
  await page.keyboard.press("ArrowRight");
  await soon(page, picture.at, now => now !== at, "arrows move it");
  await page.keyboard.press("0");
  await soon(page, picture.scale, scale => Math.abs(scale - fitted) < 0.001, "0 fits it");
  // The wheel zooms round the pointer.
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -300);
  await soon(page, picture.scale, scale => scale > fitted * 1.3, "the wheel zooms");
  const before = await page.evaluate(picture.at);
  await page.mouse.down();
  await page.mouse.move(760, 460, { steps: 4 });
  await page.mouse.up();
  await soon(page, picture.at, now => now !== before, "the mouse drags it");
  assert.equal(await page.evaluate(picture.chosen), undefined, "a drag chooses nothing");
  await page.keyboard.press("0");
}

async function chosen(page) {
  await clickOn(page, "boutique.ordering.checkoutservice");
  await soon(page, picture.chosen, id => id === "boutique.ordering.checkoutservice", "a click chooses a box");
  assert.match(page.url(), /#\/views\/services\?select=boutique\.ordering\.checkoutservice$/);
  const panel = () => document.querySelector(".panel").innerText;
  const said = await soon(page, panel, text => text.includes("What was made"), "the panel tells what is known");
  for (const words of ["Checkout", "grpc 5050", "PlaceOrder", "Used by", "Front end", "100m..200m", ".arch:"]) assert.ok(said.includes(words), `${words} in:\n${said}`);
  // What was made opens as text.
  await page.locator(".panel .made-piece summary", { hasText: "NetworkPolicy" }).first().click();
  await soon(page, () => document.querySelector(".panel .made-piece[open] .code")?.textContent, text => text?.includes("kind: NetworkPolicy"), "the manifest is there");
  // A relation, chosen on its arrow.
  await clickOn(page, "boutique.storefront.frontend -> boutique.ordering.checkoutservice");
  const line = await soon(page, panel, text => text.includes("Front end → Checkout"), "a click chooses an arrow");
  for (const words of ["places the order", "placeOrder", "Deployment", "NetworkPolicy", ".arch:"]) assert.ok(line.includes(words), `${words} in:\n${line}`);
  await page.keyboard.press("Escape");
  await soon(page, () => document.querySelector(".panel").hidden, hidden => hidden, "escape chooses nothing");
  // And on what is written at it.
  await clickOnWords(page, "places the order");
  await soon(page, picture.chosen, id => id === "boutique.storefront.frontend -> boutique.ordering.checkoutservice", "a click on its label chooses an arrow");
  await page.keyboard.press("Escape");
  await soon(page, picture.chosen, id => !id, "nothing is chosen");
  // Boxes can be chosen with the keyboard alone.
  await page.evaluate(() => document.querySelector(".stage").focus());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await soon(page, picture.chosen, id => Boolean(id), "tab and enter choose a box");
  await page.goBack();
  await soon(page, picture.chosen, id => !id, "the way back is the browser's");
}

/** A flow: its messages lead to the relations that they follow, and the tools lie on nothing. */
async function flow(page, index) {
  await page.goto("about:blank");
  await page.goto(index + "#/views/checkout-flow");
  await soon(page, picture.words, words => words.includes("Front end"), "the flow is shown");
  const panel = () => document.querySelector(".panel").innerText;
  for (const [words, ends] of [["places the order", "Visitor → Front end"], ["shows the order", "Front end → Visitor"]]) {
    await clickOnWords(page, words);
    const said = await soon(page, panel, text => text.includes(ends), "a click on a message chooses it");
    assert.ok(said.includes("browses and buys"), `the relation that it follows, in:\n${said}`);
    await page.keyboard.press("Escape");
    await soon(page, () => document.querySelector(".panel").hidden, hidden => hidden, "nothing is chosen");
  }
}

async function toolsAreAside(page, index) {
  for (const view of ["services", "checkout-flow", "production"]) {
    await page.goto("about:blank");
    await page.goto(`${index}#/views/${view}`);
    await soon(page, picture.words, words => words.length > 20, "the picture is shown");
    await page.keyboard.press("0");
    const hidden = await page.evaluate(() => {
      const tools = document.querySelector(".tools").getBoundingClientRect();
      const words = [...document.querySelector(".picture").shadowRoot.querySelectorAll("text")];
      const meets = box => box.left < tools.right && box.right > tools.left && box.top < tools.bottom && box.bottom > tools.top;
      return words.filter(one => meets(one.getBoundingClientRect())).map(one => one.textContent);
    });
    assert.deepEqual(hidden, [], `the tools lie on nothing of ${view} where it fits`);
  }
}

/** Clicks on a text of the picture. */
async function clickOnWords(page, words) {
  const place = await page.evaluate(words => {
    const text = [...document.querySelector(".picture").shadowRoot.querySelectorAll("text")].find(one => one.textContent === words);
    const box = text.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }, words);
  await page.mouse.click(place.x, place.y);
}

async function deepLinks(page, index) {
  const shows = async (address, words) => {
    await page.goto("about:blank");
    await page.goto(index + address);
    const said = await soon(page, () => document.querySelector(".page:not([hidden])")?.innerText ?? "", text => words.every(word => text.includes(word)), `${address} shows ${words}`);
    return said;
  };
  await shows("#/elements/boutique.ordering.checkoutservice", ["Checkout", "Properties", "Used by", "Where it stands", "What was made", "Shown in"]);
  await shows("#/decisions/1", ["Decision 1", "gRPC"]);
  await shows("#/environments/production", ["Production", "What stands where"]);
  await shows("#/files/kubernetes/base/online-boutique/checkoutservice.yaml?lines=2-3", ["kind: ServiceAccount"]);
  assert.equal(await page.evaluate(() => document.querySelectorAll(".line.marked").length), 2, "the lines that are asked for stand out");
  await shows("#/elements/no.such.thing", ["There is no element"]);
  await page.goto("about:blank");
  await page.goto(index + "#/apis/boutique.storefront.frontend%2Fweb");
  await soon(page, () => document.querySelectorAll(".operation .method.m-get").length, count => count > 1, "operations are rendered");
  await page.locator(".operation", { hasText: "/product/{id}" }).first().locator("> summary").click();
  await soon(page, () => document.querySelector(".operation[open]")?.innerText ?? "", text => text.includes("Parameters") && text.includes("Responses"), "an operation shows what goes in and comes out");
  await page.goto("about:blank");
  await page.goto(index + "#/views/services?select=boutique.carts.cartservice");
  await soon(page, picture.chosen, id => id === "boutique.carts.cartservice", "a link to a box chooses it");
}

async function colours(page, index) {
  await page.goto(index);
  await soon(page, picture.ids, ids => ids.length > 0, "there is a picture");
  const dark = await page.evaluate(picture.ground);
  assert.equal(dark, "rgb(13, 17, 23)", "the picture is dark where the screen is");
  await page.locator(".theme").click();
  await soon(page, picture.ground, ground => ground === "rgb(255, 255, 255)", "the switch makes it light");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)", "the page with it");
  await page.reload();
  await soon(page, picture.ground, ground => ground === "rgb(255, 255, 255)", "the choice is kept");
}

async function touch(page, context, index) {
  await page.goto(index + "#/views/services");
  await soon(page, picture.ids, ids => ids.length > 0, "there is a picture");
  const before = await page.evaluate(picture.scale);
  const client = await context.newCDPSession(page);
  const fingers = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await fingers("touchStart", [[180, 350], [210, 350]]);
  for (let step = 1; step <= 6; step++) await fingers("touchMove", [[180 - 12 * step, 350], [210 + 12 * step, 350]]);
  await fingers("touchEnd", []);
  await soon(page, picture.scale, scale => scale > before * 2, "two fingers zoom");
  const at = await page.evaluate(picture.at);
  await fingers("touchStart", [[200, 400]]);
  for (let step = 1; step <= 4; step++) await fingers("touchMove", [[200, 400 - 20 * step]]);
  await fingers("touchEnd", []);
  await soon(page, picture.at, now => now !== at, "one finger moves it");
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => document.querySelector(".stage").classList.contains("moving")), false, "the finger is lifted");
  await page.evaluate(() => document.querySelector('[aria-label="Fit (0)"]').click());
  // A browser that is busy takes a tap for a long press, which chooses nothing.
  for (let tries = 0; tries < 5 && !(await page.evaluate(picture.chosen)); tries++) {
    const { x, y } = await placeOf(page, "boutique.ordering.checkoutservice");
    await page.touchscreen.tap(x, y);
    await page.waitForTimeout(400);
  }
  assert.equal(await page.evaluate(picture.chosen), "boutique.ordering.checkoutservice", "a tap chooses a box");
}
