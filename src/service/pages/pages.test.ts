// The pages as they go over the line. What they do in a browser is in src/web.

import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, sharedService, type TestService } from '../service.fixture.js';
import { builtPages } from './index.js';

let service: TestService;
beforeAll(async () => {
  service = await sharedService();
});

describe.skipIf(builtPages() === null)('GET /console', () => {
  it('is one page at whatever address within it, and lets it ask nobody else', async () => {
    for (const path of ['/console', '/console/cases', '/join', '/capture']) {
      const { status, headers, body } = await call(service, 'GET', path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-cache');
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(body.toString()).not.toMatch(/<script(?![^>]*src="\/assets\/)|https?:/);
    }
  });

  it('has the capture page alone look through a camera', async () => {
    const cameraOf = async (path: string) =>
      (await call(service, 'GET', path)).headers.get('permissions-policy');
    expect(await cameraOf('/capture')).toContain('camera=(self)');
    expect(await cameraOf('/console')).toContain('camera=()');
  });

  it('has the capture page’s worker alone compile WebAssembly, and no page', async () => {
    const assets = readdirSync(`${builtPages()}/assets`);
    const policyOf = async (path: string) =>
      (await call(service, 'GET', path)).headers.get('content-security-policy')!;
    const worker = assets.find((name) => /^seeingWorker-.*\.js$/.test(name));
    expect(await policyOf(`/assets/${worker}`)).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(await policyOf('/capture')).toContain('trusted-types likeness-worker');
    const scripts = assets.filter((name) => name.endsWith('.js') && name !== worker);
    for (const path of ['/capture', '/console', ...scripts.map((name) => `/assets/${name}`)])
      expect(await policyOf(path)).not.toContain('wasm');
  });

  it('has beside each network of the capture page whose it is, and gives it as what it is', async () => {
    const assets = readdirSync(`${builtPages()}/assets`);
    for (const network of ['face', 'page']) {
      const file = assets.find((name) => name.startsWith(`${network}-`) && name.endsWith('.wasm'));
      const { headers } = await call(service, 'GET', `/assets/${file}`, {
        headers: { 'accept-encoding': 'br' },
      });
      expect(headers.get('content-type')).toBe('application/wasm');
      expect(headers.get('content-encoding')).toBe('br');
      expect(assets.some((name) => name.startsWith(`${network}-licence-`))).toBe(true);
    }
  });

  it('loads files whose names say what is in them, compressed, for ever', async () => {
    const page = (await call(service, 'GET', '/console')).body.toString();
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(page)!;
    const { status, headers } = await call(service, 'GET', script!, { headers: { 'accept-encoding': 'br' } });
    expect(status).toBe(200);
    expect(headers.get('content-encoding')).toBe('br');
    expect(headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    '/assets/none.js',
    '/assets/..%2fconsole.html',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/',
  ])('has nothing at %s', async (path) => {
    expect(await call(service, 'GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is where the bare address leads', async () => {
    const answer = await fetch(`${service.address}/`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/console');
  });
});
