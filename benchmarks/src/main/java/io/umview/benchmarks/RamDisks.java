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
    private static final List<Fio> JOBS = List.of(
            new Fio("4k randread", "randread", PAGE, DIRECT),
            new Fio("4k randwrite", "randwrite", PAGE, DIRECT),
            new Fio("1M read", "read", BLOCK, DIRECT),
            new Fio("1M write", "write", BLOCK, DIRECT),
            new Fio("buffered, 4k randread", "randread", PAGE, BUFFERED),
            new Fio("buffered, 4k randwrite", "randwrite", PAGE, BUFFERED),
            new Fio("buffered, 1M read", "read", BLOCK, BUFFERED),
            new Fio("buffered, 1M write", "write", BLOCK, BUFFERED));

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
        Path served = scratch.folder("served");
        if (Files.isExecutable(pair.setting().memfs())) {
            base.run(pair.setting().memfs() + " " + served);
            try {
                loop(pair, disk, served.resolve("file"), "loop over a FUSE file in C", Reach.times(1));
            } finally {
                base.run("fusermount3 -u " + served);
            }
        }
        loop(pair, disk, scratch.file("file"), "loop over tmpfs, no server", Reach.NONE);
    }

    private static void loop(Pair pair, Path disk, Path file, String what, Reach reach) throws IOException {
        pair.base().run("truncate -s " + SIZE + " " + file);
        String device = pair.base().run("losetup -f --show " + file).trim();
        try {
            against(pair, disk, "--filename=" + device, JOBS, what, reach);
        } finally {
            pair.base().run("losetup -d " + device);
        }
    }

    private static void againstNbd(Pair pair, Path disk, Scratch scratch) throws IOException {
        if (!Files.exists(Path.of("/sys/block/nbd0"))) {
            pair.table().leftOut("umdevramdisk, against /dev/nbd0", "the kernel has no nbd, or it is not loaded");
        }
        if (!pair.base().succeeds("command -v nbdkit && fio --enghelp | grep -qw nbd")) {
            pair.table().leftOut("umdevramdisk, against nbdkit", "nbdkit, or fio's engine for it, is not installed");
            return;
        }
        Path socket = scratch.file("nbd");
        Path pid = scratch.file("nbd.pid");
        pair.base().run("nbdkit -P " + pid + " -U " + socket + " memory " + SIZE);
        try {
            List<Fio> jobs = JOBS.subList(0, 4);
            String target = "--ioengine=nbd --uri=nbd+unix:///?socket=" + socket;
            against(pair, disk, target, jobs, "nbdkit, fio being the client", Reach.times(1));
        } finally {
            pair.base().run("kill $(cat " + pid + "); rm -f " + pid + " " + socket);
        }
    }

    private static void against(Pair pair, Path disk, String target, List<Fio> jobs, String what, Reach reach)
            throws IOException {
        for (Fio job : jobs) {
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
