import type { BlockList } from 'node:net';

/**
 * Returns `true` if a URL must be reached without the proxy, by the rules of curl
 * (https://curl.se/docs/manpage.html#--noproxy). Entries are separated by commas or spaces. `*` matches every host. A
 * name, with or without a leading dot, matches itself and all its subdomains. An address may be a network in CIDR
 * notation. As in Node and Go, `*.name` means `.name`, and an entry may end in a port.
 *
 * @param list value of NO_PROXY
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

/** Splits an entry into host and port. The colons of an IPv6 address without brackets are part of the address. */
function withoutPort(entry: string): readonly [string, string | undefined] {
  const [, name, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return name === undefined ? [entry, undefined] : [name, port];
}

/** Returns a name in lower case, without IPv6 brackets and without the trailing dot of a full name. */
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
    return false; // invalid prefix, for example /33
  }
  return networks.check(host, familyOf(host));
}
