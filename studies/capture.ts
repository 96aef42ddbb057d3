// What the capture page sees, how fast, and what it costs a line: in Debian's Chromium, with the very code and networks
// that phones get, held against the service's own. Writes studies/results/capture.md.
//   npm run build && npm run study:capture [-- --pictures 500 --specimens 40]

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { NETWORKS } from '../scripts/networks/plugin.js';
import { randomStream } from '../src/autograd/index.js';
import { closeNetworks, diagonalOf, findPage, openNetworks } from '../src/document/index.js';
import { detectFaces } from '../src/face/detect.js';
import { composeBlazeFace } from '../src/face/networks/blazeface.js';
import { type Box, decode, type Point, type Quad } from '../src/image/index.js';
import { encodeModel, openSession } from '../src/onnx/index.js';
import * as specimens from '../src/workbench/specimens/index.js';
import { samplePortrait } from '../src/workbench/specimens/portrait.fixture.js';
import { LFW_DEV, listImages } from './lfw.js';

const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '500' }, specimens: { type: 'string', default: '40' } },
});
const [PICTURES, SPECIMENS] = [Number(values.pictures), Number(values.specimens)];
/** Looks that are timed, and those before them. */
const [LOOKS, WARM] = [60, 15];
/** Chromium slows its main thread down by so much: a phone's stand-in. */
const SLOWER = 4;
/** Diagonals of ID-1 and ID-3, mm. */
const DIAGONALS = { 'TD1-front': 101.2, 'TD1-back': 101.2, TD3: 152.9 } as const;
type Kind = keyof typeof DIAGONALS;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page's own code for looking, as one script: `seeing.openNetwork`, `seeing.openLook`. */
async function seeingScript(): Promise<string> {
  const built = await build({
    ...{ configFile: false, logLevel: 'error' },
    build: {
      ...{ write: false, target: 'es2022' },
      lib: {
        entry: at('../src/web/capture/seeing/index.ts'),
        formats: ['iife'],
        name: 'seeing',
        fileName: 'seeing',
      },
    },
  });
  const [{ output }] = built as unknown as [{ output: [{ code: string }] }];
  // As a global of the page, whatever a bundler makes of `var`.
  return `${output[0].code}\nglobalThis.seeing = seeing;`;
}

