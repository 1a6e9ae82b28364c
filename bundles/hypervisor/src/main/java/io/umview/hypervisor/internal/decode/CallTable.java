package io.umview.hypervisor.internal.decode;

import io.umview.api.SystemCall;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parameters each call has. Where a call gives something back in memory, the parameter is a plain pointer. */
final class CallTable {
    /** A line is a call and its parameters, in the words of {@link Parameters}. */
    static final String TEXT = """
            open path open newmode
            openat dirfd path open newmode
            openat2 dirfd path openhow size
            creat path mode
            close fd
            close_range uint uint closerange
            stat path ptr
            lstat path ptr
            fstat fd ptr
            newfstatat dirfd path ptr at
            statx dirfd path at statx ptr
            access path access
            faccessat dirfd path access
            faccessat2 dirfd path access at.eaccess
            readlink path ptr size
            readlinkat dirfd path ptr size
            getcwd ptr size
            chdir path
            fchdir fd
            chroot path
            mkdir path mode
            mkdirat dirfd path mode
            rmdir path
            mknod path nodemode dev
            mknodat dirfd path nodemode dev
            unlink path
            unlinkat dirfd path at.removedir
            rename path path
            renameat dirfd path dirfd path
            renameat2 dirfd path dirfd path rename
            link path path
            linkat dirfd path dirfd path at
            symlink path path
            symlinkat path dirfd path
            chmod path mode
            fchmod fd mode
            fchmodat dirfd path mode
            fchmodat2 dirfd path mode at
            chown path int int
            lchown path int int
            fchown fd int int
            fchownat dirfd path int int at
            truncate path long
            ftruncate fd long
            utime path ptr
            utimes path timevals
            futimesat dirfd path timevals
            utimensat dirfd path timespecs at
            statfs path ptr
            fstatfs fd ptr
            ustat dev ptr
            setxattr path str data size xattr
            lsetxattr path str data size xattr
            fsetxattr fd str data size xattr
            setxattrat dirfd path at str ptr size
            getxattr path str ptr size
            lgetxattr path str ptr size
            fgetxattr fd str ptr size
            getxattrat dirfd path at str ptr size
            listxattr path ptr size
            llistxattr path ptr size
            flistxattr fd ptr size
            listxattrat dirfd path at ptr size
            removexattr path str
            lremovexattr path str
            fremovexattr fd str
            removexattrat dirfd path at str
            file_getattr dirfd path ptr size at
            file_setattr dirfd path ptr size at
            name_to_handle_at dirfd path ptr ptr at
            open_by_handle_at fd ptr open
            inotify_init
            inotify_init1 open
            inotify_add_watch fd path inotify
            inotify_rm_watch fd int
            fanotify_init hex open
            fanotify_mark fd hex hex dirfd path
            swapon path hex
            swapoff path
            acct path
            uselib path
            quotactl hex path int ptr
            quotactl_fd fd hex int ptr

            execve path argv envp
            execveat dirfd path argv envp at
            exit int
            exit_group int
            fork
            vfork
            clone clone ptr ptr ptr hex
            clone3 cloneargs size
            unshare unshare
            setns fd unshare
            wait4 int ptr wait ptr
            waitid idtype int ptr wait ptr
            kill int signal
            tkill int signal
            tgkill int int signal
            pidfd_open int hex
            pidfd_getfd fd fd hex
            pidfd_send_signal fd signal ptr hex
            rt_sigaction signal ptr ptr size
            rt_sigprocmask int ptr ptr size
            rt_sigreturn
            rt_sigsuspend ptr size
            rt_sigpending ptr size
            rt_sigtimedwait ptr ptr timespec size
            sigaltstack ptr ptr
            pause
            ptrace ptrace int hex hex
            prctl prctl hex hex hex hex
            arch_prctl hex hex
            personality personality
            seccomp uint hex ptr
            process_vm_readv int iovout size ptr size hex
            process_vm_writev int iov size ptr size hex

            mount path path str mount str
            umount2 path umount
            pivot_root virtual virtual virtual virtual
            fsopen str fsopen
            fsconfig fd fsconfig str ptr int
            fsmount fd fsmount mountattr
            fspick dirfd path fspick
            move_mount dirfd path dirfd path movemount
            open_tree dirfd path opentree
            open_tree_attr dirfd path opentree ptr size
            mount_setattr dirfd path at ptr size
            statmount ptr ptr size hex
            listmount ptr ptr size hex

            socket family socktype protocol
            socketpair family socktype protocol ptr
            bind fd sockaddr int
            connect fd sockaddr int
            listen fd int
            accept fd ptr intp
            accept4 fd ptr intp sockflags
            getsockname fd ptr intp
            getpeername fd ptr intp
            sendto fd data size msg sockaddr uint
            recvfrom fd ptr size msg ptr intp
            sendmsg fd msghdr msg
            recvmsg fd ptr msg
            sendmmsg fd ptr uint msg
            recvmmsg fd ptr uint msg timespec
            shutdown fd how
            setsockopt fd level optname optval int
            getsockopt fd level optname ptr intp

            read fd ptr size
            write fd data size
            pread64 fd ptr size long
            pwrite64 fd data size long
            readv fd iovout size
            writev fd iov size
            preadv fd iovout size long long
            pwritev fd iov size long long
            preadv2 fd iovout size long long hex
            pwritev2 fd iov size long long hex
            lseek fd long seek
            getdents fd ptr uint
            getdents64 fd ptr uint
            ioctl fd ioctl hex
            fcntl fd fcntl fcntlarg
            flock fd flock
            fsync fd
            fdatasync fd
            sync
            syncfs fd
            fallocate fd fallocate long long
            fadvise64 fd long long int
            readahead fd long size
            sync_file_range fd long long hex
            copy_file_range fd ptr fd ptr size hex
            sendfile fd fd ptr size
            splice fd ptr fd ptr size hex
            tee fd fd size hex
            vmsplice fd iov size hex
            dup fd
            dup2 fd fd
            dup3 fd fd open
            pipe ptr
            pipe2 ptr open
            eventfd uint
            eventfd2 uint open
            signalfd fd ptr size
            signalfd4 fd ptr size open
            memfd_create str memfd
            memfd_secret hex
            poll ptr uint int
            ppoll ptr uint timespec ptr size
            select int ptr ptr ptr timeval
            pselect6 int ptr ptr ptr timespec ptr
            epoll_create int
            epoll_create1 open
            epoll_ctl fd epollctl fd ptr
            epoll_wait fd ptr int int
            epoll_pwait fd ptr int int ptr size
            epoll_pwait2 fd ptr int timespec ptr size
            io_uring_setup uint ptr
            io_uring_enter fd uint uint hex ptr size
            io_uring_register fd uint ptr uint

            uname ptr
            sethostname data size
            setdomainname data size
            sysinfo ptr
            syslog int ptr int
            getpid
            gettid
            getppid
            getpgrp
            getpgid int
            setpgid int int
            getsid int
            setsid
            getuid
            geteuid
            getgid
            getegid
            setuid uint
            setgid uint
            setreuid int int
            setregid int int
            setresuid int int int
            setresgid int int int
            getresuid ptr ptr ptr
            getresgid ptr ptr ptr
            setfsuid uint
            setfsgid uint
            getgroups int ptr
            setgroups int groups
            capget ptr ptr
            capset ptr ptr
            umask mode
            getpriority prio int
            setpriority prio int int
            getrlimit resource ptr
            setrlimit resource rlimit
            prlimit64 int resource rlimit ptr
            getrusage int ptr
            times ptr
            sched_yield
            sched_setaffinity int size ptr
            sched_getaffinity int size ptr
            getcpu ptr ptr ptr
            getrandom ptr size getrandom

            time ptr
            gettimeofday ptr ptr
            settimeofday timeval ptr
            adjtimex ptr
            clock_gettime clock ptr
            clock_settime clock timespec
            clock_getres clock ptr
            clock_adjtime clock ptr
            clock_nanosleep clock timer timespec ptr
            nanosleep timespec ptr
            alarm uint
            getitimer itimer ptr
            setitimer itimer itimerval ptr
            timer_create clock ptr ptr
            timer_settime int timer itimerspec ptr
            timer_gettime int ptr
            timer_getoverrun int
            timer_delete int
            timerfd_create clock open
            timerfd_settime fd timer itimerspec ptr
            timerfd_gettime fd ptr

            mmap ptr size prot map fd hex
            munmap ptr size
            mprotect ptr size prot
            mremap ptr size size hex ptr
            msync ptr size hex
            madvise ptr size int
            brk ptr
            futex ptr int uint hex ptr uint
            set_tid_address ptr
            set_robust_list ptr size
            rseq ptr uint hex hex
            reboot hex hex hex ptr
            vhangup
            shmget hex size hex
            shmat int ptr hex
            shmdt ptr
            semget hex int hex
            msgget hex hex
            mq_open str open newmode ptr
            mq_unlink str
            """;

    private static final List<Parameter> UNKNOWN =
            Collections.nCopies(6, (call, index) -> Text.hex(call.argument(index)));

    private final Map<SystemCall, List<Parameter>> calls = new EnumMap<>(SystemCall.class);

    CallTable() {
        TEXT.lines().filter(line -> !line.isEmpty()).forEach(this::add);
    }

    private void add(String line) {
        String[] words = line.split(" ");
        List<Parameter> parameters =
                Arrays.stream(words, 1, words.length).map(CallTable::parameter).toList();
        if (calls.put(SystemCall.valueOf(words[0].toUpperCase(Locale.ROOT)), parameters) != null) {
            throw new IllegalStateException("twice: " + line);
        }
    }

    private static Parameter parameter(String word) {
        @Nullable Parameter parameter = Parameters.BY_WORD.get(word);
        if (parameter == null) {
            throw new IllegalStateException("no such parameter: " + word);
        }
        return parameter;
    }

    /** The parameters of a call; of one that is not in the table, all six registers. */
    List<Parameter> parameters(SystemCall call) {
        return calls.getOrDefault(call, UNKNOWN);
    }
}
