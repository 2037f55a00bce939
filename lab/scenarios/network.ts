/** Failures of sockets. */
import type { Scenario } from './scenario.js';

export const NETWORK: readonly Scenario[] = [
  {
    id: 'address-in-use',
    about: 'another server listens on the port',
    syscall: 'bind',
    errno: 'EADDRINUSE',
    context: { family: 'AF_INET' },
    before: `
other = socket.socket()
other.bind(('127.0.0.1', 8080))
other.listen()
mine = socket.socket()
address = struct.pack('=H', 2) + struct.pack('!H', 8080) + bytes([127, 0, 0, 1]) + bytes(8)`,
    call: "sys('bind', mine.fileno(), address, 16)",
    origin: { function: 'inet_csk_get_port', file: 'net/ipv4/inet_connection_sock.c' },
  },
  {
    id: 'address-not-here',
    about: 'a server binds to an address that the machine does not have',
    syscall: 'bind',
    errno: 'EADDRNOTAVAIL',
    context: { family: 'AF_INET' },
    before: `
mine = socket.socket()
address = struct.pack('=H', 2) + struct.pack('!H', 8081) + bytes([192, 0, 2, 1]) + bytes(8)`,
    call: "sys('bind', mine.fileno(), address, 16)",
    origin: { function: '__inet_bind', file: 'net/ipv4/af_inet.c' },
  },
  {
    id: 'port-forbidden',
    about: 'an ordinary user binds to port 80',
    syscall: 'bind',
    errno: 'EACCES',
    context: { family: 'AF_INET' },
    before: `
mine = socket.socket()
address = struct.pack('=H', 2) + struct.pack('!H', 80) + bytes([127, 0, 0, 1]) + bytes(8)
become()`,
    call: "sys('bind', mine.fileno(), address, 16)",
    origin: { function: '__inet_bind', file: 'net/ipv4/af_inet.c' },
  },
  {
    id: 'refused',
    about: 'nobody listens on a socket file',
    syscall: 'connect',
    errno: 'ECONNREFUSED',
    context: { family: 'AF_UNIX' },
    before: `
left = socket.socket(socket.AF_UNIX)
left.bind('/root/left.sock')
left.close()
mine = socket.socket(socket.AF_UNIX)
address = struct.pack('=H', 1) + b'/root/left.sock' + bytes(1)`,
    call: "sys('connect', mine.fileno(), address, len(address))",
    undo: 'rm -f /root/left.sock',
    origin: { function: 'unix_find_bsd', inside: 'unix_find_other', file: 'net/unix/af_unix.c' },
  },
  {
    id: 'message-too-long',
    about: 'a datagram of more than 64 KB',
    syscall: 'sendto',
    errno: 'EMSGSIZE',
    context: { family: 'AF_INET' },
    before: `
mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
address = struct.pack('=H', 2) + struct.pack('!H', 9) + bytes([127, 0, 0, 1]) + bytes(8)`,
    call: "sys('sendto', mine.fileno(), b'x' * 70000, 70000, 0, address, 16)",
    origin: { function: 'udp_sendmsg', file: 'net/ipv4/udp.c' },
  },
  {
    id: 'unreachable',
    about: 'there is no route to the network',
    syscall: 'connect',
    errno: 'ENETUNREACH',
    context: { family: 'AF_INET' },
    before: `
mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
address = struct.pack('=H', 2) + struct.pack('!H', 9) + bytes([192, 0, 2, 1]) + bytes(8)`,
    call: "sys('connect', mine.fileno(), address, 16)",
    origin: {
      function: 'fib_lookup',
      inside: 'ip_route_output_key_hash_rcu',
      reason: 'fib_table_lookup',
      file: 'include/net/ip_fib.h',
    },
  },
  {
    id: 'nothing-to-read',
    about: 'a socket that does not wait has nothing',
    syscall: 'recvfrom',
    errno: 'EAGAIN',
    context: { family: 'AF_INET' },
    before: `
mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mine.bind(('127.0.0.1', 0))
mine.setblocking(False)`,
    call: "sys('recvfrom', mine.fileno(), ctypes.create_string_buffer(64), 64, 0, 0, 0)",
    origin: { function: '__skb_recv_udp', file: 'net/ipv4/udp.c' },
  },
  {
    id: 'bad-socket-option',
    about: 'a number is too short for the option',
    syscall: 'setsockopt',
    errno: 'EINVAL',
    before: 'mine = socket.socket()',
    call: "sys('setsockopt', mine.fileno(), 1, 7, b'x', 1)",
    origin: { function: 'sk_setsockopt', file: 'net/core/sock.c' },
  },
  {
    id: 'raw-unprivileged',
    about: 'an ordinary user opens a raw socket',
    syscall: 'socket',
    errno: 'EPERM',
    context: { family: 'AF_INET' },
    before: 'become()',
    call: "sys('socket', 2, 3, 1)",
    origin: { function: 'inet_create', file: 'net/ipv4/af_inet.c' },
  },
  {
    id: 'family-unknown',
    about: 'a family of addresses that the kernel does not have',
    syscall: 'socket',
    errno: 'EAFNOSUPPORT',
    call: "sys('socket', 5, 2, 0)",
    origin: { function: '__sock_create', file: 'net/socket.c' },
  },
  {
    id: 'conntrack-full',
    about: 'the table of connections is full: net.netfilter.nf_conntrack_max',
    syscall: 'sendto',
    errno: 'EPERM',
    context: { family: 'AF_INET' },
    setup:
      'modprobe nf_conntrack; nft add table ip lab; nft "add chain ip lab out { type filter hook output priority 0; }"; nft add rule ip lab out ct state new counter accept; echo 1 >/proc/sys/net/netfilter/nf_conntrack_max',
    before: `
others = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(8)]
for index, other in enumerate(others):
    try:
        other.sendto(b'x', ('127.0.0.1', 5000 + index))
    except OSError:
        pass
mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
address = struct.pack('=H', 2) + struct.pack('!H', 9) + bytes([127, 0, 0, 1]) + bytes(8)`,
    call: "sys('sendto', mine.fileno(), b'x', 1, 0, address, 16)",
    undo: 'nft delete table ip lab; echo 65536 >/proc/sys/net/netfilter/nf_conntrack_max',
    origin: { function: 'nf_hook_slow', file: 'net/netfilter/core.c' },
  },
  {
    id: 'firewall',
    about: 'a rule of the firewall drops what is sent',
    syscall: 'sendto',
    errno: 'EPERM',
    context: { family: 'AF_INET' },
    setup:
      'nft add table ip lab; nft "add chain ip lab out { type filter hook output priority 0; }"; nft add rule ip lab out udp dport 9 drop',
    before: `
mine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
address = struct.pack('=H', 2) + struct.pack('!H', 9) + bytes([127, 0, 0, 1]) + bytes(8)`,
    call: "sys('sendto', mine.fileno(), b'x', 1, 0, address, 16)",
    undo: 'nft delete table ip lab',
    origin: { function: 'nf_hook_slow', file: 'net/netfilter/core.c' },
  },
  {
    id: 'pipe-full',
    about: 'a pipe that does not wait is full',
    syscall: 'write',
    errno: 'EAGAIN',
    before: `
read, write = os.pipe()
os.set_blocking(write, False)
until_it_fails('write', write, b'x' * 4096, 4096)`,
    call: "sys('write', write, b'x' * 4096, 4096)",
    origin: { function: 'pipe_write', file: 'fs/pipe.c' },
  },
];
