// Runs every stage of `npm run check`, goes on after a failed one, and lists at the end which ones did not pass.
import { inCi, runStage, stages } from './stages.mjs';

const outcomes = [];
for (const stage of stages) outcomes.push([stage.title, await runStage(stage)]);
const titles = (wanted) => outcomes.filter(([, outcome]) => outcome === wanted).map(([title]) => title);
const failed = titles('failed');
const skipped = titles('skipped');
console.log(`\n${titles('passed').length} of ${stages.length} stages passed`);
if (skipped.length > 0) console.log(`not run${inCi ? ', which counts as failed in CI' : ''}: ${skipped.join(', ')}`);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 || (inCi && skipped.length > 0) ? 1 : 0;
