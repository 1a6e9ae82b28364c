"""Prints what poll, select and epoll say of sockets of the loopback interface at the edges."""
import errno, fcntl, os, select, signal, socket, struct, sys, termios, threading, time

NAMES = [('IN', 1), ('PRI', 2), ('OUT', 4), ('ERR', 8), ('HUP', 16), ('RDHUP', 0x2000)]

def bits(s, wanted=0, ms=2000):
    """The poll bits, once at least the wanted ones are there."""
    end = time.monotonic() + ms / 1000
    while True:
        p = select.poll()
        p.register(s, 1 | 2 | 4 | 0x2000)
        r = p.poll(0)
        v = r[0][1] if r else 0
        if (v & wanted) == wanted or time.monotonic() > end:
            return '|'.join(n for n, b in NAMES if v & b) or '-'
        time.sleep(0.002)

def err(f, *a):
    try:
        r = f(*a)
        return r if not isinstance(r, socket.socket) else 'socket'
    except OSError as e:
        return errno.errorcode.get(e.errno, str(e))

def so_error(s):
    return errno.errorcode.get(s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)

def pair():
    l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen(5)
    c = socket.create_connection(l.getsockname()); a, _ = l.accept(); l.close()
    return c, a

def closed_port(kind=socket.SOCK_STREAM):
    s = socket.socket(socket.AF_INET, kind); s.bind(('127.0.0.1', 0)); n = s.getsockname(); s.close(); time.sleep(0.05)
    return n

def section(name): print('--', name)

section('failed connect')
s = socket.socket(); s.setblocking(False); port = closed_port()
print(errno.errorcode[s.connect_ex(port)])
print(bits(s, 16))
r = select.select([s], [s], [s], 0); print([bool(x) for x in r])
e = select.epoll(); e.register(s, select.EPOLLIN | select.EPOLLOUT | select.EPOLLET); print(hex(e.poll(0)[0][1])); print(e.poll(0))
print(so_error(s), so_error(s), bits(s))
print('again', errno.errorcode.get(s.connect_ex(port)))
print('and again', errno.errorcode.get(s.connect_ex(port)), bits(s, 16), so_error(s))
l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen(1)
print('third', errno.errorcode.get(s.connect_ex(l.getsockname())))
print('fourth', errno.errorcode.get(s.connect_ex(l.getsockname())))
print(bits(s, 4), so_error(s)); s.send(b'hi'); a, _ = l.accept(); print(a.recv(10)); a.close(); s.close()

section('failed connect, blocking, tried again')
s = socket.socket(); print(err(s.connect, port)); print(err(s.connect, l.getsockname())); s.close(); l.close()

section('pending errors of datagram sockets')
d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); d.connect(closed_port(socket.SOCK_DGRAM)); d.send(b'x')
print(bits(d, 8)); print(so_error(d), bits(d)); d.send(b'x'); print(bits(d, 8)); print(err(d.recvfrom, 10), bits(d)); d.close()

section('error queue')
d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); d.setsockopt(0, 11, 1)
n = closed_port(socket.SOCK_DGRAM); d.sendto(b'probe', n)
print(bits(d, 8))
data, anc, flags, addr = d.recvmsg(100, 512, socket.MSG_ERRQUEUE)
print(data, flags, addr == n, [(a, b, c[:8]) for a, b, c in anc]); print(bits(d), err(d.recvmsg, 100, 512, socket.MSG_ERRQUEUE), so_error(d)); d.close()

section('urgent data')
c, a = pair()
c.send(b'abc'); c.send(b'd', socket.MSG_OOB); c.send(b'ef')
print(bits(a, 3)); r = select.select([], [], [a], 2); print(bool(r[2]))
print(struct.unpack('i', fcntl.ioctl(a, 0x8905, b'\0\0\0\0'))[0])
print(a.recv(100)); print(struct.unpack('i', fcntl.ioctl(a, 0x8905, b'\0\0\0\0'))[0])
print(a.recv(1, socket.MSG_OOB)); print(err(a.recv, 1, socket.MSG_OOB)); print(bits(a, 1)); print(a.recv(100)); print(bits(a))
print(err(a.recv, 1, socket.MSG_OOB))
a.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
c.send(b'gh', socket.MSG_OOB); print(bits(a, 2)); print(a.recv(100), a.recv(100), bits(a))
print(err(a.recv, 1, socket.MSG_OOB))
c.close(); a.close()

section('SIGURG')
got = []
signal.signal(signal.SIGURG, lambda *x: got.append('urg'))
c, a = pair(); fcntl.fcntl(a, fcntl.F_SETOWN, os.getpid()); c.send(b'!', socket.MSG_OOB); bits(a, 2); time.sleep(0.05); print(got); c.close(); a.close()

section('half closed')
c, a = pair(); print(bits(c)); c.shutdown(socket.SHUT_WR); print(bits(a, 0x2001), bits(c)); print(a.recv(10)); print(bits(a)); print(a.send(b'still')); print(bits(c, 1)); print(c.recv(10))
a.close(); print(bits(c, 0x2010)); c.close()
c, a = pair(); c.shutdown(socket.SHUT_RD); print(bits(c, 1)); print(c.recv(10)); c.shutdown(socket.SHUT_RDWR); print(bits(c, 16)); c.close(); a.close()

section('reset')
c, a = pair(); a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); a.close()
print(bits(c, 8)); print(err(c.recv, 10), bits(c), err(c.recv, 10)); c.close()
c, a = pair(); a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); a.send(b'data'); a.close()
print(bits(c, 8), so_error(c), bits(c)); c.close()

section('the peer closes while much is to be sent')
for how in ('unread', 'shutdown first'):
    c, a = pair(); c.setblocking(False); sent = 0
    try:
        while sent < 1 << 26: sent += c.send(b'x' * 65536)
    except BlockingIOError: pass
    if how == 'shutdown first': a.shutdown(socket.SHUT_WR); bits(c, 0x2000)
    a.close()
    print(bits(c, 8 | 16)); r = select.select([c], [c], [], 10); print([bool(x) for x in r])
    broken = None
    for _ in range(3):
        broken = broken or err(c.send, b'x')
    print(broken in ('ECONNRESET', 'EPIPE')); c.close()

section('EPOLLET')
c, a = pair(); e = select.epoll(); e.register(a, select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET)
print(hex(e.poll(1)[0][1])); print(e.poll(0)); c.send(b'1'); print(hex(e.poll(1)[0][1])); print(e.poll(0)); c.send(b'2'); print(hex(e.poll(1)[0][1])); a.recv(10); print(e.poll(0))
c.shutdown(socket.SHUT_WR); print(hex(e.poll(1)[0][1])); c.close(); a.close()

section('listener')
l = socket.socket(); l.bind(('127.0.0.1', 0)); print(bits(l)); l.listen(5); print(bits(l)); c = socket.create_connection(l.getsockname()); print(bits(l, 1)); a, _ = l.accept(); print(bits(l))
