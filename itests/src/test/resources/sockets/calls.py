"""Prints what calls on sockets of the loopback interface answer where it is easy to get it wrong."""
import ctypes, errno, fcntl, os, select, signal, socket, struct, termios, threading, time

libc = ctypes.CDLL(None, use_errno=True)

def err(f, *a):
    try:
        return f(*a)
    except OSError as e:
        return errno.errorcode.get(e.errno, str(e))

def section(name): print('--', name)

def pair():
    l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen(5)
    c = socket.create_connection(l.getsockname()); a, _ = l.accept(); l.close()
    return c, a

def udp():
    a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); a.bind(('127.0.0.1', 0))
    b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); b.connect(a.getsockname())
    return a, b

def fionread(s, request=termios.FIONREAD):
    return struct.unpack('i', fcntl.ioctl(s, request, b'\0\0\0\0'))[0]

def settle(condition):
    end = time.monotonic() + 2
    while not condition() and time.monotonic() < end: time.sleep(0.002)

def elapsed(f, *a):
    start = time.monotonic(); r = err(f, *a); t = time.monotonic() - start
    return r, 0.2 <= t < 1.5

section('queues')
a, b = udp(); b.send(b'12345'); b.send(b'678'); settle(lambda: fionread(a)); print(fionread(a), a.recv(10)); settle(lambda: fionread(a)); print(fionread(a), a.recv(10), fionread(a)); print(fionread(b, termios.TIOCOUTQ))
b.send(b''); settle(lambda: select.select([a], [], [], 0)[0]); print(fionread(a), a.recv(10))
c, d = pair(); c.send(b'x' * 1000); settle(lambda: fionread(d) == 1000); print(fionread(d)); d.recv(400); print(fionread(d)); settle(lambda: not fionread(c, termios.TIOCOUTQ)); print(fionread(c, termios.TIOCOUTQ))

section('timeouts')
for s in c, a:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 300000))
    print(elapsed(s.recv, 10), elapsed(os.read, s.fileno(), 10), elapsed(s.recvfrom, 10), elapsed(s.recvmsg, 10))
c.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 0, 300000))
def fill():
    while True: c.send(b'y' * 65536)
print(elapsed(fill)[0]); print(elapsed(os.write, c.fileno(), b'z' * 65536))

section('recvmmsg')
class iovec(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('len', ctypes.c_size_t)]
class msghdr(ctypes.Structure): _fields_ = [('name', ctypes.c_void_p), ('namelen', ctypes.c_uint), ('iov', ctypes.c_void_p), ('iovlen', ctypes.c_size_t), ('control', ctypes.c_void_p), ('controllen', ctypes.c_size_t), ('flags', ctypes.c_int)]
class mmsghdr(ctypes.Structure): _fields_ = [('hdr', msghdr), ('len', ctypes.c_uint)]
class timespec(ctypes.Structure): _fields_ = [('sec', ctypes.c_long), ('nsec', ctypes.c_long)]
def recvmmsg(s, n, flags=0, timeout=None):
    buffers = [ctypes.create_string_buffer(100) for _ in range(n)]
    vectors = [iovec(ctypes.addressof(x), 100) for x in buffers]
    messages = (mmsghdr * n)(*[mmsghdr(msghdr(None, 0, ctypes.addressof(v), 1, None, 0, 0), 0) for v in vectors])
    r = libc.recvmmsg(s.fileno(), messages, n, flags, ctypes.byref(timeout) if timeout else None)
    return errno.errorcode[ctypes.get_errno()] if r < 0 else [buffers[i].raw[:messages[i].len] for i in range(r)]
def later(delay, *data):
    def run():
        for x in data: time.sleep(delay); b.send(x)
    t = threading.Thread(target=run); t.start(); return t
# What was sent may be still on its way: a user-level stack delivers in a thread of its own.
def rest(s, n):
    got = []
    while len(got) < n:
        select.select([s], [], [], 30)
        got += recvmmsg(s, 5, socket.MSG_DONTWAIT)
    return got
a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 0))
t = later(0.1, b'1', b'2', b'3'); print(recvmmsg(a, 3)); t.join()
t = later(0.1, b'1', b'2', b'3'); print(recvmmsg(a, 3, 0x10000)); t.join(); print(rest(a, 2)); print(recvmmsg(a, 5, socket.MSG_DONTWAIT))
t = later(0.4, b'1', b'2', b'3'); w = timespec(0, 600000000); print(recvmmsg(a, 3, 0, w), (w.sec, w.nsec)); t.join(); print(rest(a, 1))
print(recvmmsg(a, 1, 0, timespec(0, -1)))
a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 200000)); t = later(0.05, b'1'); print(recvmmsg(a, 2)); t.join(); print(recvmmsg(a, 2))

section('linger')
c.close(); d.close(); c, d = pair(); c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 5)); c.send(b'all of it'); start = time.monotonic(); c.close(); print(time.monotonic() - start < 2, d.recv(100), d.recv(100)); d.close()
def stuffed(seconds):
    c, d = pair(); c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, seconds)); c.setblocking(False); n = 0
    while select.select([], [c], [], 0.5)[1]: n += c.send(b'x' * 65536)
    return c, d, n
