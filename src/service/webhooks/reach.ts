// Where events may be sent. Whoever enters an address chooses where our server connects to, and must not reach by it
// what only our server can (server-side request forgery): so addresses are judged when a connection is made, by the very
// lookup that it is made with, and a name that resolves otherwise the second time gains nothing.

import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { LikenessError } from '../../errors.js';

export interface Reach {
  /** For development: this machine itself, by http too. Default: no. */
  readonly loopback?: boolean;
  /** Networks of yours that are otherwise refused, e.g. `10.20.0.0/16`: where receivers are inside. */
  readonly networks?: readonly string[];
}

export interface Gate {
  /** @throws `request_invalid` where events are never sent to such an address */
  checkUrl(text: string): URL;
  /** Judges an IP address. */
  admits(address: string): boolean;
  /** As `dns.lookup`, with {@link AddressRefused} where any address of the name is refused. */
  readonly lookup: LookupFunction;
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** @throws `option_invalid` where a network is none */
export function openGate({ loopback = false, networks = [] }: Reach): Gate {
  const permitted = new BlockList();
  for (const network of networks) addNetwork(permitted, network);

  const admits = (address: string): boolean => {
    const family = familyOf(address);
    if (family === undefined || METADATA.check(address, family)) return false;
    if (permitted.check(address, family)) return true;
    if (LOOPBACK.check(address, family)) return loopback;
    return family === 'ipv4'
      ? !SPECIAL.check(address, family)
      : GLOBAL.check(address, family) && !SPECIAL.check(address, family);
  };

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (addresses.length === 0 || addresses.some(({ address }) => !admits(address)))
        return callback(new AddressRefused(`${hostname} is not to be reached`), '', 0);
      if (options.all) return callback(null, addresses);
      return callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
  return { admits, lookup, checkUrl: (text) => checkUrl(text, loopback, admits) };
}

const LONGEST = 2000;

function checkUrl(text: string, loopback: boolean, admits: (address: string) => boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > LONGEST)
    throw refuse(`an address begins with https:// and has ${LONGEST} characters at most`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHere = host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, familyOf(host)!));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere && loopback))
    throw refuse('events are sent by https alone');
  if (url.username !== '' || url.password !== '')
    throw refuse('an address holds no name and password: events are signed instead');
  if (url.hash !== '') throw refuse('an address has no fragment');
  const port = url.port === '' ? undefined : Number(url.port);
  // Below are the services of the system itself: mail, remote logins, names.
  if (port !== undefined && port < 1024) throw refuse('events are sent to port 443, or to one from 1024 on');
  if (isHere ? !loopback : isIP(host) !== 0 && !admits(host))
    throw refuse(`${host} is not to be reached from here`);
  return url;
}

const refuse = (message: string) => new LikenessError('request_invalid', `url: ${message}`);

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const family = isIP(address);
  return family === 4 ? 'ipv4' : family === 6 ? 'ipv6' : undefined;
}

function addNetwork(list: BlockList, network: string): void {
  const [, address = '', bits = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(network) ?? [];
  const family = familyOf(address);
  if (family === undefined || Number(bits) > (family === 'ipv4' ? 32 : 128))
    throw new LikenessError(
      'option_invalid',
      `a network is like 10.20.0.0/16 or fd12:3456::/32, not ${JSON.stringify(network)}`,
    );
  list.addSubnet(address, Number(bits), family);
}

function listOf(...networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

const LOOPBACK = listOf('127.0.0.0/8', '::1/128');

/** Where clouds hand out the machine's own credentials. Refused whatever network is permitted. */
const METADATA = listOf(
  '169.254.169.254/32', // AWS, Azure, Google, DigitalOcean, Oracle
  '169.254.170.2/32', // AWS, tasks
  '169.254.170.23/32', // AWS, pods
  'fd00:ec2::254/128', // AWS
  'fd00:ec2::23/128', // AWS, pods
  'fd20:ce::254/128', // Google
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure, a public address
);

/** IPv6 beyond this is not for the public; nor is IPv4 in IPv6's clothes (::ffff:0:0/96, 64:ff9b::/96). */
const GLOBAL = listOf('2000::/3');

/** Not for the public: IANA's registries of special-purpose addresses (RFC 6890), multicast, and what is reserved. */
const SPECIAL = listOf(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // carriers' NAT, RFC 6598
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, RFC 3927
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15', // benchmarks, RFC 2544
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '2001::/23', // protocol assignments, Teredo among them
  '2001:db8::/32',
  '2002::/16', // 6to4: holds an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20',
);
