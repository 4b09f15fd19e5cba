// A picture in an `<img>`, as a README shows it: in its own font, and light or dark as the reader's screen is.
import { assert, readFileSync, withPage, writeFileSync } from "./browser.mjs";

export default async function (picture) {
  const svg = readFileSync(picture, "utf8");
  const bare = picture.replace(/\.svg$/, "-bare.svg");
  writeFileSync(bare, svg.split("\n").filter(line => !line.startsWith("@font-face{")).join("\n"));
  const shown = {};
  for (const [what, path] of [["whole", picture], ["bare", bare]]) {
    const readme = path.replace(/\.svg$/, ".html");
    writeFileSync(readme, `<!doctype html><body style="margin:0"><img src="${path.split("/").at(-1)}">`);
    for (const colorScheme of ["light", "dark"]) {
      await withPage({ colorScheme }, async page => {
        await page.goto("file://" + readme);
        await page.waitForFunction(() => document.images[0].complete && document.images[0].naturalWidth > 0);
        shown[`${what} ${colorScheme}`] = (await page.screenshot()).toString("base64");
      });
    }
  }
  assert.notEqual(shown["whole light"], shown["whole dark"], "it is dark where the screen is");
  assert.notEqual(shown["whole light"], shown["bare light"], "its text is set in the font that it carries");
}
