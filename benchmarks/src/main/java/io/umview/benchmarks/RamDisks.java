package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code umdevramdisk} beside other disks whose bytes a process holds in memory, and beside a loop device. */
final class RamDisks implements Group {
    private static final int PAGE = 4096;
    private static final int BLOCK = 1 << 20;
    private static final String SIZE = "128M";
    private static final String DIRECT = "--ioengine=psync --direct=1 ";
    private static final String BUFFERED = "--ioengine=psync ";
    /** That many of the jobs do without the page cache, and so can be done without a device. */
    private static final int DIRECT_JOBS = 4;

    private static final List<Fio> JOBS = List.of(
            new Fio("4k randread", "randread", PAGE, DIRECT),
            new Fio("4k randwrite", "randwrite", PAGE, DIRECT),
            new Fio("1M read", "read", BLOCK, DIRECT),
            new Fio("1M write", "write", BLOCK, DIRECT),
            new Fio("4k randread, buffered", "randread", PAGE, BUFFERED),
            new Fio("4k randwrite, buffered", "randwrite", PAGE, BUFFERED),
            new Fio("1M read, buffered", "read", BLOCK, BUFFERED),
            new Fio("1M write, buffered", "write", BLOCK, BUFFERED));

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        try (Scratch scratch = new Scratch();
                Shell base = setting.nativeShell();
                Shell view = setting.view("-p", "umdev")) {
            if (!base.succeeds("command -v fio")) {
                table.leftOut("umdevramdisk", "fio is not installed");
                return;
            }
            Path disk = Files.createFile(scratch.file("disk"));
            view.run("mount -t umdevramdisk -o size=" + SIZE + " none " + disk);
            Pair pair = new Pair(setting, table, "umdevramdisk", base, view);
            againstLoop(pair, disk, scratch);
            againstNbd(pair, disk, scratch);
            view.run("umount " + disk);
        }
    }

    private static void againstLoop(Pair pair, Path disk, Scratch scratch) throws IOException {
        Shell base = pair.base();
        if (!base.succeeds("test $(id -u) = 0 && losetup -f")) {
            pair.table().leftOut("umdevramdisk, against loop", "only root makes loop devices, if the kernel has them");
            return;
        }
        if (Files.isExecutable(pair.setting().memfs())) {
            Path served = scratch.folder("served");
            base.run(pair.setting().memfs() + " " + served);
            try {
                // Direct, or else the kernel serves what it keeps of the file.
                loop(pair, disk, "--direct-io=on", served.resolve("file"), "loop on FUSE in C", Reach.times(1));
            } finally {
                base.run("fusermount3 -u " + served);
            }
        }
        loop(pair, disk, "", scratch.file("file"), "loop on tmpfs, no server", Reach.NONE);
    }

    private static void loop(Pair pair, Path disk, String option, Path file, String what, Reach reach)
            throws IOException {
        pair.base().run("truncate -s " + SIZE + " " + file);
        String device =
                pair.base().run("losetup -f --show " + option + " " + file).trim();
        try {
            against(pair, disk, "--filename=" + device, what, reach);
        } finally {
            pair.base().run("losetup -d " + device);
        }
    }

    private static void againstNbd(Pair pair, Path disk, Scratch scratch) throws IOException {
        Shell base = pair.base();
        if (!base.succeeds("command -v nbdkit")) {
            pair.table().leftOut("umdevramdisk, against nbd", "nbdkit is not installed");
            return;
        }
        Path socket = scratch.file("nbd");
        Path pid = scratch.file("nbd.pid");
        base.run("nbdkit -P " + pid + " -U " + socket + " memory " + SIZE);
        try {
            if (base.succeeds("test $(id -u) = 0 && command -v nbd-client && test -b /dev/nbd0")) {
                base.run("nbd-client -unix " + socket + " /dev/nbd0 >/dev/null");
                against(pair, disk, "--filename=/dev/nbd0", "nbd", Reach.times(1));
                base.run("nbd-client -d /dev/nbd0 >/dev/null");
            } else {
                pair.table().leftOut("umdevramdisk, against nbd", "not root, no nbd-client, or no nbd in the kernel");
            }
            if (base.succeeds("fio --enghelp | grep -qw nbd")) {
                against(pair, disk, "--ioengine=nbd --uri=nbd+unix:///?socket=" + socket, "nbdkit", Reach.NONE);
            }
        } finally {
            base.run("kill $(cat " + pid + "); rm -f " + pid + " " + socket);
        }
    }

    private static void against(Pair pair, Path disk, String target, String what, Reach reach) throws IOException {
        boolean device = target.startsWith("--filename");
        for (Fio job : device ? JOBS : JOBS.subList(0, DIRECT_JOBS)) {
            Samples base = new Samples();
            Samples view = new Samples();
            for (int round = 0; round < pair.setting().rounds(); round++) {
                view.add(job.time(pair.view(), "--filename=" + disk));
                base.add(job.time(pair.base(), target));
            }
            pair.table().row(pair.name() + ": " + job.name() + ", against " + what, base, view, reach);
        }
    }
}
