// Measures side by side and prints ratios; name a part to run only that: startup, logs, policy, up, doctor, change, image.
const parts = {
  startup: async () => (await import('./startup.mjs')).benchStartup(),
  logs: async () => {
    await (await import('./logs.mjs')).benchLogs();
    await (await import('./follow.mjs')).benchFollow();
  },
  policy: async () => (await import('./policy.mjs')).benchPolicy(),
  up: async () => (await import('./up.mjs')).benchUp(),
  doctor: async () => (await import('./doctor.mjs')).benchDoctor(),
  change: async () => (await import('./change.mjs')).benchChange(),
  image: async () => (await import('./image.mjs')).benchImage(),
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')} (there are: ${Object.keys(parts).join(', ')})`);
  process.exit(2);
}
for (const [name, run] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await run();
