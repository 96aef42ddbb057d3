import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { FLOORS, findOffences } from './floors.js';

const trees: string[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

/** A tree of sources in a temporary folder: file names and their text. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'likeness-floors-'));
  trees.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const offences = (files: Readonly<Record<string, string>>) => findOffences(tree(files));

describe('the house as it stands', () => {
  it('has no offence', () => {
    expect(findOffences(fileURLToPath(new URL('../src', import.meta.url)))).toEqual([]);
  });

  it('says so in one line', () => {
    const script = fileURLToPath(new URL('./floors.ts', import.meta.url));
    const root = fileURLToPath(new URL('..', import.meta.url));
    const output = execFileSync(process.execPath, ['--import', 'tsx', script], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(output).toBe('floors: all imports go down and through front doors\n');
  });

  it('stands on a table without rings: no room may use one that may use it', () => {
    for (const [room, allowed] of Object.entries(FLOORS)) {
      for (const other of allowed) expect(FLOORS[other] ?? [], `${other} uses ${room}`).not.toContain(room);
    }
  });
});

describe('floors', () => {
  it.each([
    ['face', 'decision'],
    ['image', 'face'],
    ['onnx', 'image'],
    ['onnx', 'autograd'],
    ['decision', 'workbench'],
    ['decision', 'cli'],
    ['client', 'errors'],
    ['image', 'trials'],
    ['web', 'service'],
  ])('forbid %s to import %s', (room, other) => {
    const path = other === 'errors' ? '../errors.js' : `../${other}/index.js`;
    expect(offences({ [`${room}/a.ts`]: `import { x } from '${path}';\n` })).toContain(
      `src/${room}/a.ts:1: ${room} may not import ${other}`,
    );
  });

  it.each([
    ['face', '../image/index.js'],
    ['face', '../trials/index.js'],
    ['document', '../face/index.js'],
    ['autograd', '../onnx/index.js'],
    ['service', '../decision/index.js'],
    ['web', '../client/index.js'],
    ['cli', '../onnx/index.js'],
    ['onnx', '../errors.js'],
  ])('let %s import %s', (room, path) => {
    expect(offences({ [`${room}/a.ts`]: `import { x } from '${path}';` })).toEqual([]);
  });

  it('forbid src/trials every import but its own files, even of the errors', () => {
    expect(offences({ 'trials/a.ts': "import { b } from './b.js';\nimport '../errors.js';" })).toEqual([
      'src/trials/a.ts:2: trials may not import errors',
    ]);
  });

  it('let nobody import the package’s own front door, which may import all', () => {
    expect(
      offences({ 'index.ts': "export { x } from './cli/index.js';", 'cli/a.ts': "import '../index.js';" }),
    ).toEqual(['src/cli/a.ts:1: cli may not import index', 'rooms import one another: cli → index → cli']);
  });

  it('ask for a room that is not in the table to be put there', () => {
    expect(offences({ 'attic/a.ts': "import '../onnx/index.js';" })).toEqual([
      'src/attic/a.ts:1: the room attic is not in the table of scripts/floors.ts',
    ]);
  });

  it('leave packages, data outside the sources and one’s own room alone', () => {
    expect(
      offences({
        'onnx/a.ts':
          "import x from 'protobufjs';\nimport m from '../../package.json';\nimport './tfjs/b.js';",
      }),
    ).toEqual([]);
  });
});

describe('front doors', () => {
  it('are the only way into another room', () => {
    expect(offences({ 'face/registry/a.ts': "import { warp } from '../../image/warp.js';" })).toEqual([
      'src/face/registry/a.ts:1: image/warp.js lies behind the front door of image: import image/index.js',
    ]);
  });

  it('let tests of the client ask the service, and nothing else of it', () => {
    const line = "import { sharedService } from '../service/service.fixture.js';";
    expect(offences({ 'client/a.test.ts': line })).toEqual([]);
    expect(offences({ 'client/a.ts': line })).toEqual(['src/client/a.ts:1: client may not import service']);
  });

  it('do not bind tests, but floors do', () => {
    expect(offences({ 'face/a.test.ts': "import { warp } from '../image/warp.js';" })).toEqual([]);
    expect(offences({ 'image/a.test.ts': "import { align } from '../face/align.js';" })).toEqual([
      'src/image/a.test.ts:1: image may not import face',
    ]);
  });
});

describe('every form of import', () => {
  it.each([
    "export { x } from '../face/index.js';",
    "export * from '../face/index.js';",
    "import '../face/index.js';",
    "import type { X } from '../face/index.js';",
    "import {\n  x,\n  y,\n} from '../face/index.js';",
    "const f = await import('../face/index.js');",
    "type F = typeof import('../face/index.js');",
    'import { x } from "../face/index.js";',
  ])('is seen: %s', (statement) => {
    expect(offences({ 'image/a.ts': statement })).toHaveLength(1);
  });

  it('is reported by its line', () => {
    expect(offences({ 'image/a.ts': "/* one\n two */\n\nimport '../face/index.js';" })[0]).toMatch(
      /^src\/image\/a\.ts:4: /,
    );
  });

  it('does not count in a comment', () => {
    const text = "/**\n * import { x } from '../face/index.js';\n */\n// import '../face/index.js';\n";
    expect(offences({ 'image/a.ts': text })).toEqual([]);
  });
});

it('a ring of rooms is named once, whichever room it is entered from', () => {
  expect(
    offences({
      'face/a.ts': "import '../image/index.js';",
      'image/a.ts': "import '../onnx/index.js';",
      'onnx/a.ts': "import '../face/index.js';",
    }),
  ).toEqual([
    'src/onnx/a.ts:1: onnx may not import face',
    'rooms import one another: face → image → onnx → face',
  ]);
});
