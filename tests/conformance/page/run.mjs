// Runs what a file beside this one does in a browser: `node run.mjs SCENARIO ARGUMENTS…`.
const [scenario, ...given] = process.argv.slice(2);
const { default: run } = await import(`./${scenario}.mjs`);
await run(...given);
