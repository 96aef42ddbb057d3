// A training step beside PyTorch's: same network, batch and threads, turn by turn, each in a process of its own.
//   npm run bench:train [-- --rounds 3 --out bench/results/train.md]
// PyTorch is Debian's python3-torch; where it is missing and this may, it is installed. tf.js on its pure CPU back
// end stands there for the record.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeModel, GraphBuilder, openSession, RUNTIME_VERSION } from '../src/onnx/index.js';

interface Configuration {
  readonly network: 'mobilefacenet' | 'iresnet18' | 'adapter';
  readonly batch: number;
  /** Steps of one turn; the first two are not counted. */
  readonly steps: number;
  /** Ratio to PyTorch that is aimed at. */
  readonly aim: number;
}

const CONFIGURATIONS: readonly Configuration[] = [
  { network: 'mobilefacenet', batch: 32, steps: 8, aim: 1.5 },
  { network: 'mobilefacenet', batch: 64, steps: 6, aim: 1.5 },
  { network: 'iresnet18', batch: 32, steps: 5, aim: 1.3 },
  { network: 'iresnet18', batch: 64, steps: 4, aim: 1.3 },
  { network: 'adapter', batch: 64, steps: 60, aim: 1.5 },
  { network: 'adapter', batch: 256, steps: 40, aim: 1.5 },
];
const WARM_UP = 2;

/** What a process of one turn prints. */
interface Turn {
  readonly ms: readonly number[];
  /** Peak of resident memory, bytes. */
  readonly rss: number;
  readonly parameters: number;
  /** Multiply-adds of a forward pass of the batch. */
  readonly flops?: number;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, out: { type: 'string' } },
});
const threads = availableParallelism();
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const python = findTorch();
const report: string[] = [];
const say = (line = ''): void => {
  report.push(line);
  console.log(line);
};

