/** Tells whether an address is on the public Internet. Returns `undefined` for a host name. */
export type IsPublic = (address: string) => boolean | undefined;

// Reserved IPv4 ranges of https://www.iana.org/assignments/iana-ipv4-special-registry, and all from multicast upwards.
const reserved4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  '224.0.0.0/3',
];

// Only 2000::/3 of IPv6 is allocated, which excludes loopback, link-local, unique local, multicast and mapped IPv4
// addresses. Within it, these ranges are not public or contain an IPv4 address:
// https://www.iana.org/assignments/iana-ipv6-special-registry
const given6 = '2000::/3';
const reserved6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/**
 * Returns a function that distinguishes public addresses from those that only this machine or its network can reach.
 */
export async function publicAddresses(): Promise<IsPublic> {
  const { BlockList, isIP } = await import('node:net');
  const listOf = (...subnets: readonly string[]): InstanceType<typeof BlockList> => {
    const list = new BlockList();
    for (const subnet of subnets) {
      const [network = '', prefix] = subnet.split('/');
      list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
    }
    return list;
  };
  const given = listOf(given6);
  const reserved = listOf(...reserved4, ...reserved6);
  return (address) => {
    const version = isIP(address);
    if (version === 0) return undefined;
    if (version === 4) return !reserved.check(address, 'ipv4');
    return given.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
  };
}
