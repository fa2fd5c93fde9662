// `doctor` on a healthy cluster, next to bare node and to one command in the node.
import { measured, median, ratio, row, withCluster } from './measure.mjs';

const NAME = 'ka-bench-doctor';
const ROUNDS = 9;

/** Makes a cluster and looks at it again and again. */
export async function benchDoctor() {
  await withCluster(NAME, async ({ program, env }) => {
    const commands = [
      ['node -e 0', [process.execPath, '-e', '0']],
      ['docker exec NODE true', ['docker', 'exec', `${NAME}-control-plane`, 'true']],
      ['doctor, all checks (target: 2 s)', [process.execPath, program, 'doctor']],
    ];
    const times = commands.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [index, [, argv]] of commands.entries()) times[index].push((await measured(argv, env)).seconds);
    const medians = times.map(median);
    console.log(`\ndoctor on a healthy cluster, median of ${ROUNDS} alternating runs`);
    for (const [index, [name]] of commands.entries())
      row(name, `${medians[index].toFixed(2)} s`, ratio(medians[index], medians[0]));
  });
}
