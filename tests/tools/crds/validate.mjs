// Holds the objects of `objects.json` against the schemas of their kinds; a line for each that does not fit.
import { readFileSync } from "node:fs";

for (const { module, object } of JSON.parse(readFileSync("objects.json", "utf8"))) {
  const kinds = await import(module);
  try {
    new kinds[object.kind](object).validate();
  } catch (error) {
    console.log(`${object.kind} ${object.metadata.namespace}/${object.metadata.name}: ${error.message}`);
    process.exitCode = 1;
  }
}