say('# Training');
say();
say(
  `Made by \`npm run bench:train\` on ${threads} × ${cpus()[0]!.model.trim()}, Node ${process.version}, ONNX Runtime ${RUNTIME_VERSION}, ${python ? `PyTorch ${python.version}` : 'without PyTorch: python3-torch is not installed and could not be'}; load of the machine before it began ${loadavg()[0]!.toFixed(2)}.`,
);
say(
  `One step: forward, backward, SGD with momentum, 512 classes, faces of 112×112, templates of 512. Medians over ${values.rounds} turns each, taken in turn. PyTorch in the better of its two memory formats each turn. Memory is the peak of the whole process.`,
);
say();
const product = await fastest('MatMul', [1024, 1024], [1024, 1024], 1024 ** 3);
const pointwise = await fastest('Conv', [2, 512, 28, 28], [512, 512, 1, 1], 2 * 28 ** 2 * 512 ** 2);
const peak = Math.max(product, pointwise);
say(
  `Fastest arithmetic of ONNX Runtime on this machine, in the same run: ${product.toFixed(0)} GFLOP/s in a matrix product of 1024, ${pointwise.toFixed(0)} in a pointwise convolution of 512 channels. The peak below is the larger.`,
);
say();
say(
  '| network | batch | Likeness | share of peak | plain layout | PyTorch | **ratio** | aim | memory | PyTorch | ratio |',
);
say('|---|---|---|---|---|---|---|---|---|---|---|');
for (const configuration of CONFIGURATIONS) say(rowOf(configuration));
say();
say(
  'Share of peak: three times the multiply-adds of the forward pass, two operations each, over the step’s time, by the peak above. What is elementwise counts for nothing there.',
);
say();
say(tfjsLine());
if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`);

function rowOf({ network, batch, steps, aim }: Configuration): string {
  const ours: Turn[] = [];
  const plain: Turn[] = [];
  const theirs: Turn[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    ours.push(likeness(network, batch, steps, 'auto'));
    if (round === 0) plain.push(likeness(network, batch, Math.min(steps, 4), 'plain'));
    if (python) theirs.push(torch(network, batch, steps));
  }
  const stepsPerSecond = median(ours.map(speed));
  const [memory, otherMemory] = [median(ours.map(({ rss }) => rss)), median(theirs.map(({ rss }) => rss))];
  const share = (6 * ours[0]!.flops! * stepsPerSecond) / 1e9 / peak;
  const rate = (turns: readonly Turn[]) => `${median(turns.map((t) => batch * speed(t))).toFixed(1)}`;
  function speed(turn: Turn): number {
    return 1000 / median(turn.ms.slice(WARM_UP));
  }
  const ratios = ours.map((turn, i) => (theirs[i] ? speed(turn) / speed(theirs[i]) : Number.NaN));
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return `| ${network} | ${batch} | ${rate(ours)} /s | ${(100 * share).toFixed(0)} % | ${rate(plain)} /s | ${rate(theirs)} /s | **${median(ratios).toFixed(2)}** (${spread}) | ${aim} | ${megabytes(memory)} | ${megabytes(otherMemory)} | ${(memory / otherMemory).toFixed(2)} |`;
}

function likeness(network: string, batch: number, steps: number, layout: string): Turn {
  const script = path('./peers/likenessStep.ts');
  return turn(process.execPath, ['--import', 'tsx', script, network, batch, steps, threads, layout]);
}

/** The faster of PyTorch's two memory formats. */
function torch(network: string, batch: number, steps: number): Turn {
  const forms = network === 'adapter' ? ['plain'] : ['plain', 'channels-last'];
  return forms
    .map((form) =>
      turn(python!.command, [path('./peers/torch_step.py'), network, batch, steps, threads, form]),
    )
    .toSorted((a, b) => median(a.ms) - median(b.ms))[0]!;
}

function turn(command: string, args: readonly (string | number)[]): Turn {
  const { stdout, stderr, status } = spawnSync(command, args.map(String), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Turn;
}

/** A Python that has PyTorch; installs Debian's where it is missing and this user may. */
function findTorch(): { readonly command: string; readonly version: string } | undefined {
  const ask = () =>
    spawnSync('/usr/bin/python3', ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  let answer = ask();
  if (answer.status !== 0 && process.getuid?.() === 0) {
    console.error('installing python3-torch …');
    spawnSync('apt-get', ['install', '-y', '-q', 'python3-torch'], { stdio: 'ignore' });
    answer = ask();
  }
  return answer.status === 0 ? { command: '/usr/bin/python3', version: answer.stdout.trim() } : undefined;
}

/** GFLOP/s of an operator with weights, the best of many runs of several in a row. */
async function fastest(
  op: string,
  dims: readonly number[],
  weightDims: readonly number[],
  multiplyAdds: number,
): Promise<number> {
  const inARow = 4;
  const numbers = (shape: readonly number[]): Float32Array =>
    Float32Array.from({ length: shape.reduce((p, d) => p * d) }, (_, i) => Math.sin(i) / 32);
  const graph = new GraphBuilder('peak');
  const x = graph.input('x', dims);
  const weights = graph.floats(numbers(weightDims), weightDims);
  let y = x;
  for (let i = 0; i < inARow; i++) y = graph.add(op, [y, weights]);
  graph.output('y', y);
  const session = await openSession(encodeModel(graph.build()), { threads, alone: true });
  const data = numbers(dims);
  let best = 0;
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    await session.run({ x: { data, dims } });
    best = Math.max(best, (2 * inARow * multiplyAdds) / (performance.now() - start) / 1e6);
  }
  await session.close();
  return best;
}

function tfjsLine(): string {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path('./peers/tfjsStep.ts')],
    { encoding: 'utf8' },
  );
  if (status !== 0) return `tf.js could not be measured: ${stderr.trim().split('\n').at(-1)}`;
  const { msPerPicture } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { msPerPicture: number };
  return `For the record: tf.js on its pure CPU back end (its WASM one cannot train convolutions) takes ${(msPerPicture / 1000).toFixed(1)} s a picture for a step of MobileFaceNet’s first two stages alone, ${(1000 / msPerPicture).toFixed(2)} pictures/s.`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
