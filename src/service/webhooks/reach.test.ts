import { describe, expect, test } from 'vitest';
import { openGate } from './reach.js';

const strict = openGate({});
const developing = openGate({ loopback: true });
const inside = openGate({ networks: ['10.20.0.0/16', '169.254.0.0/16', 'fd00::/8'] });

describe('addresses', () => {
  test.each([
    ...['8.8.8.8', '93.184.215.14', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1'],
    ...['2606:4700:4700::1111', '2a00:1450:4001:800::200e'],
  ])('%s is for the public', (address) => {
    expect(strict.admits(address)).toBe(true);
  });

  test.each([
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['100.64.0.1', '100.127.255.255', '169.254.1.1', '192.0.2.1', '198.18.0.1', '198.51.100.7'],
    ...['203.0.113.5', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '2001:db8::1', '100::1'],
    // IPv4 in other clothes: mapped, translated, 6to4, Teredo
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:1::1'],
    ...['', 'localhost', '127.1', '1.2.3', '::1%lo'],
  ])('%j is not', (address) => {
    expect(strict.admits(address)).toBe(false);
  });

  test('this machine is reached where that is allowed, and nothing else by it', () => {
    expect(['127.0.0.1', '::1'].map(developing.admits)).toEqual([true, true]);
    expect(['10.0.0.1', '169.254.169.254', '0.0.0.0'].map(developing.admits)).toEqual([false, false, false]);
  });

  test('networks of one’s own are reached where they are named, but never where clouds keep credentials', () => {
    expect(['10.20.255.1', 'fd12::1', '8.8.8.8'].map(inside.admits)).toEqual([true, true, true]);
    expect(['10.21.0.1', '169.254.169.254', 'fd00:ec2::254'].map(inside.admits)).toEqual([
      ...[false, false, false],
    ]);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'example.com/8', '10.0.0/8', ''])(
    'the network %j is refused',
    (network) => {
      expect(() => openGate({ networks: [network] })).toThrow(
        expect.objectContaining({ code: 'option_invalid' }),
      );
    },
  );
});

describe('URLs', () => {
  test.each([
    'https://example.com/likeness?team=a',
    'https://example.com:8443/',
    'https://93.184.215.14/',
    'https://[2606:4700:4700::1111]:9000/',
  ])('%s is taken', (url) => {
    expect(strict.checkUrl(url).href).toBe(url);
  });

  test.each([
    ['http://example.com/', 'https alone'],
    ['ftp://example.com/', 'https alone'],
    ['file:///etc/passwd', 'https alone'],
    ['http://127.0.0.1:8080/', 'https alone'],
    ['https://127.0.0.1:8443/', 'not to be reached'],
    ['https://localhost/', 'not to be reached'],
    // WHATWG URLs know these ways to write 127.0.0.1.
    ['https://2130706433/', 'not to be reached'],
    ['https://0x7f.1/', 'not to be reached'],
    ['https://0177.0.0.1/', 'not to be reached'],
    ['https://[::ffff:7f00:1]/', 'not to be reached'],
    ['https://169.254.169.254/latest/meta-data/', 'not to be reached'],
    ['https://10.0.0.1/', 'not to be reached'],
    ['https://user:secret@example.com/', 'no name and password'],
    ['https://example.com/#part', 'no fragment'],
    ['https://example.com:22/', 'port 443'],
    ['https://example.com:80/', 'port 443'],
    ['example.com', 'begins with https'],
    ['https://', 'begins with https'],
    [`https://example.com/${'a'.repeat(2000)}`, '2000 characters'],
  ])('%s is refused', (url, why) => {
    expect(() => strict.checkUrl(url)).toThrow(
      expect.objectContaining({ code: 'request_invalid', message: expect.stringContaining(why) }),
    );
  });

  test('http is taken to this machine alone, in development', () => {
    expect(developing.checkUrl('http://localhost:3000/').port).toBe('3000');
    expect(developing.checkUrl('http://127.0.0.1:3000/').port).toBe('3000');
    expect(() => developing.checkUrl('http://example.com/')).toThrow('https alone');
    expect(() => inside.checkUrl('http://10.20.0.1:8080/')).toThrow('https alone');
  });
});

test('a name is judged by what it stands for, when the connection is made', async () => {
  const lookup = (gate: typeof strict, all: boolean) =>
    new Promise((resolve, reject) =>
      gate.lookup('localhost', { all }, (error, address) => (error ? reject(error) : resolve(address))),
    );
  await expect(lookup(strict, true)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  await expect(lookup(strict, false)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(['127.0.0.1', '::1']).toContain(await lookup(developing, false));
});