interface Seen {
  readonly frame: { readonly width: number; readonly height: number };
  readonly faces: readonly { readonly box: Box }[];
  readonly page: { readonly corners: Quad } | null;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What a page sees in a JPEG, looked at afresh. */
const see = (page: Page, network: keyof typeof NETWORKS, jpeg: Uint8Array): Promise<Seen> =>
  page.evaluate(`seeIn(${JSON.stringify(network)}, ${JSON.stringify(base64(jpeg))})`) as Promise<Seen>;

/** Median ms of a look at the same frame again and again, as at a camera that is held still. */
const time = (page: Page, network: keyof typeof NETWORKS, jpeg: Uint8Array): Promise<number> =>
  page.evaluate(
    `timeIn(${JSON.stringify(network)}, ${JSON.stringify(base64(jpeg))}, ${LOOKS}, ${WARM})`,
  ) as Promise<number>;

const IN_PAGE = `
const networks = {};
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const DIAGONAL = { face: null, page: ${DIAGONALS.TD3} };
async function open(name, text) {
  networks[name] = await seeing.openNetwork(await WebAssembly.compile(bytesOf(text)));
}
const bitmapOf = (text) => createImageBitmap(new Blob([bytesOf(text)], { type: 'image/jpeg' }));
async function seeIn(name, text) {
  return seeing.openLook(networks[name], DIAGONAL[name])(await bitmapOf(text));
}
async function timeIn(name, text, looks, warm) {
  const look = seeing.openLook(networks[name], DIAGONAL[name]);
  const bitmap = await bitmapOf(text);
  const times = [];
  for (let i = 0; i < warm + looks; i++) {
    const before = performance.now();
    look(bitmap);
    if (i >= warm) times.push(performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times.sort((a, b) => a - b)[looks >> 1];
}`;

async function openPage(): Promise<{ page: Page; cdp: CDPSession; version: string; close(): Promise<void> }> {
  const executablePath = process.env.LIKENESS_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await (await browser.newContext()).newPage();
  await page.goto('data:text/html,<title>capture</title>');
  await page.addScriptTag({ content: await seeingScript() });
  await page.addScriptTag({ content: IN_PAGE });
  for (const [name, make] of Object.entries(NETWORKS))
    await page.evaluate(`open(${JSON.stringify(name)}, ${JSON.stringify(base64((await make()).bytes))})`);
  const cdp = await page.context().newCDPSession(page);
  return { page, cdp, version: browser.version(), close: () => browser.close() };
}

interface Speed {
  readonly name: string;
  /** ms, by how much slower. */
  readonly once: number;
  readonly slower: number;
}

async function measureSpeed(page: Page, cdp: CDPSession): Promise<Speed[]> {
  const images = listImages();
  const face = readFileSync(join(LFW_DEV, 'images', images[0]!));
  const document = (await specimenOf('TD3', 1)).bytes;
  const wall = { width: 1280, height: 960, channels: 3, background: '#8a8f92' } as const;
  const empty = await sharp({ create: { ...wall, noise: { type: 'gaussian', mean: 128, sigma: 9 } } })
    .jpeg()
    .toBuffer();
  const cases = [
    ['a face, in the frame', 'face', face],
    ['no face: two looks', 'face', empty],
    ['a page, found before', 'page', document],
    ['no page', 'page', empty],
  ] as const;
  const speeds: Speed[] = [];
  for (const [name, network, jpeg] of cases) {
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const once = await time(page, network, jpeg);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    speeds.push({ name, once, slower: await time(page, network, jpeg) });
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return speeds;
}

function overlap(p: Box, q: Box): number {
  const across = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const down = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  const shared = Math.max(0, across) * Math.max(0, down);
  return shared / (p.width * p.height + q.width * q.height - shared);
}

/** On every n-th photograph of lfw-dev: the widest face that the service's detector sees in the whole, seen here too? */
async function measureFaces(page: Page) {
  const all = listImages();
  const step = Math.max(1, Math.floor(all.length / PICTURES));
  const detector = await openSession(encodeModel(await composeBlazeFace()));
  const overlaps: number[] = [];
  let [theirs, extra, none] = [0, 0, 0];
  for (const image of all.filter((_, i) => i % step === 0).slice(0, PICTURES)) {
    const bytes = readFileSync(join(LFW_DEV, 'images', image));
    const picture = await decode(bytes);
    const service = (await detectFaces(detector, picture)).toSorted((p, q) => q.box.width - p.box.width);
    const { frame, faces } = await see(page, 'face', bytes);
    const by = picture.width / frame.width;
    const ours = faces.map(({ box }) => ({
      ...{ x: box.x * by, y: box.y * by, width: box.width * by, height: box.height * by },
    }));
    const [widest] = service;
    if (!widest) {
      none++;
      if (ours.length > 0) extra++;
      continue;
    }
    theirs++;
    overlaps.push(Math.max(0, ...ours.map((box) => overlap(box, widest.box))));
  }
  await detector.close();
  return { theirs, none, extra, overlaps };
}

/** As people hold a phone over a document when they are asked to. */
const ASKED: typeof specimens.EVERYDAY = {
  ...specimens.EVERYDAY,
  longSide: [1600, 1920],
  size: [0.5, 0.85],
  tilt: [0, 25],
  turn: [-15, 15],
};

async function specimenOf(kind: Kind, seed: number): Promise<specimens.Photograph> {
  const random = randomStream(seed, `capture study ${kind}`);
  const holder = specimens.drawHolder(random, new Date('2026-11-28'));
  const style = specimens.drawStyle(random);
  const portrait = await samplePortrait();
  const sheet = await specimens.drawSpecimen(kind, holder, style, portrait, { pixelsPerMm: 10, seed });
  return specimens.photograph(specimens.laidSheet(sheet), specimens.drawBackdrop(random, 1), ASKED, random);
}

/** By how much the corner that is worst is off, as a share of the diagonal. */
const offBy = (found: readonly Point[], truth: Quad): number =>
  Math.max(...found.map(({ x, y }, i) => Math.hypot(x - truth[i]!.x, y - truth[i]!.y))) / diagonalOf(truth);

async function measurePages(page: Page) {
  const networks = await openNetworks(2);
  const kinds = Object.keys(DIAGONALS) as Kind[];
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < SPECIMENS; i++) {
    const photo = await specimenOf(kinds[i % kinds.length]!, 1000 + i);
    const scaled = (corners: readonly Point[], by: number) =>
      corners.map(({ x, y }) => ({ x: x * by, y: y * by }));
    const seen = await see(page, 'page', photo.bytes);
    ours.push(
      seen.page
        ? offBy(scaled(seen.page.corners, photo.width / seen.frame.width), photo.corners)
        : Number.POSITIVE_INFINITY,
    );
    const picture = await decode(photo.bytes);
    const found = await findPage(networks, picture);
    theirs.push(
      found
        ? offBy(scaled(found.corners, photo.width / picture.width), photo.corners)
        : Number.POSITIVE_INFINITY,
    );
  }
  await closeNetworks(networks);
  return { ours, theirs };
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!;

/** Every file that `/capture` may load, compressed. */
function measureBytes() {
  const assets = at('../dist/web/assets');
  const html = readFileSync(at('../dist/web/capture.html'), 'utf8');
  const files = readdirSync(assets).filter((name) => !/\.(gz|br)$/.test(name));
  const first = files.filter((name) => html.includes(name) && /\.(js|css)$/.test(name));
  const later = files.filter((name) => /^(eye|seeingWorker|face|page)-.*\.(js|wasm)$/.test(name));
  const sized = (name: string) => ({
    ...{ name: name.replace(/-[\w-]{8}\./, '.') },
    ...{ gz: statSync(join(assets, `${name}.gz`)).size, br: statSync(join(assets, `${name}.br`)).size },
  });
  return { first: first.map(sized), later: later.map(sized) };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
const share = (values: readonly number[], holds: (value: number) => boolean): string =>
  percent(values.filter(holds).length / values.length);

function report(
  version: string,
  speeds: readonly Speed[],
  faces: Awaited<ReturnType<typeof measureFaces>>,
  pages: Awaited<ReturnType<typeof measurePages>>,
  { first, later }: ReturnType<typeof measureBytes>,
): string {
  const total = (files: typeof first, of: 'gz' | 'br'): string =>
    kilobytes(files.reduce((sum, file) => sum + file[of], 0));
  const corners = (name: string, off: readonly number[]): string =>
    `| ${name} | ${share(off, Number.isFinite)} | ${percent(quantile(off, 0.5))} | ${percent(quantile(off, 0.9))} | ${share(off, (value) => value < 0.03)} |`;
  return `# What the capture page sees, how fast, and at what cost

Made by \`npm run build && npm run study:capture -- --pictures ${PICTURES} --specimens ${SPECIMENS}\`, with Chromium ${version} (Debian) on ${cpus()[0]!.model.trim()}, one thread.

## Speed

One look: the frame drawn small, its numbers shown to the network, what it says read; of a page also light and sharpness. Median of ${LOOKS}. Slowed ${SLOWER} times by Chromium (\`Emulation.setCPUThrottlingRate\`), as a phone's stand-in: no phone was measured.

| look | ms | a second | ms, slowed | a second, slowed |
| --- | --- | --- | --- | --- |
${speeds.map(({ name, once, slower }) => `| ${name} | ${once.toFixed(1)} | ${(1000 / once).toFixed(0)} | ${slower.toFixed(1)} | ${(1000 / slower).toFixed(0)} |`).join('\n')}

## Faces

Every ${Math.max(1, Math.floor(listImages().length / PICTURES))}th photograph of lfw-dev, ${faces.theirs + faces.none} in all. In ${faces.theirs} the service's detector, which is the same network at 32 bits before a finer picture, sees a face in its first looks. Those photographs show one large face in the middle: of poses and crowds they say nothing. How far the page's box overlaps the widest of the service's:

| overlap (IoU) | photographs |
| --- | --- |
| above 0.5 | ${share(faces.overlaps, (value) => value > 0.5)} |
| above 0.8 | ${share(faces.overlaps, (value) => value > 0.8)} |
| above 0.9 | ${share(faces.overlaps, (value) => value > 0.9)} |

Median overlap ${quantile(faces.overlaps, 0.5).toFixed(3)}. Where the service sees none in its first looks (${faces.none}), the page sees one in ${faces.extra}.

## Pages

${SPECIMENS} specimens (passports, cards from both sides) photographed as people are asked to: the right way up within 15°, tilted by up to 25°, with glare, shadow, thumbs, noise. How far the worst corner is off, as a share of the page's diagonal. The page looks twice, and has no network for corners; the service looks up to four times, and has one.

| who | found | median | 90 % within | off by less than 3 % |
| --- | --- | --- | --- | --- |
${corners('the capture page', pages.ours)}
${corners('the service', pages.theirs)}

## Bytes

| file | gzip | Brotli |
| --- | --- | --- |
${[...first, ...later].map(({ name, gz, br }) => `| ${name} | ${kilobytes(gz)} | ${kilobytes(br)} |`).join('\n')}
| before the detectors | ${total(first, 'gz')} | ${total(first, 'br')} |
| all | ${total([...first, ...later], 'gz')} | ${total([...first, ...later], 'br')} |
`;
}

const { page, cdp, version, close } = await openPage();
try {
  const speeds = await measureSpeed(page, cdp);
  console.error(speeds);
  const faces = await measureFaces(page);
  const pages = await measurePages(page);
  const text = report(version, speeds, faces, pages, measureBytes());
  writeFileSync(at('results/capture.md'), text);
  console.log(text);
} finally {
  await close();
}
