// Whether everybody can use the page: names, roles, contrast and order, as axe-core judges them, in light and dark.
import { assert, clickOn, picture, readFileSync, soon, withPage } from "./browser.mjs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(process.env.TOOLS + "/").resolve("axe-core/axe.min.js"), "utf8");

export default async function (index) {
  const wrong = [];
  for (const colorScheme of ["light", "dark"]) {
    await withPage({ colorScheme }, async page => {
      const judged = async what => {
        await page.waitForTimeout(250);
        await page.evaluate(axe);
        const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        const said = found.violations.map(one => `${one.id} (${one.impact}): ${one.help}\n` + one.nodes.slice(0, 3).map(node => `    ${node.target.join(" ")}: ${node.failureSummary?.split("\n").slice(1).join(" ")}`).join("\n"));
        wrong.push(...said.map(one => `${what}, ${colorScheme}: ${one}`));
      };
      await page.goto(index + "#/views/services");
      await soon(page, picture.ids, ids => ids.length > 0, "there is a picture");
      await judged("a picture");
      await clickOn(page, "boutique.ordering.checkoutservice");
      await soon(page, () => document.querySelector(".panel:not([hidden])")?.innerText ?? "", text => text.includes("Used by"), "the panel is there");
      await judged("the panel");
      for (const [address, words] of [["#/elements/boutique.ordering.checkoutservice", "Used by"], ["#/apis/boutique.storefront.frontend/web", "Operations"], ["#/decisions/1", "Affects"], ["#/environments/production", "What stands where"], ["#/files/kubernetes/base/online-boutique/checkoutservice.yaml", "kind: Service"]]) {
        await page.goto(index + address);
        await soon(page, () => document.querySelector(".page:not([hidden])")?.textContent ?? "", text => text.includes(words) || text.includes("Responses"), `${address} is shown`);
        await judged(address);
      }
      await page.keyboard.press("/");
      await page.keyboard.type("check");
      await judged("search");
    });
  }
  assert.equal(wrong.length, 0, wrong.join("\n"));
}
