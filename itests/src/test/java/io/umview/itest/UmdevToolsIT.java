package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools that people use on disks, on an image of 2 TiB that takes nearly no space. */
class UmdevToolsIT {
    private static final long TERABYTES = 2L << 40;

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() throws IOException {
        Programs.requireFuse();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("big.img").toFile(), "rw")) {
            file.setLength(TERABYTES);
        }
        session = umview("-q", "-p", "umdev").in(folder).session();
        session.must("mount -t umdevmbr -o major=240 big.img hd");
    }

    @AfterEach
    void end() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void fdiskMakesPrimaryAndLogicalPartitions() {
        session.must(
                "printf 'o\\nn\\np\\n1\\n\\n+50M\\nn\\ne\\n2\\n\\n\\nn\\n\\n+20M\\nn\\n\\n+30M\\nw\\n' | fdisk hd");

        assertThat(session.must("for n in 1 5 6; do blockdev --getsize64 hd$n; done"))
                .isEqualTo("52428800\n20971520\n31457280\n");
        assertThat(session.must("fdisk -l hd | grep -c ^hd")).isEqualTo("4\n");
        session.must("mkfs.ext4 -q hd6 && tune2fs -L name hd6 && e2fsck -fn hd6");
        assertThat(session.must("blkid -o value -s LABEL hd6")).isEqualTo("name\n");
    }

    @Test
    void gdiskAndSgdiskMakeGuidPartitions() {
        Programs.require("gdisk");
        session.must("printf 'o\\ny\\nn\\n1\\n\\n+100M\\n\\nn\\n2\\n1T\\n\\n\\nw\\ny\\n' | gdisk hd");

        assertThat(session.must("blockdev --getsize64 hd1")).isEqualTo("104857600\n");
        assertThat(session.must("sgdisk -v hd")).contains("No problems found");
        session.must("mkfs.ext4 -q hd1 && e2fsck -fn hd1");
    }

    @Test
    void partedMakesGuidPartitionsWhereverThereIsSpace() {
        Programs.require("parted");
        session.must("parted -s hd mklabel gpt mkpart a ext2 1MiB 200MiB mkpart b ext2 1TiB 100%");

        assertThat(session.must("blockdev --getsz hd2")).isEqualTo((1L << 31) - 2048 + "\n");
        assertThat(session.must("parted -sm hd print | tail -1")).startsWith("2:1100GB:2199GB:1100GB:");
        session.must("printf end | dd of=hd2 bs=1 seek=$((1099510579200 - 3)) conv=notrunc status=none");
        assertThat(session.must("tail -c 3 hd2")).isEqualTo("end");
    }

    @Test
    void hdparmTellsTheGeometry() {
        Programs.require("hdparm");
        session.must("printf 'label: gpt\\nsize=1G\\n' | sfdisk -q hd");

        assertThat(session.must("hdparm -g hd1")).contains("sectors = 2097152, start = 2048");
    }

    @Test
    void thePartitionsAreReadAgainUnlessTheyAreInUse() {
        session.must("printf ',1G\\n,1G\\n' | sfdisk -q hd");
        session.must("exec 7<hd2");
        assertThat(session.run("blockdev --rereadpt hd").text()).contains("Device or resource busy");
        session.must("exec 7<&-");
        session.must("blockdev --rereadpt hd");

        session.must("partx -d --nr 2 hd");
        assertThat(session.run("ls hd2").status()).isEqualTo(2);
        session.must("partx -a --nr 2 hd && ls hd2");
        session.must("dd if=/dev/zero of=hd bs=512 count=1 conv=notrunc status=none && blockdev --rereadpt hd");
        assertThat(session.run("ls hd1").status()).isEqualTo(2);
    }

    @Test
    void blocksAreDiscardedAndZeroed() {
        session.must("printf ',20M\\n' | sfdisk -q hd");
        session.must("yes | dd of=hd1 bs=1M count=20 iflag=fullblock conv=notrunc status=none");

        session.must("blkdiscard -f hd1");
        assertThat(session.must("tr -d '\\0' <hd1 | wc -c")).isEqualTo("0\n");
        session.must("echo x | dd of=hd1 conv=notrunc status=none; blkdiscard -f -z hd1");
        assertThat(session.must("tr -d '\\0' <hd1 | wc -c")).isEqualTo("0\n");
        assertThat(Long.parseLong(session.must("du -k big.img | cut -f1").strip()))
                .isLessThan(1000);
    }

    @Test
    void aDiskIsMappedAndWrittenLikeAKernelsOne() {
        String python = Programs.require("python3");
        assertThat(session.must(python + """
                 -c 'import fcntl, mmap, os, stat, struct
                fd = os.open("hd", os.O_RDWR | os.O_EXCL)
                print(stat.S_ISBLK(os.fstat(fd).st_mode), os.major(os.fstat(fd).st_rdev), os.lseek(fd, 0, os.SEEK_END))
                m = mmap.mmap(fd, 4096)
                m[:3] = b"abc"
                m.close()
                print(os.pread(fd, 3, 0), os.pread(fd, 10, 2 << 40), os.pwrite(fd, bytes(1024), (2 << 40) - 512))
                for wrong in (lambda: os.pwrite(fd, b"x", 2 << 40), lambda: os.ftruncate(fd, 0)):
                    try:
                        wrong()
                    except OSError as e:
                        print(e.strerror)
                fcntl.ioctl(fd, 0x127f, struct.pack("QQ", 0, 4096))
                print(os.pread(fd, 3, 0))
                print(os.readlink(f"/proc/self/fd/{fd}") == os.getcwd() + "/hd")'""")).isEqualTo("""
                        True 240 2199023255552
                        b'abc' b'' 512
                        No space left on device
                        Invalid argument
                        b'\\x00\\x00\\x00'
                        True
                        """);
    }
}
