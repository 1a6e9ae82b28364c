package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import io.umview.itest.run.Session.Answer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What View-OS showed its users of umdev, command by command. */
class UmdevSessionIT {
    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        Programs.requireFuse();
        session = umview().in(folder).session();
        session.must("um_add_service umdev");
    }

    @AfterEach
    void end() {
        if (session != null) {
            session.close();
        }
    }

    private static Answer answer(int status, String text) {
        return new Answer(status, text);
    }

    private void image(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private String user() {
        return session.must("echo $(id -un) $(id -gn)").strip();
    }

    @Test
    void theServiceComesAndGoes() {
        assertThat(session.run("um_ls_service")).isEqualTo(answer(0, "umdev: virtual devices\n"));
        session.must("mount -t umdevnull none null");
        assertThat(session.run("um_del_service umdev"))
                .isEqualTo(answer(1, "um_del_service: Device or resource busy\n"));
        session.must("umount null");
        assertThat(session.run("um_del_service umdev")).isEqualTo(answer(0, "umdev fini\n"));
    }

    @Test
    void aDeviceIsNotTruncated() {
        session.must("mount -t umdevramdisk -o size=1m none dev; echo x | dd of=dev conv=notrunc status=none");

        assertThat(session.run("truncate -s 5 dev").text()).contains("Invalid argument");
        String call = "import os; os.truncate(\"dev\", 0)";
        assertThat(session.run("python3 -c '" + call + "'").text()).contains("Invalid argument");

        session.must("echo y >>/dev/null; : >dev");
        assertThat(session.must("head -c 2 dev; blockdev --getsize64 dev; umount dev"))
                .isEqualTo("x\n1048576\n");
    }

    @Test
    void aFileSystemHasItsDeviceForItself() {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        Programs.require("python3");
        String exclusively = "python3 -c 'import os; os.open(\"dev\", os.O_RDWR | os.O_EXCL); os.system(\"%s\")'";
        session.must("um_add_service umfuse; mount -t umdevramdisk -o size=8m none dev; mkfs.ext4 -q dev; mkdir m n");
        session.must("mount -t umfuseext2 -o rw+ dev m; head -c 1 dev >/dev/null");

        assertThat(session.run(exclusively.formatted("true")).text()).contains("Device or resource busy");
        assertThat(session.run("mount -t umfuseext2 dev n").text()).contains("Device or resource busy");

        session.must("umount m");
        assertThat(session.run(exclusively.formatted("mount -t umfuseext2 dev n; [ -z \\\"$(ls n)\\\" ] && echo no"))
                        .text())
                .contains("Device or resource busy")
                .endsWith("no\n");
        session.must("mount -t umfuseext2 -o rw+ dev m; umount m; e2fsck -fn dev; umount dev");
    }

    @Test
    void aDiskIsOpenedExclusivelyOnlyOnce() {
        session.must("mount -t umdevramdisk -o size=1m none dev");
        String script = "import errno, fcntl, os\n"
                + "a = os.open(\"dev\", os.O_RDWR | os.O_EXCL); print(fcntl.fcntl(a, fcntl.F_GETFL) & os.O_APPEND)\n"
                + "b = os.open(\"dev\", os.O_RDWR)\n"
                + "try: os.open(\"dev\", os.O_RDONLY | os.O_EXCL)\n"
                + "except OSError as e: print(errno.errorcode[e.errno])\n"
                + "os.close(a); c = os.dup(os.open(\"dev\", os.O_RDONLY | os.O_EXCL)); print(c > 0)";

        assertThat(session.must("python3 -c '" + script + "'")).isEqualTo("0\nEBUSY\nTrue\n");
        session.must("umount dev");
    }

    @Test
    void umdevnullSaysWhatIsDoneWithIt() {
        session.must("mount -t umdevnull none null");

        assertThat(session.must("ls -l null")).isEqualTo("crw------- 1 " + user() + " 0, 0 Jan  1  1970 null\n");
        String said = session.must("exec 7>null; head -c 4096 /dev/zero >&7; cat null; exec 7>&-; umount null");

        assertThat(said)
                .contains("null_open c 0 0 flag 8001\n")
                .contains("null_write c 0 0 len 4096\n")
                .contains("null_open c 0 0 flag 8000\n")
                .contains("null_read c 0 0 len ")
                .contains("null_release c 0 0 flag 8001\n");
    }

    @Test
    void umdevtrivhdHasRoomForSixtyFourKibibytes() {
        session.must("mount -t umdevtrivhd none chardev");

        assertThat(session.run("dd if=/dev/urandom of=chardev 2>&1 | head -3")).isEqualTo(answer(0, """
                        dd: writing to 'chardev': No space left on device
                        129+0 records in
                        128+0 records out
                        """));
        session.must("dd if=chardev of=copy status=none");
        assertThat(session.must("md5sum <copy")).isEqualTo(session.must("md5sum <chardev"));
        assertThat(session.must("stat -c %s copy")).isEqualTo("65536\n");
        session.must("printf abc | dd of=chardev bs=1 seek=60000 conv=notrunc status=none");
        assertThat(session.must("dd if=chardev bs=1 skip=60000 count=3 status=none"))
                .isEqualTo("abc");
    }

    @Test
    void partitionsOfAnImageAppearAsSoonAsTheyAreMade() throws IOException {
        image("test.img", 64 << 20);

        assertThat(session.run("mount -t umdevmbr test.img test_hd"))
                .isEqualTo(answer(0, "bad signature in MBR 0 0\n"));
        assertThat(session.run("ls test_hd1").status()).isEqualTo(2);
        session.must("printf ',20M\\n,\\n' | sfdisk test_hd");
        assertThat(session.must("ls -l test_hd test_hd1 test_hd2")).isEqualTo("""
                        brw------- 1 %1$s 0, 0 Jan  1  1970 test_hd
                        brw------- 1 %1$s 0, 1 Jan  1  1970 test_hd1
                        brw------- 1 %1$s 0, 2 Jan  1  1970 test_hd2
                        """.formatted(user()));
        session.must("mkfs.ext3 -q test_hd1");
        assertThat(session.must("blockdev --getsize64 test_hd1")).isEqualTo("20971520\n");
        session.must("e2fsck -fn test_hd1");
        session.must("umount test_hd");
        session.must("mount -t umdevmbr test.img again");
        session.must("tune2fs -l again1");
        assertThat(session.run("ls test_hd1").status()).isEqualTo(2);
    }

    @Test
    void aFileSystemOnAPartitionIsMounted() throws IOException {
        Programs.require("fuse2fs");
        image("test.img", 64 << 20);
        session.must("um_add_service umfuse; mount -t umdevmbr test.img test_hd");
        session.must("printf ',20M\\n,\\n' | sfdisk -q test_hd && mkfs.ext3 -q test_hd1 && mkdir mnt");

        session.must("mount -t umfuseext2 -o rw+ test_hd1 mnt");
        assertThat(session.must("ls mnt")).isEqualTo("lost+found\n");
        session.must("echo kept >mnt/file");
        assertThat(session.run("umount test_hd").text()).contains("Device or resource busy");
        session.must("umount mnt");
        session.must("e2fsck -fn test_hd1");
        session.must("mount -t umfuseext2 -o rw+ test_hd1 mnt");
        assertThat(session.must("cat mnt/file")).isEqualTo("kept\n");
    }

    @Test
    void umdevramdiskIsABlockDevice() {
        session.must("mount -t umdevramdisk -o size=4M none ram");

        assertThat(session.must("blockdev --getsize64 --getsz --getss --getro ram"))
                .isEqualTo("4194304\n8192\n512\n0\n");
        session.must("blockdev --setro ram");
        assertThat(session.must("blockdev --getro ram")).isEqualTo("1\n");
        assertThat(session.run("echo x >ram").text()).contains("Operation not permitted");
        session.must("blockdev --setrw ram");
        session.must("mkfs.ext2 -q ram");
        session.must("e2fsck -fn ram");
        assertThat(session.run("printf ',1M\\n' | sfdisk -q --force --wipe always ram; ls ram1")
                        .status())
                .as("there are no partitions without the option mbr")
                .isEqualTo(2);
    }

    @Test
    void aWriteThatRunsOverTheEndOfADiskIsShortAndTheNextOneFails() {
        session.must("mount -t umdevramdisk -o size=12M,mbr none ram; printf ',4M\\n,\\n' | sfdisk -q ram");
        String script = "import errno, mmap, os, sys\n"
                + "size = 1 << 21; page = mmap.mmap(-1, size); page.write(os.urandom(size))\n"
                + "def attempt(file, at):\n"
                + "  try: return os.pwrite(file, page, at)\n"
                + "  except OSError as e: return errno.errorcode[e.errno]\n"
                + "for flags in 0, os.O_DIRECT:\n"
                + "  file = os.open(sys.argv[1], os.O_RDWR | flags); end = os.lseek(file, 0, os.SEEK_END)\n"
                + "  for i in range(2):\n"
                + "    for at in range(0, end, size): attempt(file, at)\n"
                + "    print(attempt(file, end - size), attempt(file, end - 4096), attempt(file, end), end=\" \")\n"
                + "  os.close(file); file = os.open(sys.argv[1], os.O_RDONLY)\n"
                + "  print(os.pread(file, size, end - size) == b\"\".join([page[:size - 4096], page[:4096]]))\n"
                + "  os.close(file)\n";
        String expected = "2097152 4096 ENOSPC 2097152 4096 ENOSPC True\n".repeat(2);

        for (String disk : new String[] {"ram1", "ram2", "ram"}) {
            assertThat(session.must("python3 -c '" + script + "' " + disk))
                    .as(disk)
                    .isEqualTo(expected);
        }
    }

    @Test
    void umdevramdiskWithMbrHasPartitions() {
        session.must("mount -t umdevramdisk -o size=4M,mbr none ram");

        session.must("printf ',1M\\n,\\n' | sfdisk -q ram");
        session.must("mkfs.ext2 -q ram2");
        assertThat(session.must("blockdev --getsize64 ram1")).isEqualTo("1048576\n");
        assertThat(session.run("dd if=/dev/zero of=ram1 bs=512 status=none").text())
                .isEqualTo("dd: error writing 'ram1': No space left on device\n");
        session.must("e2fsck -fn ram2");
    }

    @Test
    void optionsSayHowANodeIsShown() {
        session.must("mount -t umdevramdisk -o char,major=7,minor=9,mode=640,uid=12,gid=13 none x");
        session.must("mount -t umdevtrivhd -o nsubdev=2,block none n");

        assertThat(session.must("ls -ln x")).isEqualTo("crw-r----- 1 12 13 7, 9 Jan  1  1970 x\n");
        assertThat(session.must("ls n n1 n2")).isEqualTo("n\nn1\nn2\n");
        assertThat(session.must("stat -c '%F %t,%T' n2; stat -L -c %F - <n2"))
                .isEqualTo("block special file 0,2\nblock special file\n");
    }

    @Test
    void anImageIsWrittenByOneDeviceOnly() throws IOException {
        image("disk", 1 << 20);
        session.must("mount -t umdevmbr disk a");

        for (String options : new String[] {"rw", "ro"}) {
            assertThat(session.run("mount -t umdevmbr -o " + options + " disk b")
                            .text())
                    .contains("Device or resource busy");
        }
        session.must("umount a");
        session.must("mount -t umdevmbr -o ro disk a");
        session.must("mount -t umdevmbr -o ro disk b");
        assertThat(session.must("blockdev --getro b")).isEqualTo("1\n");
    }

    @Test
    void whatIsOpenIsNotUnmounted() {
        session.must("mount -t umdevtrivhd none dev");
        session.must("exec 7<dev");

        assertThat(session.run("umount dev").text()).contains("Device or resource busy");
        session.must("exec 7<&-");
        session.must("umount dev");
    }

    @Test
    void badOptionsAndSourcesAreTold() {
        assertThat(session.run("mount -t umdevmbr nosuch x").text()).contains("No such file or directory");
        assertThat(session.run("mount -t umdevmbr / x").text()).contains("Is a directory");
        for (String options : new String[] {"size=0", "size=1x", "size=99999999999G", "mode=8", "major=-1"}) {
            assertThat(session.run("mount -t umdevramdisk -o " + options + " none x")
                            .text())
                    .as(options)
                    .contains("Invalid argument");
        }
        assertThat(session.run("mount -t umdevnosuch none x").status()).isNotZero();
    }

    @Test
    void aViewInsideHasTheSameDevices() {
        session.must("mount -t umdevramdisk -o size=4M none ram");
        session.must("echo outside >ram");

        assertThat(session.must("umview -q sh -c 'head -c 8 ram; blockdev --getsz ram; echo inside! >ram; umount ram'"))
                .isEqualTo("outside\n8192\n");
        assertThat(session.must("head -c 8 ram")).isEqualTo("inside!\n");
    }

    @Test
    void debugTracesWhatIsDone() {
        session.must("mount -t umdevramdisk -o size=4M,debug,major=7 none ram");

        assertThat(session.must("stat ram; head -c 512 ram >/dev/null; blockdev --getss ram; sync ram; umount ram"))
                .contains("=> path:" + folder.resolve("ram") + " flags:0x")
                .contains(": b(7:0)] => count:")
                .contains("IOCTL[b(7:0)] => req:1268")
                .contains("stat->GETATTR b(7:0) => status: Success")
                .contains("UMOUNT => path:" + folder.resolve("ram"));
    }
}
