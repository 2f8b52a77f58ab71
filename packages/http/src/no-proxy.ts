import type { BlockList } from 'node:net';

/** Whether a host name is that of this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$|^127(\.\d+){3}$|^\[::1\]$/i.test(hostname);
}

/**
 * Whether a URL is to be reached without the proxy, by the rules of curl (https://curl.se/docs/manpage.html#--noproxy):
 * entries stand between commas or blanks, `*` matches every host, a name matches itself and all names below it with or
 * without a dot before it, and an address may be a network in CIDR notation. As in Node and Go, `*.name` is read as
 * `.name`, and an entry may end in a port.
 *
 * @param list the value of NO_PROXY
 */
export function matchesNoProxy({ hostname, port, protocol }: URL, list: string): boolean {
  const host = plainName(hostname);
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry, host, ownPort));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [name, wantedPort] = withoutPort(entry);
  if (wantedPort !== undefined && wantedPort !== port) return false;
  if (isAddress(host)) return matchesAddress(plainName(name), host);
  const wanted = plainName(name.replace(/^\*?\.+/, ''));
  return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
}

/** An entry and the port at its end. Colons of an IPv6 address without brackets are part of the address. */
function withoutPort(entry: string): readonly [string, string | undefined] {
  const [, name, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return name === undefined ? [entry, undefined] : [name, port];
}

/** A name in lower case, without the brackets of an IPv6 address and the dot at the end of a full name. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]/, '$1')
    .replace(/\.$/, '');
}

const isAddress = (text: string): boolean => process.getBuiltinModule('node:net').isIP(text) !== 0;

const familyOf = (text: string): 'ipv4' | 'ipv6' => (text.includes(':') ? 'ipv6' : 'ipv4');

function matchesAddress(wanted: string, host: string): boolean {
  const [address = '', bits] = wanted.split('/');
  if (!isAddress(address) || familyOf(address) !== familyOf(host)) return false;
  const { BlockList } = process.getBuiltinModule('node:net');
  const networks: BlockList = new BlockList();
  try {
    if (bits === undefined) networks.addAddress(address, familyOf(address));
    else networks.addSubnet(address, Number(bits), familyOf(address));
  } catch {
    return false; // a prefix that no address has, for example /33
  }
  return networks.check(host, familyOf(host));
}
