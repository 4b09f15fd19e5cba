// Fonts of the user's: a picture brings the part that it needs, and takes it away again.
import { assert, picture, soon, withPage } from "./browser.mjs";

const families = () => [...document.fonts].map(face => face.family.replaceAll('"', "")).filter(family => family !== "Inter");

export default async function (index) {
  await withPage({}, async page => {
    await page.goto(index + "#/views/with");
    await soon(page, picture.ids, ids => ids.includes("s.a"), "the picture is there");
    const [family, ...more] = await soon(page, families, list => list.length > 0, "its font is there");
    assert.deepEqual(more, [], "each once");
    const used = await page.evaluate(() => document.querySelector(".picture").shadowRoot.querySelector("tspan[font-family]")?.getAttribute("font-family"));
    assert.equal(used?.split(",")[0], family, "and is the one that its text asks for first");
    assert.equal(await page.evaluate(async family => (await document.fonts.load(`14px "${family}"`, "א")).length, family), 1, "and can be loaded");
    await page.goto(index + "#/views/without");
    await soon(page, picture.ids, ids => ids.includes("s.b"), "another picture is there");
    assert.deepEqual(await page.evaluate(families), [], "which needs none");
  });
}
