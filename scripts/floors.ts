// Holds the house to its floors (see ARCHITECTURE.md): imports go down only, and through a room's front door.
//   npx tsx scripts/floors.ts
// Regular expressions over import and export statements are enough: `npm run format` keeps those in one form.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const EVERYTHING = '*';

/** A room, and the rooms whose front doors it may use. What is not listed does not exist. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  errors: [], // src/errors.ts, the ground
  threads: [], // src/threads.ts, beside it
  numbers: [], // src/numbers.ts, beside it
  trials: [], // not even the ground
  forecast: [], // nor this one
  onnx: ['errors'],
  autograd: ['errors', 'threads', 'onnx'],
  image: ['errors', 'onnx', 'autograd'],
  face: ['errors', 'onnx', 'autograd', 'image', 'trials'],
  document: ['errors', 'onnx', 'autograd', 'image', 'trials', 'face'],
  decision: ['errors', 'numbers', 'onnx', 'autograd', 'image', 'trials', 'face', 'document'],
  workbench: ['errors', 'threads', 'onnx', 'autograd', 'image', 'trials', 'forecast', 'face', 'document'],
  client: [],
  service: [
    ...['errors', 'threads', 'numbers', 'onnx', 'autograd', 'image', 'trials', 'forecast', 'face'],
    ...['document', 'decision', 'workbench'],
  ],
  web: ['client'],
  cli: [
    ...['errors', 'numbers', 'onnx', 'autograd', 'image', 'trials', 'forecast', 'face', 'document'],
    ...['decision', 'workbench', 'service', 'client'],
  ],
  index: [EVERYTHING], // src/index.ts, the package's own front door
};

/** Rooms that tests alone may use as well: what speaks with them over a line is held against them. */
const SPOKEN_WITH: Readonly<Record<string, readonly string[]>> = {
  client: ['service'],
  // What browsers see with is held against what the service sees; what they show, against what was reckoned.
  web: ['service', 'onnx', 'autograd', 'image', 'trials', 'face', 'document', 'workbench'],
};

interface Import {
  /** Both as paths below `src`, with forward slashes. */
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/** Every offence in a tree of sources, as `src/file.ts:line: why`. */
export function findOffences(src: string): string[] {
  const imports = importsOf(src);
  const offences = imports.flatMap((i) => {
    const why = whyNot(i);
    return why === undefined ? [] : [`src/${i.from}:${i.line}: ${why}`];
  });
  return [...offences, ...cyclesOf(imports)];
}

function whyNot({ from, to }: Import): string | undefined {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return undefined;
  const allowed = FLOORS[room];
  if (!allowed) return `the room ${room} is not in the table of scripts/floors.ts`;
  const isSpokenWith = isTest(from) && SPOKEN_WITH[room]?.includes(other);
  if (!isSpokenWith && !allowed.includes(other) && !allowed.includes(EVERYTHING))
    return `${room} may not import ${other}`;
  // A test may look behind the door of a room below.
  if (!isTest(from) && to !== `${other}.js` && to !== `${other}/index.js`) {
    return `${to} lies behind the front door of ${other}: import ${other}/index.js`;
  }
  return undefined;
}

/** Each ring of rooms that import one another. The table allows none, but the table may be edited. */
function cyclesOf(imports: readonly Import[]): string[] {
  const uses = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (isTest(from) || roomOf(from) === roomOf(to)) continue;
    uses.set(roomOf(from), (uses.get(roomOf(from)) ?? new Set()).add(roomOf(to)));
  }
  const rings = new Set<string>();
  const walk = (path: readonly string[]): void => {
    for (const next of uses.get(path.at(-1)!) ?? []) {
      const at = path.indexOf(next);
      if (at < 0) walk([...path, next]);
      else rings.add(ringOf(path.slice(at)));
    }
  };
  for (const room of uses.keys()) walk([room]);
  return [...rings];
}

/** The same words wherever the walk entered the ring. */
function ringOf(rooms: readonly string[]): string {
  const first = rooms.indexOf(rooms.toSorted()[0]!);
  const ring = [...rooms.slice(first), ...rooms.slice(0, first)];
  return `rooms import one another: ${[...ring, ring[0]].join(' → ')}`;
}

/** The first folder, or the name of a file that lies in `src` itself. */
const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.[jt]sx?$/, '');

const isTest = (file: string): boolean => /\.(test|fixture)\.tsx?$/.test(file);

/** `import … from './x'`, `export … from './x'`, `import './x'`, `import('./x')`; packages are none of ours. */
const STATEMENT = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]*)\1/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

function importsOf(src: string): Import[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.tsx?$/.test(file))
    .toSorted()
    .flatMap((file) => {
      // Comments become empty, line by line, so that line numbers stay true.
      const text = readFileSync(join(src, file), 'utf8').replace(COMMENT, (c) => c.replace(/[^\n]/g, ''));
      return [...text.matchAll(STATEMENT)].map(({ index, 2: path }) => ({
        from: slashed(file),
        to: slashed(relative(src, join(src, dirname(file), path!))),
        line: text.slice(0, index).split('\n').length,
      }));
    })
    .filter(({ to }) => !to.startsWith('../')); // package.json and the like; tsc refuses foreign sources
}

const slashed = (path: string): string => path.split(sep).join('/');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const offences = findOffences(fileURLToPath(new URL('../src', import.meta.url)));
  console.log(
    offences.length === 0 ? 'floors: all imports go down and through front doors' : offences.join('\n'),
  );
  process.exitCode = offences.length === 0 ? 0 : 1;
}