def count(d): return sum(len(x) for x in iter(lambda: d.recv(1 << 20), b''))
def close(c): start = time.monotonic(); c.close(); return time.monotonic() - start
c, d, n = stuffed(1); print(close(c) >= 0.9, count(d) == n)
c, d, n = stuffed(60); got = []; t = threading.Thread(target=lambda: got.append(count(d))); threading.Timer(0.3, t.start).start(); print(0.25 <= close(c) < 50); settle(t.is_alive); t.join(); print(got == [n])
c, d, n = stuffed(60); old = signal.signal(signal.SIGALRM, lambda *x: print('SIGALRM')); signal.setitimer(signal.ITIMER_REAL, 0.3); print(0.25 <= close(c) < 50); signal.signal(signal.SIGALRM, old); print(count(d) == n)
c, d, n = stuffed(60); d.close(); print(close(c) < 50)

section("not connected, plain")
s = socket.socket(); s.setblocking(False); print(err(s.recv, 1) in ("ENOTCONN", "EINVAL"), err(lambda: s.send(b"x", socket.MSG_NOSIGNAL)) in ("EPIPE", "ENOTCONN")); s.close()
section('not connected')
signal.signal(signal.SIGPIPE, lambda *x: print('SIGPIPE'))
s = socket.socket()

for f in (lambda: s.recvmsg(10), lambda: s.recvfrom(10), lambda: s.sendmsg([b'x']), s.getpeername, lambda: s.shutdown(1), s.accept): print(err(f))
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for f in (lambda: u.sendmsg([b'x']), u.getpeername, lambda: u.shutdown(2), lambda: u.listen(1), u.accept): print(err(f))

section('multicast filters')
IP_MSFILTER, MCAST_JOIN_GROUP, MCAST_MSFILTER, JOIN_SOURCE = 41, 42, 48, 39
def get(s, level, name, value):
    room = ctypes.create_string_buffer(value, len(value)); length = ctypes.c_int(len(value))
    if libc.getsockopt(s.fileno(), level, name, room, ctypes.byref(length)) < 0: return errno.errorcode[ctypes.get_errno()]
    return length.value, room.raw[:length.value].hex()
def v4(*a): return b''.join(socket.inet_aton(x) for x in a)
def storage(family, address):
    return (struct.pack('HH4s', family, 0, socket.inet_aton(address)) if family == socket.AF_INET else
            struct.pack('HHI16s', family, 0, 0, socket.inet_pton(family, address))).ljust(128, b'\0')
def ipfilter(group, interface, mode, count, *sources): return v4(group, interface) + struct.pack('II', mode, count) + v4(*sources)
def groupfilter(family, index, group, mode, count, *sources):
    return struct.pack('II', index, 0) + storage(family, group) + struct.pack('II', mode, count) + b''.join(storage(family, x) for x in sources)
m = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, 0)), get(m, 0, IP_MSFILTER, ipfilter('10.1.2.3', '127.0.0.1', 0, 0)), get(m, 0, IP_MSFILTER, bytes(15)), get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '10.9.9.9', 0, 0)))
print(err(m.setsockopt, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, 1, '1.2.3.4')))
m.setsockopt(0, socket.IP_ADD_MEMBERSHIP, v4('239.1.2.3', '127.0.0.1'))
print(get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 9, 7)))
print(err(m.setsockopt, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, 3, '1.2.3.4', '4.3.2.1', '2.2.2.2')))
for count in 0, 1, 3, 9: print(get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, count, '0.0.0.0', '0.0.0.0', '0.0.0.0')))
print(get(m, 0, MCAST_MSFILTER, groupfilter(socket.AF_INET, 1, '239.1.2.3', 5, 2, '0.0.0.0', '0.0.0.0')))
print(get(m, 0, MCAST_MSFILTER, groupfilter(socket.AF_INET, 0, '239.1.2.3', 5, 0)), get(m, 0, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 1, 'ff02::9', 5, 0)), get(m, 0, MCAST_MSFILTER, bytes(143)))
print(err(m.setsockopt, 0, MCAST_MSFILTER, groupfilter(socket.AF_INET, 1, '239.1.2.3', 1, 1, '9.9.9.9')), get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, 1, '0.0.0.0')))
print(err(m.setsockopt, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 1, 0)), get(m, 0, IP_MSFILTER, ipfilter('239.1.2.3', '127.0.0.1', 0, 0)))
m.setsockopt(0, JOIN_SOURCE, v4('232.1.1.1', '127.0.0.1', '8.8.8.8')); print(get(m, 0, IP_MSFILTER, ipfilter('232.1.1.1', '127.0.0.1', 0, 1, '0.0.0.0')))
m = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
m.setsockopt(41, MCAST_JOIN_GROUP, struct.pack('II', 1, 0) + storage(socket.AF_INET6, 'ff02::1234'))
print(get(m, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 1, 'ff02::1234', 5, 2)))
print(err(m.setsockopt, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 1, 'ff02::1234', 0, 2, 'fe80::1', 'fe80::2')))
print(get(m, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 1, 'ff02::1234', 5, 2, '::', '::')))
print(get(m, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 2, 'ff02::1234', 5, 0)), get(m, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET, 1, '239.1.2.3', 5, 0)), get(m, 41, MCAST_MSFILTER, groupfilter(socket.AF_INET6, 1, '::1', 5, 0)))
